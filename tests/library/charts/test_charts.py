"""What each kind of chart says and draws."""

from itertools import pairwise

import pytest

from msoko.charts.chart import Point, Reference
from msoko.charts.contributions import Contributions, Part
from msoko.charts.distribution import Distribution
from msoko.charts.dot_plot import DotPlot, DotRow, Group
from msoko.charts.fonts import text_width, wrap
from msoko.charts.heat import Cell, HeatGroup, HeatRow, HeatTable
from msoko.charts.line import Break, DatedNorm, LineChart, Series
from msoko.charts.marks import Bar, Dot, Line, Text
from msoko.charts.multiples import SmallLine, SmallMultiples
from msoko.charts.scale import domain, push_apart, ticks
from msoko.vocabulary import Unit


def plot(*rows, **given):
    return DotPlot(title="Доля", groups=(Group("", rows),), **given)


def test_a_dot_stands_at_its_value_and_rows_by_value():
    picture = plot(DotRow(name="a", value=20.0), DotRow(name="b", value=80.0, low=70.0, high=90.0)).picture()
    assert [row.name for row in picture.rows] == ["b", "a"]
    interval, dot = picture.rows[0].marks
    assert (interval.x1, interval.x2, dot.x) == (0.7, 0.9, 0.8)
    assert picture.rows[0].label == "80,0\u00a0%, интервал 70,0–90,0"


def test_few_persons_make_the_dot_hollow():
    picture = plot(DotRow(name="a", value=20.0, n=9), DotRow(name="b", value=10.0, n=10)).picture()
    assert [row.marks[-1].kind for row in picture.rows] == ["open", "dot"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (DotRow(name="a"), "нет данных"),
        (DotRow(name="a", reason="форма не получена"), "нет данных: форма не получена"),
        (DotRow(name="a", reason="не применяется: нет 5 класса"), "не применяется: нет 5 класса"),
        (DotRow(name="a", hidden=True), "скрыто"),
        (DotRow(name="a", hidden=True, reason="мало участников"), "скрыто: мало участников"),
    ],
)
def test_what_is_absent_is_said_in_words_and_not_drawn(row, said):
    chart = plot(row)
    assert (chart.picture().rows[0].phrase, chart.picture().rows[0].marks) == (said, ())
    assert chart.table().rows[0][:2] == ("a", said)


def test_a_hidden_point_cannot_carry_a_number():
    with pytest.raises(ValueError, match="no numbers"):
        DotRow(name="a", value=55.6, hidden=True)
    with pytest.raises(ValueError, match="no numbers"):
        Point(n=9, hidden=True)


def test_a_long_plot_is_split_with_its_axis_and_groups():
    groups = tuple(Group(f"г{g}", tuple(DotRow(name=f"{g}-{i}", value=float(i)) for i in range(20))) for g in range(3))
    chart = DotPlot(title="Доля", groups=groups, total=DotRow(name="Округ", value=9.5), unit=Unit.POINT)
    parts = chart.split(25)
    assert [sum(len(g.rows) for g in part.groups) for part in parts] == [25, 25, 10]
    assert [part.total is not None for part in parts] == [False, False, True]
    assert len({part.limits for part in parts}) == 1
    assert [row for part in parts for row in part.table().rows] == list(chart.table().rows)


def line(points, breaks=(), **given):
    years = tuple(str(2020 + i) for i in range(len(points)))
    return LineChart(title="По годам", periods=years, series=(Series("Округ", points, True),), breaks=breaks, **given)


def drawn(picture, kind):
    return [mark for mark in picture.marks if isinstance(mark, Line) and mark.kind == kind]


def test_no_line_crosses_a_break_or_a_gap():
    points = (Point(value=1.0), Point(value=2.0), Point(value=3.0), Point(), Point(value=5.0))
    picture = line(points, (Break(2, "новая работа"),)).picture()
    assert [(mark.x1, mark.x2) for mark in drawn(picture, "line")] == [(0.0, 0.25)]
    assert [mark.x1 for mark in drawn(picture, "break")] == [0.375]
    assert sum(isinstance(mark, Dot) for mark in picture.marks) == 4


def test_the_norm_is_drawn_only_in_the_years_it_was_in_force():
    picture = line(tuple(Point(value=50.0) for _ in range(3)), norm=DatedNorm((None, 60.0, 70.0))).picture()
    assert [(mark.x1, mark.x2) for mark in drawn(picture, "norm")] == [(0.25, 0.75), (0.75, 1.0)]


def test_the_last_known_value_is_labelled_with_its_year():
    words = [
        mark.words for mark in line((Point(value=1.0), Point())).picture().marks if isinstance(mark, Text) and mark.this
    ]
    assert words == ["Округ 1,0 (2020)"]


def test_a_line_needs_a_point_for_every_period():
    with pytest.raises(ValueError, match="one point for each"):
        LineChart(title="", periods=("2024",), series=(Series("Округ", ()),))


