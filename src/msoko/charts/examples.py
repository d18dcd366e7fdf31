"""Charts of every kind in every state, for the gallery and the tests. All numbers are demonstration data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt

from msoko.charts.chart import Chart, Point, Reference
from msoko.charts.contributions import Contributions, Part
from msoko.charts.distribution import Distribution
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.heat import Cell, HeatGroup, HeatRow, HeatTable
from msoko.charts.line import Break, DatedNorm, LineChart, Series
from msoko.charts.multiples import SmallLine, SmallMultiples

DEMO = "Демонстрационные данные."
_CLUSTERS = {
    "Городские школы": [(1, 84, 47), (2, 78, 52), (3, 84, 66), (4, 71, 38), (5, 66, 33), (6, 52, 20)],
    "Сельские средние школы": [(7, 31, 17), (8, 28, 19), (9, 34, 11), (10, 24, 12)],
    "Малокомплектные школы": [(11, 14, 4), (12, 12, 7), (13, 9, 5)],
}
_YEARS = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
_LONG = (
    "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № {} "
    "с углублённым изучением отдельных предметов»"
)
_NORM = Reference(50, "ориентир 50")
_REGION = Reference(52.1, "регион 52,1")


def examples() -> Iterator[tuple[str, str, Chart]]:
    """(name for files, state in words, chart), in the order of the catalogue."""
    for kind, states in _STATES.items():
        for code, (words, build) in states.items():
            yield f"{kind}-{code}", words, build()


def _share(name: str, n: int, k: int, *, this: bool = False, link: str = "") -> DotRow:
    p, z = k / n, 1.959963984540054  # Wilson 1927
    centre, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = 100 * (centre - half) / (1 + z * z / n), 100 * (centre + half) / (1 + z * z / n)
    return DotRow(name=name, value=100 * p, low=low, high=high, n=n, this=this, link=link)


def _plot(groups: tuple[Group, ...], sentence: str, *, total: DotRow | None = None, references: bool = True) -> DotPlot:
    return DotPlot(
        title="Доля отметок «4» и «5» за ВПР по математике, 5 класс",
        sentence=sentence,
        note=f"{DEMO} Линия у точки — 95-процентный интервал; пустая точка — меньше 10 участников.",
        groups=groups,
        total=total,
        norm=_NORM if references else None,
        references=(_REGION,) if references else (),
        heading="Школа",
        value_title="доля, %",
    )


def _fourteen() -> DotPlot:
    groups = tuple(
        Group(title, tuple(_share(f"№ {no}", n, k, this=no == 6, link=f"#proof-{no}") for no, n, k in rows))
        for title, rows in _CLUSTERS.items()
    )
    small = (*groups[2].rows, DotRow(name="№ 14", reason="не применяется: нет 5 класса"))
    return _plot(
        (*groups[:2], Group("Малокомплектные школы", small)),
        "В округе «4» и «5» получили 56,4 % пятиклассников. Ориентир 50 % уверенно не достигнут только в школе № 9.",
        total=_share("Округ", 587, 331),
    )


def _missing() -> DotPlot:
    rows = (
        _share("№ 1", 84, 47),
        DotRow(name="№ 2", reason="форма не получена до 16.06"),
        DotRow(name="№ 3", hidden=True, reason="мало участников"),
        DotRow(name="№ 4", hidden=True),
        DotRow(name="№ 14", reason="не применяется: нет 5 класса"),
        DotRow(name="№ 15"),
    )
    return _plot((Group("", rows),), "Значение есть у одной школы из шести.")


def _sixty() -> DotPlot:
    rows = tuple(_share(f"№ {i}", 20 + 7 * i % 60, (20 + 7 * i % 60) * (17 * i % 60 + 20) // 100) for i in range(1, 61))
    return _plot((Group("", rows),), "Шестьдесят школ округа.", total=_share("Округ", 2970, 1420))


def _long_names() -> DotPlot:
    rows = tuple(_share(_LONG.format(i), 60 - i, 40 - 7 * i, this=i == 2) for i in range(1, 5))
    return _plot((Group("Школы с углублённым изучением предметов", rows),), "Длинные имена переносятся.")


def _passport() -> DotPlot:
    def row(name: str, value: float, peers: tuple[float, ...], pooled: str, change: str, norm: float | None) -> DotRow:
        return DotRow(name=name, value=value, peers=peers, norm=norm, extra=(pooled, change))

    return DotPlot(
        title="Школа № 6 и сопоставимые школы",
        sentence="По двум показателям из трёх школа ниже, чем большинство сопоставимых.",
        note=f"{DEMO} Цветная точка — школа, серые — остальные пять школ группы, тонкая черта — норма или ориентир.",
        groups=(
            Group("Результаты", (
                row("ВПР, математика, 5 класс, «4» и «5», %", 38.5, (56, 66.7, 78.6, 53.5, 50), "61,6", "+1,8", 50),
                row("ЕГЭ, русский язык, балл", 61.2, (62, 60, 66, 59, 63), "62,2", "+1,4", None),
            )),
            Group("Условия", (row("Педагоги с категорией, %", 64.7, (55, 61, 70, 52, 58), "59,1", "+5,9", 50),)),
        ),
        limits=(20, 100), heading="Показатель", value_title="школа", extra_titles=("сопоставимые", "за год"),
        sort=False, of_one=True,
    )  # fmt: skip


def _points(*values: float | None, spread: float = 4) -> tuple[Point, ...]:
    return tuple(
        Point(reason="форма не получена") if v is None else Point(value=v, low=v - spread, high=v + spread)
        for v in values
    )


def _line(*series: Series, breaks: tuple[Break, ...] = (), norm: DatedNorm | None = None) -> LineChart:
    return LineChart(
        title="Доля отметок «4» и «5» по годам",
        sentence="До 2023/24 года округ рос вместе с регионом; работа 2024/25 года новая.",
        note=f"{DEMO} Вертикальная линия у точки — 95-процентный интервал, пунктир — разрыв ряда.",
        periods=_YEARS[-len(series[0].points) :] if series else _YEARS,
        series=series,
        breaks=breaks,
        norm=norm,
    )


def _years() -> LineChart:
    region = tuple(Point(value=v) for v in (48.0, 48.6, 49.5, 50.1, 51.0, 52.1))
    municipality = Series("Округ", _points(47.0, 49.2, 50.4, 51.8, 53.9, 56.4), True)
    norm = DatedNorm((None, 50.0, 50.0, 50.0, 50.0, 50.0), "Ориентир")
    return _line(municipality, Series("Регион", region), breaks=(Break(5, "новая работа"),), norm=norm)


def _gaps() -> LineChart:
    hidden = Point(hidden=True, reason="мало участников")
    school = (*_points(41.0, None, 44.0), hidden, *_points(39.5, None))
    breaks = (Break(2, "объединение со школой № 15"), Break(4, "новая шкала отметок"))
    return _line(
        Series("Школа № 6", school, True), Series("Сопоставимые школы", _points(50, 51, 50, 52, 53, 51)), breaks=breaks
    )


def _crowd() -> LineChart:
    group = [Series(f"Школа № {i}", _points(*(50 + i + j for j in range(6)))) for i in range(1, 8)]
    return _line(*group, Series("Школа № 8 имени первого директора", _points(*(52 + j for j in range(6))), True))


def _blocks() -> Contributions:
    parts = (
        Part("Условия, 25 %", 0.40),
        Part("Образовательная деятельность, 25 %", 0.20),
        Part("Результаты, 30 %", -0.24),
    )
    return Contributions(
        title="Из чего сложилось изменение общей оценки",
        sentence="Общая оценка выросла на 1,22 балла, до 66,55. Больше всего прибавило управление качеством.",
        note=f"{DEMO} Вклад = вес блока × изменение блока. Сумма вкладов точно равна изменению.",
        parts=(*parts, Part("Управление качеством, 20 %", 0.86)),
        start=65.33,
        start_name="Общая оценка 2023/24",
        end=66.55,
        end_name="Общая оценка 2024/25",
        heading="Блок и его вес",
        value_title="вклад, баллы",
    )


def _index() -> Contributions:
    parts = (Part("Открытость", 18.5), Part("Комфортность", None, "не оценивалась"), Part("Вежливость", 18.6))
    note = f"{DEMO} Составляющая без значения ничего не добавляет."
    return Contributions(title="Из чего сложился индекс", note=note, parts=parts, end=37.1, end_name="Индекс", digits=1)


def _tasks(rows: int) -> HeatTable:
    levels = "ББББББПБПП"
    base = (88, 79, 55, 68, 73, 71, 29, 84, 41, 33)

    def line(name: str, n: int, shift: int) -> HeatRow:
        values = [max(4, min(98, b + shift + (7 * i * n) % 9 - 4)) for i, b in enumerate(base)]
        floor = [57 if level == "Б" else 28.5 for level in levels]
        return HeatRow(
            name=name, n=n, cells=tuple(Cell(value=v, attention=v < f) for v, f in zip(values, floor, strict=True))
        )

    schools = [line(f"№ {no}", n, (k * 100 // n - 55) // 2) for group in _CLUSTERS.values() for no, n, k in group][
        :rows
    ]
    hidden = HeatRow(name="№ 13", cells=tuple(Cell(hidden=True, reason="мало участников") for _ in base))
    absent = HeatRow(name="№ 15", cells=tuple(Cell(reason="работа не проводилась") for _ in base))
    return HeatTable(
        title="Карта заданий",
        sentence="Часть от числа (задание 3) и задачи на проценты (7) трудны больше чем половине.",
        note=f"{DEMO} Число — процент выполнения. Темнее — выше. Черта снизу — ниже ориентира.",
        columns=tuple((str(i + 1), level) for i, level in enumerate(levels)),
        groups=(HeatGroup("Школы округа", (*schools, hidden, absent)),) if rows else (),
        total=line("Округ", 587, 0) if rows else None,
        heading="Школа · участников",
    )


def _small(count: int) -> SmallMultiples:
    lines = tuple(
        SmallLine(
            f"№ {i}", _points(*(30 + 5 * i % 40 + (i % 3 - 1) * j * 2 for j in range(5)), None if i == 4 else 40 + i)
        )
        for i in range(1, count + 1)
    )
    return SmallMultiples(
        title="Каждая школа по годам",
        sentence="Ровно растут школы № 2 и 5.",
        note=f"{DEMO} Масштаб у всех один, тонкая черта — ориентир 50 %, пунктир — новая работа.",
        periods=_YEARS,
        lines=lines,
        norm=50,
        breaks=(Break(5, "новая работа"),),
        limits=(15, 85),
    )


def _scores(counts: tuple[int | None, ...], marked: tuple[int, ...] = ()) -> Distribution:
    return Distribution(
        title="Распределение первичных баллов, школа № 3",
        sentence="Ровно 12 баллов, первый балл отметки «4», набрали 15 человек; по соседним значениям ожидалось 4–5.",
        note=f"{DEMO} Тёмные линии — границы отметок.",
        counts=counts,
        boundaries=((8, "«3»"), (12, "«4»"), (17, "«5»")) if counts else (),
        below="«2»" if counts else "",
        marked=marked,
    )


_PEAK = (0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 4, 4, 15, 5, 6, 7, 7, 8, 7, 5, 4, 2)
_STATES: dict[str, dict[str, tuple[str, Callable[[], Chart]]]] = {
    "dot_plot": {
        "groups": ("группы, норма, регион, итог", _fourteen),
        "missing": ("нет данных, скрыто, не применяется", _missing),
        "one": ("одна строка", lambda: _plot((Group("", (_share("№ 1", 84, 47),)),), "Одна школа.", references=False)),
        "empty": ("пусто", lambda: _plot((), "")),
        "long": ("длинные имена", _long_names),
        "sixty": ("60 строк", _sixty),
        "passport": ("показатели одной организации", _passport),
    },
    "line": {
        "years": ("годы, норма, разрыв", _years),
        "gaps": ("пропуски, скрыто, два разрыва", _gaps),
        "crowd": ("восемь линий рядом", _crowd),
        "one": ("один год", lambda: _line(Series("Округ", _points(56.4), True))),
        "empty": ("пусто", lambda: _line()),
    },
    "contributions": {"change": ("изменение", _blocks), "index": ("от нуля, без одной части", _index)},
    "heat": {
        "tasks": ("задания", lambda: _tasks(12)),
        "one": ("одна школа", lambda: _tasks(1)),
        "empty": ("пусто", lambda: _tasks(0)),
    },
    "multiples": {
        "schools": ("12 школ", lambda: _small(12)),
        "one": ("одна", lambda: _small(1)),
        "empty": ("пусто", lambda: _small(0)),
    },
    "distribution": {
        "peak": ("пик на границе", lambda: _scores(_PEAK, (12,))),
        "hidden": ("часть скрыта", lambda: _scores((None, None, *_PEAK[2:]))),
        "empty": ("пусто", lambda: _scores(())),
    },
}  # fmt: skip
