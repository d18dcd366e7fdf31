"""The comparison carried on: as rows of a file, and as a Vega-Lite chart whose colours and width the page sets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from msoko.reports.document import Figure
from msoko.web.analytics.queries.comparison import Cell, Comparison

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_MOST_COLOURS = 10


def specification(found: Comparison, by_years: bool) -> dict[str, Any]:
    """{} where nothing is known: then there is nothing to draw."""
    rows = _rows(found)
    if not rows:
        return {}
    layers = _over_years(found) if by_years else _over_places()
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "facet": {"field": "column", "type": "nominal", "title": None, "sort": None,
                  "header": {"labelAnchor": "start", "labelFontSize": 14, "labelLimit": 600}},
        "columns": 1,
        "spec": {"layer": layers, **({} if by_years else {"height": {"step": 22}})},
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }  # fmt: skip


def _rows(found: Comparison) -> list[dict[str, Any]]:
    rows = []
    for group in found.groups:
        for row in group.rows:
            for column, cell in zip(found.columns, row.cells, strict=True):
                value = cell.value
                if value is None or not value.is_known:
                    continue
                title = f"{column.title}, {column.unit}" if column.unit else column.title
                period = column.period or row.period
                rows.append({
                    "column": f"{title}, {period.title}" if column.period else title, "object": row.title,
                    "group": group.title, "period": period.title, "value": value.value, "low": value.low,
                    "high": value.high, "n": value.n, "shown": cell.figure.text, "interval": cell.interval,
                })  # fmt: skip
    return rows


def _tooltip() -> list[dict[str, Any]]:
    titles = {"object": _("Organisation"), "group": _("Group"), "period": _("Year"), "shown": _("Value"), "n": "n",
              "interval": _("Interval")}  # fmt: skip
    return [{"field": name, "title": title} for name, title in titles.items()]


def _chosen(field: str) -> dict[str, Any]:
    return {"params": [{"name": "chosen", "select": {"type": "point", "fields": [field]}}]}


_FADED = {"condition": {"param": "chosen", "value": 1}, "value": 0.2}


def _over_places() -> list[dict[str, Any]]:
    """Dots with intervals, one line a place; a click on a dot keeps the place in all charts."""
    y = {"field": "object", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 240}}
    x = {"type": "quantitative", "title": None, "scale": {"zero": False}}
    return [
        {"mark": {"type": "rule"}, "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        {
            **_chosen("object"),
            "mark": {"type": "point", "filled": True, "size": 80},
            "encoding": {"y": y, "x": {**x, "field": "value"}, "opacity": _FADED, "tooltip": _tooltip()},
        },
    ]


def _over_years(found: Comparison) -> list[dict[str, Any]]:
    """A line for each place."""
    legend = {"title": None, "orient": "bottom", "columns": 2, "labelLimit": 260}
    few = len(found.groups) <= _MOST_COLOURS
    colour = {"field": "object", "type": "nominal", "legend": legend if few else None}
    x = {"field": "period", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}
    y = {"type": "quantitative", "title": None, "scale": {"zero": False}}
    return [
        {"mark": {"type": "rule", "opacity": 0.4},
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour}},
        {"mark": {"type": "line"}, "encoding": {"x": x, "y": {**y, "field": "value"}, "color": colour,
                                                "opacity": _FADED}},
        {**_chosen("object"), "mark": {"type": "point", "filled": True, "size": 70},
         "encoding": {"x": x, "y": {**y, "field": "value"}, "color": colour, "opacity": _FADED,
                      "tooltip": _tooltip()}},
    ]  # fmt: skip


def as_table(found: Comparison, by_years: bool) -> tuple[list[Any], list[list[Any]]]:
    """Head and rows of the file: every value with its n, interval and norm in cells of their own."""
    head: list[Any] = [_("Group"), _("Organisation"), _("Year")]
    for column in found.columns:
        title = f"{column.title}, {column.unit}" if column.unit else column.title
        title = f"{title}, {column.period.title}" if column.period else title
        head += [title, "n", _("from"), _("to"), _("Norm")]
    rows = []
    for group in found.groups:
        for row in group.rows:
            line: list[Any] = ["" if by_years else group.title, row.title, row.period.title]
            for cell in row.cells:
                value = cell.value if cell.value is not None and cell.value.is_known else None
                low, high = (None, None) if value is None else (value.low, value.high)
                line += [cell.figure, cell.n, _bound(cell, low), _bound(cell, high), cell.status.replace("\u00a0", " ")]
            rows.append(line)
    return head, rows


def _bound(cell: Cell, number: float | None) -> Figure | None:
    return None if number is None else Figure(str(number), value=number, digits=cell.figure.digits)