def test_contributions_start_where_the_last_one_ended():
    chart = Contributions(
        title="Вклад", parts=(Part("a", 2.0), Part("b", -3.0)), start=10.0, start_name="было", end=9.0, end_name="стало"
    )
    bars = [mark for row in chart.picture().rows for mark in row.marks if isinstance(mark, Bar)]
    assert bars[0].x2 == bars[1].x1
    assert [bar.kind for bar in bars] == ["bar", "soft"]
    assert chart.table().rows == (("было", "10,00"), ("a", "+2,00"), ("b", "\u22123,00"), ("стало", "9,00"))


def test_contributions_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        Contributions(title="", parts=(Part("a", 2.0),), end=2.1, end_name="итог")


def test_a_heat_table_marks_and_explains_what_it_cannot_say_in_a_cell():
    cells = (
        Cell(value=0.0),
        Cell(value=100.0),
        Cell(value=40.0, attention=True),
        Cell(hidden=True),
        Cell(reason="не писали"),
    )
    chart = HeatTable(
        title="Карта",
        note="Процент выполнения.",
        columns=tuple((str(i),) for i in range(5)),
        groups=(HeatGroup("", (HeatRow(name="a", cells=cells),)),),
    )
    found = chart.picture().lines[0].cells
    assert [(c.words, c.step, c.low) for c in found] == [
        ("0", 1, False),
        ("100", 5, False),
        ("40", 3, True),
        ("…", 0, False),
        ("×", 0, False),
    ]
    assert chart.note == "Процент выполнения. Знаки: …\u00a0— скрыто, ×\u00a0— нет данных."
    assert chart.table().rows[0][-3:] == ("40, ниже ориентира", "скрыто", "не писали")


def test_small_lines_share_one_scale():
    lines = (
        SmallLine("a", (Point(value=10.0), Point(value=10.0))),
        SmallLine("b", (Point(value=90.0), Point(value=50.0))),
    )
    panels = SmallMultiples(title="", periods=("1", "2"), lines=lines, limits=(0, 100)).picture().panels
    heights = [mark.y for panel in panels for mark in panel.canvas.marks if isinstance(mark, Dot)]
    assert heights[0] == heights[1] > heights[3] > heights[2]


def test_a_distribution_names_marks_and_hides_counts():
    chart = Distribution(title="", counts=(None, 4, 15), boundaries=((2, "«4»"),), below="«3»", marked=(2,))
    assert chart.table().rows == (("0", "скрыто", "«3»"), ("1", "4", "«3»"), ("2", "15", "«4»"))
    bars = [mark for mark in chart.picture().marks if isinstance(mark, Bar)]
    assert [bar.kind for bar in bars] == ["bar", "attention"]
    assert (bars[0].y2 - bars[0].y1) / (bars[1].y2 - bars[1].y1) == pytest.approx(4 / 15)


def test_a_distribution_shows_what_was_expected():
    chart = Distribution(title="", counts=(2, 8, 1), expected=(2.5, 4.0, 4.5), boundaries=((1, "«3»"),), below="«2»")
    assert chart.table().header == ("Первичный балл", "участников", "ожидалось", "отметка")
    assert chart.table().rows[1] == ("1", "8", "4,0", "«3»")
    dashed = [mark for mark in chart.picture().marks if isinstance(mark, Line) and mark.kind == "break"]
    assert len(dashed) == 2 and dashed[0].y1 > dashed[0].y2 > dashed[1].y2


def test_labels_are_pushed_apart_in_order_and_kept_inside():
    tops = push_apart([10, 12, 95, 11], [16, 16, 16, 30], 0, 100)
    spans = sorted((top, top + height) for top, height in zip(tops, [16, 16, 16, 30], strict=True))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert spans[0][0] >= 0
    assert spans[-1][1] <= 100
    assert tops[0] < tops[3] < tops[1] < tops[2]


@pytest.mark.parametrize(
    ("low", "high", "marks"), [(0, 100, (0, 25, 50, 75, 100)), (65.3, 66.6, (65.5, 66.0, 66.5)), (0, 7, (0, 2, 4, 6))]
)
def test_ticks_are_round(low, high, marks):
    assert ticks(low, high) == marks


def test_limits_hold_every_value_and_do_not_run_past_the_possible():
    assert domain([52.0, 97.7], floor=0, ceiling=100) == (40.0, 100)
    low, high = domain([3.0])
    assert low < 3.0 < high
    assert domain([]) == (0.0, 1.0)


def test_words_are_wrapped_at_spaces_and_nothing_is_lost():
    name = "Муниципальное бюджетное общеобразовательное учреждение «Школа № 6 с углублённым изучением»"
    lines = wrap(name, 150, 14)
    assert " ".join(lines).replace("\u00a0", " ") == name
    assert all(text_width(line, 14) <= 150 for line in lines)
    assert "".join(wrap("д" * 60, 100, 14)) == "д" * 60
    assert not any(line.endswith(("№", " с")) for line in lines)


def test_the_region_and_the_norm_stand_on_one_line_or_on_two():
    near = plot(
        DotRow(name="a", value=1.0), norm=Reference(50, "ориентир 50"), references=(Reference(52.1, "регион 52,1"),)
    )
    far = plot(
        DotRow(name="a", value=1.0),
        norm=Reference(98, "норма 98"),
        references=(Reference(99, "Амурская область 99,0"),),
    )
    assert near.picture().axis_height < far.picture().axis_height
