"""Which object a row of a facts table is about: by its code, its login or its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from msoko.organisations.matching import find_login
from msoko.organisations.names import plain
from msoko.organisations.registry import Registry
from msoko.results.books import Sheet
from msoko.results.cells import as_text
from msoko.results.columns import Header
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Unmatched
from msoko.results.received import Received, find_organisations


def find_objects(
    sheet: Sheet, header: Header, lines: np.ndarray[Any, np.dtype[np.int64]], context: Context, problems: Problems
) -> tuple[pa.Array, list[str], tuple[Unmatched, ...]]:
    """Ids and types of the objects of the rows (null and "" where unknown), and the names to ask about."""
    others = _other_objects(context.registry)
    told = [_told(sheet, header, int(line)) for line in lines]
    asked = []
    col = header.places.get("object", header.places.get("login", header.places.get("object_id", 0)))
    for line, (object_id, name, login) in zip(lines, told, strict=True):
        if object_id and object_id not in context.registry:
            problems.add("object-unknown", sheet.name, int(line), header.places["object_id"], found=object_id)
        elif not object_id and plain(name) not in others:
            asked.append(Received(name, login, sheet.name, int(line), col))
    found, unmatched = find_organisations(asked, context, problems)
    ids = [object_id or others.get(plain(name)) or found.get((name, login)) or None for object_id, name, login in told]
    types = [context.registry.object_type(one) if one and one in context.registry else "" for one in ids]
    return pa.array(ids, pa.string()), types, unmatched


def _told(sheet: Sheet, header: Header, line: int) -> tuple[str, str, str]:
    def text(code: str) -> str:
        return as_text(sheet.at(line, header.places[code])) if code in header.places else ""

    name, login = text("object"), text("login")
    return text("object_id"), name, find_login(login) or find_login(name)


def _other_objects(registry: Registry) -> dict[str, str]:
    """Names of municipalities, regions and the country."""
    named = ((registry.name(one), one) for kind in ("municipality", "region", "country") for one in registry.ids(kind))
    return {plain(name): one for name, one in named}
