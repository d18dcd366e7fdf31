"""The API of numbers: definitions of indicators, and values with n, interval, norm and the address of the proof."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from msoko.methodology.model import Indicator
from msoko.vocabulary import ALL, SLICES, Level, Period, Purpose
from msoko.web.accounts.roles import Right
from msoko.web.analytics.queries.visible import Visible, visible_values
from msoko.web.answers import READING, Page, Problem, Refused, after, cursor, unless_same
from msoko.web.organisations.permissions import holds_somewhere, require
from msoko.web.workplace import workplace

router = Router(tags=["numbers"])
_KEY = ("indicator", "object_id", "period", "level", *SLICES)
_NUMBERS = ("value", "n", "known", "expected", "coverage", "low", "high")


class Norm(Schema):
    at_least: float | None
    at_most: float | None
    valid_from: date | None
    valid_to: date | None
    legal_basis: str
    slices: dict[str, str]


class Definition(Schema):
    """An indicator as the packs define it."""

    code: str
    title: str
    title_en: str
    unit: str
    better: str
    period: str = Field(description="kind of its periods: school_year, calendar_year, quarter, date")
    formula: str
    why: str
    legal_basis: str
    checked: str = Field(description="how far it has been compared with the text of its act")
    purposes: list[str] = Field(description="what its values may be read for; other purposes are refused")
    levels: list[str]
    slices: list[list[str]] = Field(description="breakdowns in which it is computed")
    minimum_coverage: float
    digits: int
    norms: list[Norm]


class Definitions(Schema):
    items: list[Definition]
    next: str | None


class Judged(Schema):
    """The value against the norm in force. status: met, not_met, not_decided (the interval covers it), no_norm, …"""

    status: str
    at_least: float | None
    at_most: float | None
    distance: float | None
    basis: str | None


class Value(Schema):
    """One value. state: value, missing, not_applicable, suppressed (few people stand behind it: not zero)."""

    indicator: str
    object: str
    level: str
    period: str
    slices: dict[str, str]
    state: str
    value: float | None
    n: int | None
    known: int | None = Field(description="objects whose data entered")
    expected: int | None = Field(description="objects whose data were expected")
    coverage: float | None
    low: float | None = Field(description="of the 95 % interval")
    high: float | None
    norm: Judged
    source: str
    code: str = Field(description="the short code printed in reports")
    proof: str | None = Field(description="address of the proof: down to the cell of a received file")


class AskedValues(Page):
    indicator: list[str] = Field([], max_length=50, description="codes; none: all that may be read")
    object: list[str] = Field([], max_length=200, description="codes of places and groups; none: all in reach")
    period: list[str] = Field([], max_length=50, description="2024-25, 2024, 2024-Q3 or 2024-09-20")
    level: list[Level] = Field([], description="organisation, municipality, …")
    totals: bool = Field(False, description="without breakdowns")
    purpose: Purpose = Field(Purpose.MANAGEMENT, description="what the values are read for")


class Values(Schema):
    """calculation: a fixed one, or empty for the working one. refused: indicators left out, and why."""

    ledger_version: int
    calculation: str
    data_as_of: date | None
    items: list[Value]
    next: str | None
    refused: dict[str, str]


@router.get("/indicators", response={200: Definitions, **READING}, url_name="indicators", summary="Definitions")
def indicators(request: HttpRequest, response: HttpResponse, asked: Query[Page]) -> Any:
    known = workplace().methodology.indicators
    codes = sorted(known)
    key = after(asked.cursor, (str,))
    begin = bisect_right(codes, key[0]) if key else 0
    end = begin + asked.limit
    chosen = codes[begin:end]
    following = cursor((chosen[-1],)) if end < len(codes) else None
    answer = Definitions(items=[_definition(known[code]) for code in chosen], next=following)
    return unless_same(request, response, answer, answer.model_dump())


@router.get(
    "/indicators/{code}", response={200: Definition, **READING, 404: Problem}, url_name="indicator", summary="One"
)
def indicator(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    known = workplace().methodology.indicators
    if code not in known:
        raise Http404
    answer = _definition(known[code])
    return unless_same(request, response, answer, answer.model_dump())


@router.get("/values", response={200: Values, **READING}, url_name="values", summary="Values that I may read")
def values(request: HttpRequest, response: HttpResponse, asked: Query[AskedValues]) -> Any:
    require(holds_somewhere(request.user, Right.SEE_RESULTS))
    key = after(asked.cursor, (str,) * len(_KEY))
    periods = [_period(one) for one in asked.period]
    visible = visible_values(request.user, purpose=asked.purpose)
    known = visible.numbers.indicators
    table = visible.table(
        [one for one in asked.indicator if one in known] if asked.indicator else None,
        periods=periods or None, objects=asked.object or None, levels=asked.level or None,
        totals=asked.totals,
    )  # fmt: skip
    table = table.sort_by([(name, "ascending") for name in _KEY])
    begin = bisect_right(range(len(table)), key, key=lambda row: _key(table, row)) if key else 0
    items = [_value(request, row) for row in table.slice(begin, asked.limit).to_pylist()]
    following = cursor(_key(table, begin + asked.limit - 1)) if begin + asked.limit < len(table) else None
    refused = {code: one.say(get_language() or "ru") for code, one in visible.refused(asked.indicator or None).items()}
    answer = Values(
        ledger_version=visible.numbers.version, calculation=_fixed(visible), data_as_of=visible.numbers.received,
        items=items, next=following, refused=refused,
    )  # fmt: skip
    reach = sorted(visible.reach.organisations | visible.reach.groups)
    rests_on = (visible.numbers.version, visible.numbers.computed_at, _fixed(visible), visible.audience, reach)
    return unless_same(request, response, answer, *rests_on)


def _fixed(visible: Visible) -> str:
    return visible.calculation.store_id or "" if visible.calculation else ""


def _period(code: str) -> Period:
    try:
        return Period.parse(code)
    except ValueError:
        said = _("“%(code)s” is not a period. Write 2024-25, 2024, 2024-Q3 or 2024-09-20.")
        raise Refused(400, "wrong-request", said % {"code": code[:40]}) from None


def _key(table: pa.Table, row: int) -> tuple[str, ...]:
    return tuple(table[name][row].as_py() for name in _KEY)


def _value(request: HttpRequest, row: dict[str, Any]) -> Value:
    hidden = not row["shown"]
    numbers = dict.fromkeys(_NUMBERS) if hidden else {name: row[name] for name in _NUMBERS}
    return Value(
        indicator=row["indicator"], object=row["object_id"], level=row["level"], period=row["period"],
        slices={name: row[name] for name in SLICES if row[name] != ALL},
        state="suppressed" if hidden else row["state"], **numbers,
        norm=Judged(
            status=row["norm_status"], at_least=row["norm_at_least"], at_most=row["norm_at_most"],
            distance=None if hidden else row["norm_distance"], basis=row["norm_basis"],
        ),
        source=row["source"], code=row["code"], proof=_proof(request, row["code"]) if not hidden else None,
    )  # fmt: skip


def _proof(request: HttpRequest, code: str) -> str | None:
    return request.build_absolute_uri(reverse("analytics:proof", kwargs={"code": code})) if code else None


def _definition(one: Indicator) -> Definition:
    norms = [
        Norm(
            at_least=_bound(norm.at_least), at_most=_bound(norm.at_most), valid_from=norm.valid_from,
            valid_to=norm.valid_to, legal_basis=norm.legal_basis, slices=dict(norm.slices),
        )
        for norm in one.norms
    ]  # fmt: skip
    return Definition(
        code=one.code, title=one.title, title_en=one.title_en, unit=one.unit, better=one.better, period=one.period,
        formula=one.formula, why=one.why, legal_basis=one.legal_basis, checked=one.checked, purposes=list(one.purposes),
        levels=list(one.levels), slices=[list(names) for names in one.slices], minimum_coverage=one.minimum_coverage,
        digits=one.digits, norms=norms,
    )  # fmt: skip


def _bound(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
