"""The one road by which tables and charts of pages leave as files: ?as=xlsx, csv, svg, png. Links: {% downloads %}."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from msoko.charts import draw
from msoko.charts.chart import Chart
from msoko.web import tables
from msoko.web.analytics.queries.pages import issue
from msoko.web.tables import Table

if TYPE_CHECKING:
    from msoko.web.analytics.queries.visible import Visible

_DAY = 24 * 60 * 60


def cited(visible: Visible, period: str = "") -> list[tuple[str, str]]:
    """What is said above the head: of which period, from which calculation, data of which day."""
    said = [(_("Period"), period)] if period else []
    return [*said, (_("Calculation"), issue(visible).reference())]


def table(
    request: HttpRequest,
    name: str,
    columns: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    said: Sequence[tuple[Any, Any]] = (),
    key: str = "",
) -> HttpResponse | None:
    """The table as a file if the address asks for one, else None: then show the page. said: see `cited`.

    name: of the file and of what is in it. key: which table, where a page has several ({% downloads "table" key %}).
    """
    return tables.table(request, Table(name, columns, rows, ((_("Table"), name), *said)), key)


def chart(request: HttpRequest, picture: Chart | None, *, key: str = "") -> HttpResponse | None:
    """The picture as a file if the address asks for one. A picture drawn once as PNG is kept by its content."""
    asked = request.GET.get(tables.AS)
    if picture is None or asked not in ("svg", "png") or request.GET.get(tables.KEY, "") != key:
        return None
    drawn = draw.svg(picture)
    if asked == "svg":
        return tables.file(drawn.encode(), picture.title, "svg")
    kept_as = "chart-" + hashlib.sha256(drawn.encode()).hexdigest()
    content = cache.get(kept_as)
    if content is None:
        content = draw.png(picture)
        cache.set(kept_as, content, _DAY)
    return tables.file(content, picture.title, "png")
