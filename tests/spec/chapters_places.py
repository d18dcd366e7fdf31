"""Chapters of the specification: times, places, other indicators, indices, what goes with a value.

One file on purpose, over 300 lines: chapters of the printed manual in their order, a table and no logic.
"""

from __future__ import annotations

from msoko.vocabulary import Level, PeriodKind, Uncertainty
from tests.spec.methodology import Chapter, Spec

NO = "no value"
NA = "not applicable"
YEAR = PeriodKind.CALENDAR_YEAR

TIMES = Chapter(
    "times",
    "Время",
    "`prev(x)` и `lag(x, k)` — то же выражение для той же группы одним и k периодами раньше, с тем составом "
    "группы, какой был "
    "тогда. Учебный год, календарный год, квартал и дата не смешиваются: факт другого вида периода читается через "
    "`in_period(x, ended)` — последний период, который закончился в нашем; `started` — который начался; "
    "`within` — все периоды "
    "внутри нашего, соединённые так, как сказано у факта (`over_time`: сумма, последний, среднее).",
    (
        Spec(
            words="прирост",
            formula="a - prev(a)",
            given={"a": [12, 5], "a@2023-24": [10, 9]},
            expect={"organisation": [2, -4], "municipality": -2},
        ),
        Spec(words="два года назад", formula="lag(a, 2)", given={"a@2022-23": [7]}, expect=7),
        Spec(words="прежнего значения нет", formula="a - prev(a)", given={"a": [12]}, expect=NO),
        Spec(
            words="расходы года, в котором начался учебный год",
            formula="in_period(money, ended)",
            given={"money@2024": [100]},
            expect=100,
        ),
        Spec(
            words="учебный год, который закончился в календарном",
            formula="in_period(sum(a), ended)",
            kind=YEAR,
            period="2024",
            given={"a@2023-24": [10], "a@2024-25": [12]},
            expect=10,
        ),
        Spec(
            words="учебный год, который начался в календарном",
            formula="in_period(sum(a), started)",
            kind=YEAR,
            period="2024",
            given={"a@2023-24": [10], "a@2024-25": [12]},
            expect=12,
        ),
        Spec(
            words="кварталы года складываются",
            formula="in_period(sum(visits), within)",
            kind=YEAR,
            period="2024",
            given={"visits@2024-Q1": [1], "visits@2024-Q2": [2], "visits@2024-Q3": [3], "visits@2024-Q4": [4]},
            expect=10,
        ),
        Spec(
            words="одного квартала нет — суммы за год нет",
            formula="in_period(sum(visits), within)",
            kind=YEAR,
            period="2024",
            given={"visits@2024-Q1": [1], "visits@2024-Q2": [2], "visits@2024-Q4": [4]},
            expect=NO,
        ),
        Spec(
            words="остаток — последний в году",
            formula="in_period(sum(stock), within)",
            kind=YEAR,
            period="2024",
            given={"stock@2024-Q1": [1], "stock@2024-Q3": [3]},
            expect=3,
        ),
        Spec(
            words="последняя по дате проверка в году, у каждой организации своя",
            formula="in_period(sum(checked), ended)",
            kind=YEAR,
            period="2024",
            given={"checked@2024-03-01": [5, 4], "checked@2024-10-01": [2]},
            expect={"organisation": [2, 4], "municipality": 6},
        ),
    ),
)

PLACES = Chapter(
    "places",
    "Другие места и полученные значения",
    "`at(municipality, x)` — выражение для группы этого уровня, в которую входит наша. Если база охватывает не "
    "весь регион, "
    '`at(region, value("…"))` берёт полученное готовым значение региона. `reference("код", region)` — '
    "полученное готовым "
    "значение прямо. Полученные значения сравниваются, но никогда не складываются.",
    (
        Spec(
            words="разность с муниципалитетом",
            formula="100 * a / b - at(municipality, 100 * a / b)",
            given={"a": [9, 1], "b": [10, 10]},
            expect={"organisation": [40, -40], "municipality": 0},
        ),
        Spec(
            words="факт о муниципалитете",
            formula="1000 * sum(a) / at(municipality, town)",
            given={"a": [9, 1], "town": [500]},
            expect={"organisation": [18, 2], "municipality": 20},
        ),
        Spec(
            words="факт о регионе, не охваченном базой",
            formula="sum(pay) / at(region, salary)",
            given={"pay": [90], "salary": [45]},
            expect=2,
        ),
        Spec(
            words="полученное значение региона",
            formula="a - reference('mean_a', region)",
            given={"a": [9]},
            rows={"references": [{"code": "mean_a", "level": "region", "value": 7}]},
            expect=2,
        ),
        Spec(
            words="показатель региона — полученный",
            formula="at(region, value('level_a'))",
            given={"a": [9]},
            rows={"references": [{"code": "level_a", "level": "region", "value": 70}]},
            expect=70,
        ),
        Spec(
            words="регион охвачен базой — вычисленный",
            formula="at(region, value('level_a'))",
            given={"a": [9]},
            organisations=({"region_covered": True},),
            rows={"references": [{"code": "level_a", "level": "region", "value": 70}]},
            expect=9,
        ),
        Spec(
            words="значение не охваченного уровня — само полученное",
            formula="a",
            given={"a": [9]},
            levels=(Level.REGION,),
            rows={"references": [{"code": "places.7", "level": "region", "value": 70, "n": 12}]},
            expect={"region": 70, "n": 12},
        ),
    ),
)

