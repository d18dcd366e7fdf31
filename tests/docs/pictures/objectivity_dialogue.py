"""Pictures of docs/ru/objectivity-dialogue.md: rates of signs from generated outcomes of talks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from msoko.analytics.objectivity.calibration import Rate, calibrate
from msoko.analytics.objectivity.dialogue import RULES, Case, Side, Step
from msoko.analytics.objectivity.wording import TITLES
from msoko.charts.chart import Chart
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.workplace import Workplace

BY = {Side.OFFICE: "officer", Side.SCHOOL: "head", Side.CHECKER: "checker"}
ROAD = (Step.OPENED, Step.ASKED, Step.REPLIED, Step.CHECK_ORDERED, Step.CHECKED)
TRUTH = {"peak": (18, 0.2), "level": (30, 0.6), "journal": (24, 0.7), "tasks": (9, 0.45), "copies": (3, 0.0)}


def generated() -> list[Case]:
    """Outcomes by lot: for each sign so many cases, such a share of them innocent, one in five never looked into."""
    rng, start, cases = np.random.default_rng(11), datetime(2025, 5, 26, 9, tzinfo=UTC), []
    for sign, (count, share) in TRUTH.items():
        for number in range(count):
            end = (*ROAD, Step.INNOCENT if rng.random() < share else Step.CONFIRMED)
            case = Case(f"{sign}-{number}", f"s{number:02d}", "", "vpr", (sign,))
            for day, step in enumerate((Step.OPENED, Step.NOT_CHECKED) if rng.random() < 0.2 else end):
                case = case.then(step, start + timedelta(days=day), BY[RULES[step].whose], "сгенерировано")
            cases.append(case)
    return cases


def rates(place: Workplace) -> Chart:
    found = sorted(calibrate(generated(), tuple(TRUTH)), key=lambda one: one.value)
    return DotPlot(
        title="Сгенерированный пример: у каких признаков чаще находится другое объяснение",
        sentence="Доля случаев с другим объяснением среди перепроверенных, с вероятностью 95 % в пределах отрезка.",
        groups=(Group("", tuple(_row(one) for one in found)),),
        note="Итоги разговоров сгенерированы. Оценки сближены между признаками: чем меньше случаев, тем сильнее.",
        digits=0, heading="Признак (сгенерированный пример)", value_title="доля, %", n_title="случаев",
    )  # fmt: skip


def _row(rate: Rate) -> DotRow:
    return DotRow(
        name=TITLES[rate.sign][0], value=100 * rate.value, low=100 * rate.low, high=100 * rate.high, n=rate.checked
    )


PICTURES: dict[str, Callable[[Workplace], Chart]] = {"objectivity-dialogue": rates}
