"""A plan in Russian words, for `msoko compute --explain`: what is read once, gathered together, and in what order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msoko.indicators.plan import Plan, Scope
from msoko.indicators.planning import plan
from msoko.methodology.model import Methodology

LINKS: Mapping[str, str] = {
    "same": "значение другого показателя",
    "lag": "прошлый период",
    "at": "значение объемлющей группы",
    "picked": "период другого вида",
    "over": "счёт по организациям или классам",
    "normalise": "сравнение с соседями",
    "reference": "полученное значение",
}


def explain(methodology: Methodology, indicators: tuple[str, ...], options: Mapping[str, str]) -> str:
    """The plan of the indicators, a line a step; the same for every period. Raises FormulaError, CycleError."""
    from msoko.indicators.engines.duckdb.layout import Layout

    found = plan(methodology, indicators, options)
    layout = Layout(found, methodology, options)
    lines = [f"Показателей: {len(indicators)}."]
    lines += [f"Вычислений с учётом разрезов и вложенных: {len(found.tasks)}.", "", "1. Чтение"]
    lines.append(f"   фактов: {len(found.facts)}, одним проходом по таблице facts")
    for one in layout.passes:
        what = "по формам" if one.keys else "по единицам" if one.entity else "по строкам"
        lines.append(f"   источник {one.source}, {what}: величин {len(one.bases)}, одним проходом")
    if layout.wheres:
        lines.append(f"   условий отбора: {len(layout.wheres)}, каждое проверяется один раз")
    lines.append(f"   условий применимости: {len(layout.conditions)}")
    lines += ["", f"2. Свод: наборов согласованных данных {len(found.scopes)}, запросов {len(layout.scope_shapes)}"]
    scopes = list(found.scopes)
    lines += [f"   {_scope(scopes[members[0]])}: наборов {len(members)}" for members in layout.scope_shapes.values()]
    lines += ["", f"3. Формулы: запросов {len(layout.task_shapes)}"]
    lines += [f"   шаг {n}: {_stage(found, stage)}" for n, stage in enumerate(layout.stages(), 1)]
    return "\n".join(lines)


def _scope(scope: Scope) -> str:
    kinds = Counter("фактов" if slot.base.kind == "fact" else "источников" for slot in scope.slots)
    read = ", ".join(f"{kind} {count}" for kind, count in kinds.items()) or "только число организаций"
    cut = f"; разрез: {', '.join(scope.breakdown)}" if scope.breakdown else ""
    return f"{read}; величин {len(scope.measures) + len(scope.conditions)}{cut}"


def _stage(found: Plan, stage: list[int]) -> str:
    links = Counter(LINKS[link.kind] for number in stage for link in found.tasks[number].links)
    used = "; ".join(f"{name}: {count}" for name, count in links.items())
    return f"вычислений {len(stage)}" + (f" ({used})" if used else "")