OTHERS = Chapter(
    "others",
    "Другие показатели, нормы, пороги, параметры",
    '`value("код")` — другой показатель для той же группы, периода и разреза; круг из показателей не допускается. '
    '`norm("код")` — норма показателя, действующая в последний день периода. `weight("имя")` — порог или вес с '
    "датами и "
    'разрезами. `option("имя")` — выбор, который акт оставил открытым: он записывается в протокол.',
    (
        Spec(
            words="другой показатель",
            formula="value('ratio') / 100",
            given={"a": [9, 1], "b": [10, 10]},
            expect={"organisation": [0.9, 0.1], "municipality": 0.5},
        ),
        Spec(
            words="охват — наименьший из охватов",
            formula="value('ratio') * value('level_a')",
            given={"a": [9, 1], "b": [10, NO]},
            expect={"municipality": 900, "coverage": 0.5},
        ),
        Spec(
            words="показатель другого вида периода",
            formula="in_period(value('yearly'), ended)",
            given={"money@2024": [100]},
            expect=100,
        ),
        Spec(words="норма", formula="a - norm('level_a')", given={"a": [12]}, expect=2),
        Spec(
            words="вес, действующий в последний день периода",
            formula="a * weight('part')",
            given={"a": [12]},
            expect=24,
        ),
        Spec(words="и действовавший раньше", formula="prev(a * weight('part'))", given={"a@2023-24": [12]}, expect=36),
        Spec(words="порог без разреза", formula="weight('minimum')", given={"a": [1]}, expect=36),
        Spec(
            words="параметр выбора",
            formula="if(option('absent') == 'skip', 0, 1)",
            given={"a": [1]},
            options={"absent": "count"},
            expect=1,
        ),
    ),
)

INDICES = Chapter(
    "indices",
    "Индексы",
    "`normalise(x, способ, among = уровень)` сравнивает группу с группами того же уровня внутри общей группы `among`: "
    '`"best_100"` — лучший принят за 100 (там, где меньше — лучше, 100·min/x), `"norm"` — процент от нормы, не '
    "больше 100, "
    '`"z"` — отклонение от среднего в стандартных отклонениях, `"rank"` — место. '
    "`composite([части], weights = […], missing = …)` — взвешенное среднее Σwx/Σw; правило для недостающей части: "
    '`"renormalise"` (по известным), `"no value"`, `"as zero"`, `"as full"` (полный балл `full`, обычно 100) '
    "или `option(…)`. "
    "Каждая часть считается по своему набору организаций.",
    (
        Spec(
            words="лучший — 100",
            formula="normalise(value('level_a'), 'best_100', among = municipality)",
            given={"a": [8, 6, NO]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [100, 75, NO]},
        ),
        Spec(
            words="меньше — лучше",
            formula="normalise(value('less_a'), 'best_100', among = municipality)",
            given={"a": [8, 6]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [75, 100]},
        ),
        Spec(
            words="процент от нормы 10",
            formula="normalise(value('level_a'), 'norm', among = municipality)",
            given={"a": [8, 16]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [80, 100]},
        ),
        Spec(
            words="норма «не больше 4»",
            formula="normalise(value('less_a'), 'norm', among = municipality)",
            given={"a": [8, 2]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [50, 100]},
        ),
        Spec(
            words="место; равные делят лучшее",
            formula="normalise(value('level_a'), 'rank', among = municipality)",
            given={"a": [8, 6, 8]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [1, 3, 1]},
        ),
        Spec(
            words="стандартные отклонения",
            formula="normalise(a, 'z', among = municipality)",
            given={"a": [2, 4]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [-1, 1]},
        ),
        Spec(
            words="все равны — отклонения нет",
            formula="normalise(a, 'z', among = municipality)",
            given={"a": [4, 4]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [NO, NO]},
        ),
        Spec(
            words="в разрезе; у кого показатель не применяется, у того и место не применяется",
            formula="normalise(value('of_schools'), 'best_100', among = municipality)",
            slices=(("grade",),),
            levels=(Level.ORGANISATION,),
            given={
                "pupils": [[{"grade": "5", "value": 8}], [{"grade": "5", "value": 9}], [{"grade": "5", "value": 4}]]
            },
            organisations=({}, {"kind": "kindergarten"}, {}),
            expect={"slice": {"grade": "5"}, "organisation": [100, NA, 50]},
        ),
        Spec(
            words="взвешенное среднее",
            formula="composite([a, b], weights = [3, 1])",
            given={"a": [8], "b": [4]},
            expect=7,
        ),
        Spec(
            words="без правила недостающая часть не прощается",
            formula="composite([a, b])",
            given={"a": [8], "b": [NO]},
            expect=NO,
        ),
        Spec(
            words="вес делится между остальными",
            formula='composite([a, b], weights = [3, 1], missing = "renormalise")',
            given={"a": [8], "b": [NO]},
            expect=8,
        ),
        Spec(
            words="как ноль",
            formula='composite([a, b], weights = [3, 1], missing = "as zero")',
            given={"a": [8], "b": [NO]},
            expect=6,
        ),
        Spec(
            words="как полный балл",
            formula='composite([a, b], weights = [3, 1], missing = "as full", full = 20)',
            given={"a": [8], "b": [NO]},
            expect=11,
        ),
        Spec(
            words="правило — параметр",
            formula="composite([a, b], missing = option('empty'))",
            given={"a": [8], "b": [NO]},
            options={"empty": "renormalise"},
            expect=8,
        ),
        Spec(
            words="вес по сроку действия",
            formula="composite([a, b], weights = [weight('part'), 1])",
            given={"a": [8], "b": [2]},
            expect=6,
        ),
    ),
)

