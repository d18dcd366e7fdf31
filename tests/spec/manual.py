"""Prints docs/reference/formulas.md from the specification: `python -m tests.spec.manual`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msoko.formulas.functions import FUNCTIONS
from msoko.vocabulary import Level
from tests.spec.chapters import CHAPTERS
from tests.spec.methodology import FACTS, Chapter, Spec
from tests.spec.null_table import COLUMNS, NULLS, TABLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "formulas.md"
PLAIN = {"no value": "нет данных", "not applicable": "не применяется"}
ANSWERS = {"no value": "нет значения", "not applicable": "не применяется", None: "—"}
LEVELS = {
    Level.ORGANISATION: "организация",
    Level.SUCCESSOR: "с предшественниками",
    Level.SETTLEMENT: "тип поселения",
    Level.CLUSTER: "кластер",
    Level.MUNICIPALITY: "муниципалитет",
    Level.REGION: "регион",
}
MEASURES = {
    "n": "n",
    "known": "известно",
    "expected": "ожидалось",
    "coverage": "охват",
    "low": "интервал от",
    "high": "интервал до",
}
HEAD = """# Язык формул

<!-- Страница напечатана из tests/spec командой `make spec`; правится там. -->

Формула показателя пишется в пакете методики строкой `formula = "…"`. Каждый пример этой страницы — проверка: его
вычисляют все движки, и ответ должен совпасть. Что именно вычисляется, записано в решениях
[0003](../decisions/0003-meaning-of-a-formula.md) и [0004](../decisions/0004-edges-of-a-formula.md).

