"""The only way values leave the store: every reading states a purpose and an audience and may be refused with words.

Suppression of small groups for the public is done above, in analytics.disclosure: it needs placements and releases.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from msoko.methodology.model import Indicator, Methodology
from msoko.methodology.purposes import banned_purposes, with_components
from msoko.vocabulary import Audience, Checked, Level, Period, Purpose

if TYPE_CHECKING:
    from msoko.store.store import Store

REASONS: dict[str, tuple[str, str]] = {
    "indicator-unknown": ("Показателя «{indicator}» нет в методике.", "There is no indicator {indicator}."),
    "purpose-banned": (
        "Показатель «{title}» нельзя использовать для этой цели. {reason}",
        "The indicator {title} may not be used for this purpose. {reason}",
    ),
    "purpose-not-listed": (
        "Показатель «{title}» не предназначен для этой цели. Допустимо: {allowed}.",
        "The indicator {title} is not meant for this purpose. It may be used for: {allowed}.",
    ),
    "not-checked": (
        "Показатель «{title}» ещё не сверен с текстом акта, поэтому не публикуется. Сверьте его: {basis}.",
        "The indicator {title} has not been checked against its act and is not published. Check it: {basis}.",
    ),
    "not-for-the-public": (
        "Показатель «{title}» не предназначен для публикации. Допустимо: {allowed}.",
        "The indicator {title} is not meant for publication. It may be used for: {allowed}.",
    ),
}


class ReadingRefused(Exception):
    """code and parameters; str() is the Russian sentence, say("en") the English one."""

    def __init__(self, code: str, **parameters: str) -> None:
        self.code, self.parameters = code, parameters
        super().__init__(self.say())

    def say(self, language: str = "ru") -> str:
        return REASONS[self.code][0 if language == "ru" else 1].format(**self.parameters)


def check_reading(methodology: Methodology, code: str, purpose: Purpose, audience: Audience) -> None:
    """Raise ReadingRefused if values of the indicator may not be read for the purpose by the audience.

    A ban of a procedure type (ВПР and the appraisal of staff) reaches everything computed from its results.
    """
    if code not in methodology.indicators:
        raise ReadingRefused("indicator-unknown", indicator=code)
    indicator = methodology.indicators[code]
    banned = banned_purposes(methodology, code)
    if purpose in banned:
        raise ReadingRefused("purpose-banned", title=indicator.title, reason=banned[purpose])
    if purpose not in indicator.purposes:
        raise ReadingRefused("purpose-not-listed", title=indicator.title, allowed=_allowed(indicator))
    if audience is Audience.PUBLIC:
        _check_public(methodology, indicator)


def _check_public(methodology: Methodology, indicator: Indicator) -> None:
    if Purpose.PUBLICATION not in indicator.purposes:
        raise ReadingRefused("not-for-the-public", title=indicator.title, allowed=_allowed(indicator))
    for one in (methodology.indicators[code] for code in with_components(methodology, indicator.code)):
        if one.checked is Checked.NOT_YET:
            raise ReadingRefused("not-checked", title=one.title, basis=one.legal_basis or "—")


def _allowed(indicator: Indicator) -> str:
    return ", ".join(indicator.purposes) or "—"


def read_values(
    store: Store,
    methodology: Methodology,
    *,
    purpose: Purpose,
    audience: Audience,
    indicators: Collection[str],
    periods: Collection[Period] | None = None,
    levels: Collection[Level] | None = None,
    objects: Collection[str] | None = None,
    slices: Mapping[str, str] | None = None,
    calculation: str = "",
) -> pa.Table:
    """Rows of VALUES with a column `incomplete` (coverage below the indicator's minimum).

    calculation: a fixed one; "" = the working calculation. slices: those not named may be anything.
    Raises ReadingRefused for the first indicator that may not be read; for an audience of one organisation the caller
    names it in `objects` (which organisations a person may see is decided above).
    """
    for code in indicators:
        check_reading(methodology, code, purpose, audience)
    codes = None if periods is None else [period.code for period in periods]
    if calculation:
        found = _among(store.read_published(calculation), {"indicator": indicators, "period": codes})
    else:
        found = store.read_values(codes, list(indicators))
    found = _among(found, {"level": levels, "object_id": objects})
    found = _among(found, {name: [value] for name, value in (slices or {}).items()})
    return found.append_column("incomplete", _incomplete(found, methodology))


def _among(values: pa.Table, wanted: Mapping[str, Collection[str] | None]) -> pa.Table:
    for column, choices in wanted.items():
        if choices is not None:
            values = values.filter(pc.is_in(values[column], pa.array([str(one) for one in choices], pa.string())))
    return values


def _incomplete(values: pa.Table, methodology: Methodology) -> pa.Array:
    least = {code: methodology.indicators[code].minimum_coverage for code in set(values["indicator"].to_pylist())}
    rows = zip(values["indicator"].to_pylist(), values["coverage"].to_pylist(), strict=True)
    return pa.array([coverage is not None and coverage < least[code] for code, coverage in rows], pa.bool_())