MEASURES = Chapter(
    "measures",
    "Что идёт вместе со значением",
    "**n** — на скольких оно стоит: у отношения к числу людей или вещей — знаменатель, у доли, среднего, "
    "медианы — вошедшие "
    "строки, у `count_of` и родственных — известные, иначе — число организаций. **Охват** — вошедшие организации среди "
    "ожидаемых. **Интервал** 95 % — если у показателя объявлена случайность (`uncertainty`): для доли — Уилсона "
    "(1927), для "
    "среднего — Стьюдента; у сплошного учёта вещей интервала нет.",
    (
        Spec(
            words="n отношения — знаменатель",
            formula="100 * a / b",
            given={"a": [9, 1], "b": [10, 30]},
            expect={"municipality": 25, "n": 40},
        ),
        Spec(words="n суммы людей — она сама", formula="a", given={"a": [9, 1]}, expect={"municipality": 10, "n": 10}),
        Spec(
            words="n среднего по организациям — их число",
            formula="mean(a)",
            given={"a": [9, 1, NO]},
            expect={"municipality": 5, "n": 2},
        ),
        Spec(
            words="интервал Уилсона доли 10 из 40",
            formula="100 * a / b",
            given={"a": [9, 1], "b": [10, 30]},
            uncertainty=Uncertainty.CHANCE,
            expect={"municipality": 25, "low": 14.187119, "high": 40.193961},
        ),
        Spec(
            words="ни одного из 10 — интервал не вырожден",
            formula="100 * a / b",
            given={"a": [0], "b": [10]},
            uncertainty=Uncertainty.CHANCE,
            expect={"municipality": 0, "low": 0, "high": 27.7533},
        ),
        Spec(
            words="меньше — тоже доля: 100 − доля",
            formula="100 - 100 * a / b",
            given={"a": [10], "b": [40]},
            uncertainty=Uncertainty.CHANCE,
            expect={"municipality": 75, "low": 59.806039, "high": 85.812881},
        ),
        Spec(
            words="интервал Стьюдента среднего 3 из [1, 2, 6]",
            formula="mean(a)",
            given={"a": [1, 2, 6]},
            uncertainty=Uncertainty.CHANCE,
            expect={"municipality": 3, "low": -3.5724, "high": 9.5724},
        ),
        Spec(
            words="числитель больше знаменателя — не доля",
            formula="a / b",
            given={"a": [5], "b": [4]},
            uncertainty=Uncertainty.CHANCE,
            expect={"municipality": 1.25, "low": NO, "high": NO},
        ),
        Spec(
            words="сплошной учёт — интервала нет",
            formula="100 * a / b",
            given={"a": [9], "b": [10]},
            expect={"municipality": 90, "low": NO, "high": NO},
        ),
    ),
)
