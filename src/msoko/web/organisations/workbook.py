"""The registry as its workbook: all objects that the person sees, as the import reads them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse

from msoko.organisations.lives import lives_of
from msoko.results.formats.registry.writer import write_registry
from msoko.web.organisations.permissions import visible_organisations
from msoko.web.organisations.queries import registry
from msoko.web.workbooks import TYPE

if TYPE_CHECKING:
    from msoko.web.accounts.models import User


def registry_workbook(user: User) -> HttpResponse:
    """Only lives that name nobody out of sight: a file that is half a truth could not be handed in again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.xlsx"
        codes = set(visible_organisations(user).values_list("code", flat=True))
        write_registry(path, lives_of(registry(), codes).values())
        answer = HttpResponse(path.read_bytes(), content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="registry.xlsx"'
    return answer
