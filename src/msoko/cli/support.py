"""`msoko support`: who may need support before a work, tried on past years; counts only, no pupils are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from msoko.cli.choosing import chosen_period
from msoko.cli.saying import Exit, Speaker, speaker

if TYPE_CHECKING:
    from msoko.analytics.risk import Forecast, Share, Trial
    from msoko.analytics.risk_history import Work


def support(
    context: typer.Context,
    work: Annotated[str, typer.Option("--work", help="Что предсказывать: вид:предмет:класс, например ege:01:11.")],
    earlier: Annotated[
        list[str], typer.Option("--earlier", help="Прежняя работа, так же; можно несколько, главная — первой.")
    ],
    below: Annotated[
        float | None, typer.Option("--below", help="Затруднение — тестовый балл ниже этого; без него — отметка «2».")
    ] = None,
    period: Annotated[str, typer.Option("--period", help="Год, в котором работу напишут: кто в списке.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Для программ: один документ JSON.")] = False,
) -> None:
    """Предсказать, кому может понадобиться поддержка, и показать, как часто такой прогноз сбывался.

    Пример: msoko support --work ege:01:11 --earlier oge:01:9 --earlier oge:02:9 --below 50
    """
    from msoko.analytics.risk import forecast, trial
    from msoko.analytics.risk_history import history
    from msoko.psychometrics.remarks import Refused

    said = speaker(context)
    target = _work(said, work)
    before = [_work(said, one, target) for one in earlier]
    upcoming = chosen_period(said, period).code if period else ""
    try:
        known = history(said.workplace.store.table("outcomes"), target, before, below, upcoming)
        found: Forecast | Trial = forecast(known) if upcoming else trial(known)
    except Refused as refused:
        said.fail(refused.say(said.language), Exit.PROBLEMS)
    if as_json:
        return said.json(_data(found))
    return _show(said, found)


def _work(said: Speaker, text: str, target: Work | None = None) -> Work:
    """As typed: type:subject:grade. A grade below the target's was taught so many years before."""
    from msoko.analytics.risk_history import Work
    from msoko.methodology.subjects import subject_title

    parts = text.split(":")
    types = said.workplace.methodology.procedure_types
    if len(parts) != 3 or parts[0] not in types or not parts[2].isdigit():
        said.fail(said.word("support-work", found=text), Exit.USAGE)
    years = int(target.grade) - int(parts[2]) if target else 0
    if target and years < 1:
        said.fail(said.word("support-later", found=text), Exit.USAGE)
    title = f"{types[parts[0]].title}: {subject_title(said.workplace.methodology, parts[1], parts[0])}"
    return Work(parts[0], parts[1], parts[2], title, years)


def _show(said: Speaker, found: Forecast | Trial) -> None:
    from msoko.analytics.risk import Forecast

    tried = found.trial if isinstance(found, Forecast) else found
    said.say("support-tried", years=", ".join(tried.years))
    for code in ("precision", "recall"):
        rates = {name: _percent(said, getattr(getattr(tried, name), code)) for name in ("model", "naive")}
        said.say(f"support-{code}", **rates)
    names = ("forecast", "came", "pupils")
    rows = [(f"{100 * band.forecast:.0f}", _percent(said, band.came), str(band.came.n)) for band in tried.bands]
    said.table([said.word(f"support-column-{name}") for name in names], rows, right=(0, 1, 2))
    if not isinstance(found, Forecast):
        return
    registry = said.workplace.registry()
    hidden = said.word("support-hidden")
    schools = [
        (registry.name(one.organisation), *(hidden if n is None else str(n) for n in (one.n, one.listed)))
        for one in found.schools()
    ]
    said.table([said.word(f"support-column-{name}") for name in ("school", "all", "listed")], schools, right=(1, 2))
    for remark in found.remarks:
        said.console.print(remark.say(said.language), markup=False)


def _percent(said: Speaker, share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return said.word("support-nobody")
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f}–{100 * share.high:.0f})"


def _data(found: Forecast | Trial) -> dict[str, Any]:
    """Numbers of the trial, and counts of schools; nothing of single pupils."""
    from dataclasses import asdict

    from msoko.analytics.risk import Forecast

    if not isinstance(found, Forecast):
        return {"trial": asdict(found)}
    return {
        "trial": asdict(found.trial), "rate": found.rate, "cut": found.cut, "unknown": found.unknown,
        "schools": [asdict(one) for one in found.schools()], "remarks": [one.say() for one in found.remarks],
    }  # fmt: skip
