"""The catalogue of indicators and the page of one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from msoko.analytics.disclosure import THRESHOLD
from msoko.charts import draw
from msoko.charts.chart import Chart
from msoko.formulas.explaining import in_words
from msoko.formulas.parsing import parse
from msoko.indicators.reading import ReadingRefused, check_reading
from msoko.indicators.tracing import titles
from msoko.methodology.model import Norm
from msoko.reports.document import Figure
from msoko.reports.wording import direction_words, norm_words
from msoko.vocabulary import Audience, Purpose
from msoko.web.accounts.roles import Right
from msoko.web.analytics import downloads
from msoko.web.analytics.queries import indicator_pictures as pictures
from msoko.web.analytics.queries.indicator import Sheet, Unknown, criteria, sheet
from msoko.web.analytics.queries.indicators import (
    CHECKED,
    EVERY,
    FIRST,
    Asked,
    catalogue,
    municipalities_of,
    municipality_for,
    rows,
)
from msoko.web.analytics.queries.procedures import sitting_address
from msoko.web.analytics.templatetags.proofs import PURPOSES
from msoko.web.organisations.permissions import holds_somewhere, require

_NUMBER = re.compile(r"−?\d[\d\u202f\u00a0]*(?:,\d+)?")


@require_GET
@login_required
def indicators(request: HttpRequest) -> HttpResponse:
    require(holds_somewhere(request.user, Right.SEE_RESULTS))
    place = municipality_for(request.user, request.GET.get("place", ""))
    if place is None:
        raise Http404
    names = ("words", "block", "checked", "values")
    asked = Asked(**{name: request.GET.get("q" if name == "words" else name, "").strip()[:200] for name in names})
    if not asked.words and not asked.block:
        asked = replace(asked, block=FIRST)
    found = catalogue(request.user, place, asked)
    head = (
        _("Criterion"), _("Indicator"), _("Code"), _("Municipality"), _("Unit"), _("n: people or things"), _("Period"),
        _("Breakdowns"), _("Norm"), _("Checked"), _("May be published"), _("Pack"),
    )  # fmt: skip
    file = downloads.table(request, _("Indicators"), head, rows(found), said=downloads.cited(found.visible))
    if file is not None:
        return file
    context = {
        "found": found, "asked": asked, "place": place, "places": municipalities_of(request.user), "every": EVERY,
        "states": [(code.value, words) for code, (words, _look) in CHECKED.items()],
    }  # fmt: skip
    return render(request, "analytics/indicators.html", context)


@require_GET
@login_required
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    require(holds_somewhere(request.user, Right.SEE_RESULTS))
    place = municipality_for(request.user, request.GET.get("place", ""))
    if place is None:
        raise Http404
    try:
        found = sheet(request.user, code, place, request.GET)
    except Unknown as unknown:
        raise Http404 from unknown
    drawn = {"plot": pictures.plot(found), "years": pictures.years(found), "multiples": pictures.multiples(found)}
    for key, chart in drawn.items():
        if (file := chart_file(request, found, chart, key)) is not None:
            return file
    context = {
        "sheet": found,
        "place": place,
        "places": municipalities_of(request.user),
        "title": pictures.title(found),
        "criteria": criteria(found),
        "charts": {key: mark_safe(draw.html(chart)) if chart else "" for key, chart in drawn.items()},
        "procedure": sitting_address(found),
        **_meaning(found),
    }
    return render(request, "analytics/indicator.html", context)


def chart_file(request: HttpRequest, found: Sheet, chart: Chart | None, key: str) -> HttpResponse | None:
    """The picture or its table, if the address asks for it."""
    if chart is None:
        return None
    table = chart.table()
    lines = [[_typed(cell) for cell in row] for row in table.rows]
    said = downloads.cited(found.visible, found.period.title)
    name = f"{chart.title}, {found.period.title}"
    return downloads.chart(request, chart, key=key) or downloads.table(
        request, name, table.header, lines, said=said, key=key
    )


def _typed(text: str) -> str | Figure:
    """A number as it is written becomes a number again, with its digits."""
    if not _NUMBER.fullmatch(text):
        return text
    plain = re.sub("[\u202f\u00a0]", "", text).replace("−", "-").replace(",", ".")
    return Figure(text, value=float(plain), digits=len(plain.partition(".")[2]))


def _meaning(found: Sheet) -> dict[str, Any]:
    """The definition in words: formula, when it applies, norms, who answers for it, what it may be used for."""
    methodology, one = found.visible.numbers.methodology, found.indicator
    names = titles(methodology)
    checked, look = CHECKED[one.checked]
    return {
        "formula": in_words(parse(one.formula), names),
        "applies": in_words(parse(one.applies_when), names) if one.applies_when else "",
        "better": direction_words(one.better),
        "norms": [(_norm(norm, one.digits), norm) for norm in one.norms],
        "checked": checked,
        "checked_state": look,
        "uses": _uses(found),
    }


def _norm(norm: Norm, digits: int) -> str:
    low, high = (None if bound is None else float(bound) for bound in (norm.at_least, norm.at_most))
    return norm_words(low, high, digits)


def _uses(found: Sheet) -> list[tuple[str, str, str]]:
    """Look of the tag, purposes in words, a condition or the reason of a refusal; alike ones in one row."""
    rows: dict[tuple[str, str], list[str]] = {}
    for purpose in Purpose:
        rows.setdefault(_use(found, purpose), []).append(str(PURPOSES[purpose]))
    looks = ("done", "attention", "no")
    held = sorted(rows.items(), key=lambda row: looks.index(row[0][0]))
    return [(look, ", ".join(words), reason) for (look, reason), words in held]


def _use(found: Sheet, purpose: Purpose) -> tuple[str, str]:
    """The same table that refuses a reading is what is shown."""
    methodology, language = found.visible.numbers.methodology, found.issue.language
    who = Audience.PUBLIC if purpose is Purpose.PUBLICATION else Audience.DEPARTMENT
    try:
        check_reading(methodology, found.code, purpose, who)
    except ReadingRefused as refused:
        if refused.code == "purpose-banned":
            return "no", refused.parameters["reason"]
        return "no", refused.say(language) if refused.code == "not-checked" else ""
    if purpose is Purpose.PUBLICATION:
        words = _("only where at least %(count)s people stand behind the number; smaller groups are hidden")
        return "attention", words % {"count": THRESHOLD}
    return "done", ""