В примерах сказано, что дано (по организациям), и что получается. Если не сказано иное, период — 2024/25 учебный год,
а показатель вычисляется для организаций и муниципалитета.
"""


def page() -> str:
    parts = [HEAD, _contents(), _facts()]
    parts += [_nulls(chapter) if chapter is NULLS else _chapter(chapter) for chapter in CHAPTERS]
    parts.append(_functions())
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _contents() -> str:
    return "\n".join(f"{n}. [{chapter.title}](#{chapter.code})" for n, chapter in enumerate(CHAPTERS, 1))


def _facts() -> str:
    rows = [f"| `{f.code}` | {f.title} | {', '.join(f.grain) or '—'} | {f.over_objects} |" for f in FACTS]
    head = "## Факты примеров\n\n| факт | что это | разрезы | как собирается |\n|---|---|---|---|\n"
    return head + "\n".join(rows)


def _chapter(chapter: Chapter) -> str:
    return "\n\n".join([_title(chapter), chapter.words, *(_spec(spec) for spec in chapter.specs)])


def _title(chapter: Chapter) -> str:
    return f'<a id="{chapter.code}"></a>\n\n## {chapter.title}'


def _spec(spec: Spec) -> str:
    said = [f"**{spec.words[0].upper()}{spec.words[1:]}**", f"```\n{spec.formula}\n```"]
    if conditions := "; ".join(_conditions(spec)):
        said.append(conditions + ".")
    if spec.given and _names_given(spec):
        said.append(_given(spec))
    said += [_rows(table, rows) for table, rows in spec.rows.items()]
    said.append("Получается: " + "; ".join(_expected(spec)) + ".")
    return "\n\n".join(said)


def _names_given(spec: Spec) -> bool:
    """A formula of literals has a fact only so that somebody is there."""
    codes = [name.partition("@")[0] for name in spec.given]
    return '("' in spec.formula or "('" in spec.formula or any(re.search(rf"\b{c}\b", spec.formula) for c in codes)


def _conditions(spec: Spec) -> Iterator[str]:
    if spec.applies_when:
        yield f"относится к: `{spec.applies_when}`"
    if spec.slices:
        yield "в разрезе: " + ", ".join(f"`{name}`" for columns in spec.slices for name in columns)
    for number, traits in enumerate(spec.organisations, 1):
        if traits:
            yield f"организация {number}: " + ", ".join(f"{name} = {_trait(value)}" for name, value in traits.items())
    yield from (f"выбрано: {name} = {choice}" for name, choice in spec.options.items())
    if spec.period:
        yield f"период: {spec.period}"
    if spec.uncertainty != "none":
        yield "объявлена случайность (`chance`)"


def _trait(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    return ", ".join(map(str, value)) or "не указаны" if isinstance(value, list) else str(value)


def _given(spec: Spec) -> str:
    """Organisations in rows, facts in columns."""
    columns = {name: entry if isinstance(entry, list) else [entry] for name, entry in spec.given.items()}
    about = {fact.code: fact.about for fact in FACTS}
    own = {n: e for n, e in columns.items() if about[n.partition("@")[0]] == "organisation"}
    length = max((len(entries) for entries in own.values()), default=0)
    lines = []
    if own:
        lines += [
            "| организация | " + " | ".join(f"`{_fact_title(n)}`" for n in own) + " |",
            "|---" * (len(own) + 1) + "|",
        ]
    for i in range(length):
        cells = [_cell(entries[i]) if i < len(entries) else "не прислано" for entries in own.values()]
        lines.append(f"| {i + 1} | " + " | ".join(cells) + " |")
    others = [f"`{n}` = {_cell(e[0])}" for n, e in columns.items() if n not in own]
    return "\n".join(lines) + ("\n\nДано ещё: " + ", ".join(others) + "." if others else "")


def _fact_title(name: str) -> str:
    code, _, period = name.partition("@")
    return f"{code} за {period}" if period else code


def _cell(entry: Any) -> str:
    if isinstance(entry, list):
        return "; ".join(_part(part) for part in entry) or "не прислано"
    return PLAIN.get(entry, "") if isinstance(entry, str) else _number(entry)


def _part(part: Mapping[str, Any]) -> str:
    slices = ", ".join(f"{name} {value}" for name, value in part.items() if name != "value")
    return f"{slices or 'итог'}: {_cell(part['value'])}"


def _rows(table: str, rows: Any) -> str:
    """Rows of a source, lists unrolled."""
    unrolled = []
    for row in rows:
        length = max([1, *(len(value) for value in row.values() if isinstance(value, list))])
        for i in range(length):
            unrolled.append({key: value[i] if isinstance(value, list) else value for key, value in row.items()})
    names = list(dict.fromkeys(name for row in unrolled for name in row))
    lines = [f"Строки `{table}`:", "", "| " + " | ".join(names) + " |", "|---" * len(names) + "|"]
    lines += ["| " + " | ".join(_plain(row.get(name)) for name in names) + " |" for row in unrolled]
    return "\n".join(lines)


def _plain(value: Any) -> str:
    return "" if value is None else _number(value) if isinstance(value, int | float) else str(value)


def _expected(spec: Spec) -> Iterator[str]:
    expect = spec.expect if isinstance(spec.expect, Mapping) else {Level.MUNICIPALITY: spec.expect}
    for key, wanted in expect.items():
        if key == "slice":
            yield "разрез " + ", ".join(f"{name} = {value}" for name, value in wanted.items())
        elif key in MEASURES:
            yield f"{MEASURES[key]} {'нет' if wanted == 'no value' else _number(wanted)}"
        elif isinstance(wanted, Mapping):
            yield f"{LEVELS[key]}: " + ", ".join(f"{name} — {_answer(value)}" for name, value in wanted.items())
        elif isinstance(wanted, list):
            named = "организации" if len(wanted) > 1 and key == Level.ORGANISATION else LEVELS[key]
            yield f"{named}: " + ", ".join(map(_answer, wanted))
        else:
            yield f"{LEVELS[key]}: {_answer(wanted)}"


def _answer(value: Any) -> str:
    return ANSWERS[value] if value is None or isinstance(value, str) else f"**{_number(value)}**"


def _number(value: float) -> str:
    return f"{value:.12g}".replace(".", ",").replace("-", "−")


def _nulls(chapter: Chapter) -> str:
    """The whole truth table."""
    formulas = "\n".join(f"* {column}: `{formula}`" for column, (formula, _, _) in COLUMNS.items())
    words = (
        "Что получается из двух величин в каждом из состояний. В первых двух столбцах величины — факты `a` и `b` одной "
        "организации, в остальных — факт `a` двух организаций (`c` у обеих равен 1), а читается муниципалитет; у места "
        "и нормы читается первая организация.\n\n"
        + formulas
        + "\n\nПрочерк — строки значения нет совсем: на этом уровне "
        "никто не ожидался."
    )
    head = "| первая | вторая | " + " | ".join(COLUMNS) + " |\n" + "|---" * (len(COLUMNS) + 2) + "|"
    lines = [
        f"| {_cell(first)} | {_cell(second)} | " + " | ".join(_answer(a).strip("*") for a in answers) + " |"
        for first, second, answers in TABLE
    ]
    return "\n\n".join([_title(chapter), words, "\n".join([head, *lines])])


def _functions() -> str:
    lines = []
    for function in FUNCTIONS.values():
        lines.append(f"| `{function.name}` | {_arity(*function.arity)} | {function.about} |")
    return "## Все функции\n\n| функция | аргументов | что даёт |\n|---|---|---|\n" + "\n".join(lines)


def _arity(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} и больше"
    return str(least) if least == most else f"{least} или {most}"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
