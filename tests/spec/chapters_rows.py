"""Chapters of the specification: slices, sources, forms, entities.

One file on purpose, over 300 lines: chapters of the printed manual in their order, a table and no logic.
"""

from __future__ import annotations

from msoko.vocabulary import Level
from tests.spec.methodology import Chapter, Spec

NO = "no value"
NA = "not applicable"


def by_grade(**values: object) -> list[dict[str, object]]:
    """g5 = 10 → a row of grade 5; total = 30 → the row of the total."""
    return [{"value": v} if k == "total" else {"grade": k[1:], "value": v} for k, v in values.items()]


def by_sex(grade: str, **values: object) -> list[dict[str, object]]:
    return [{"grade": grade, "sex": sex, "value": value} for sex, value in values.items()]


def vpr(organisation: int, **columns: object) -> dict[str, object]:
    return {"organisation": organisation, "procedure_type": "vpr", **columns}


SLICES = Chapter(
    "slices",
    "Разрезы, части и итог",
    "Факт объявляет, в каких разрезах он сдаётся (`grain`). Части и итог не складываются вместе: берутся части, "
    "если пришла "
    'хотя бы одна, а у фактов с `sum_from = "total"` — итог. Когда формула или разрез показателя называет '
    "столбец факта, "
    "читаются только части.\n\nФакты с разными разрезами сопоставляются по общим: клетка — организация и "
    "значения общих "
    "разрезов. Значения разреза: `all` — итог, `unknown` — не указано.",
    (
        Spec(words="части складываются", formula="sum(pupils)", given={"pupils": [by_grade(g5=10, g6=20)]}, expect=30),
        Spec(
            words="итог рядом с частями не прибавляется",
            formula="sum(pupils)",
            given={"pupils": [by_grade(g5=10, g6=20, total=31)]},
            expect=30,
        ),
        Spec(
            words="у этого факта верен итог",
            formula="sum(places)",
            given={"places": [by_grade(g5=10, g6=20, total=31)]},
            expect=31,
        ),
        Spec(words="пришёл только итог", formula="sum(pupils)", given={"pupils": [by_grade(total=31)]}, expect=31),
        Spec(
            words="спрошен класс, а пришёл только итог",
            formula="sum(pupils where grade == 5)",
            given={"pupils": [by_grade(total=31)]},
            expect={"municipality": NO, "known": 0},
        ),
        Spec(
            words="спрошен класс",
            formula="sum(places where grade == 5)",
            given={"places": [by_grade(g5=10, g6=20, total=31)]},
            expect=10,
        ),
        Spec(
            words="класса в школе нет: выбрать нечего",
            formula="sum(pupils where grade == 11)",
            given={"pupils": [by_grade(g5=10), by_grade(g5=8, g11=4)]},
            expect={"organisation": [NO, 4], "municipality": 4, "known": 2},
        ),
        Spec(
            words="одна параллель пропущена — выпадает её клетка, а не школа",
            formula="100 * sum(passed) / sum(pupils)",
            given={"pupils": [by_grade(g5=10, g6=20)], "passed": [[*by_sex("5", m=4, f=5), *by_sex("6", m=8, f=NO)]]},
            expect={"municipality": 90, "known": 1},
        ),
        Spec(
            words="общий разрез — параллель; пол складывается внутри клетки",
            formula="100 * sum(passed where sex == 'f') / sum(pupils)",
            given={"pupils": [by_grade(g5=10)], "passed": [by_sex("5", m=4, f=5)]},
            expect=50,
        ),
        Spec(
            words="показатель в разрезе",
            formula="sum(pupils)",
            slices=(("grade",),),
            given={"pupils": [by_grade(g5=10, g6=20)]},
            expect={"slice": {"grade": "6"}, "organisation": [20], "municipality": 20},
        ),
        Spec(
            words="в разрезе по классу ожидаются те, кто его ведёт",
            formula="sum(pupils)",
            slices=(("grade",),),
            given={"pupils": [by_grade(g5=10, g9=5), by_grade(g5=7)]},
            organisations=({}, {"grades": [1, 2, 3, 4, 5]}),
            expect={"slice": {"grade": "9"}, "municipality": 5, "expected": 1, "coverage": 1},
        ),
    ),
)

SOURCES = Chapter(
    "sources",
    "Строки участников",
    'Источник объявляется в пакете: `name = "vpr", table = "outcomes", where = "procedure_type == \'vpr\'"`. Столбец '
    "называется через точку: `vpr.mark`; в условии источник можно не повторять. Организация известна, если у "
    "неё есть хотя "
    "бы одна строка источника за период. Участник без балла (отсутствовал, не приступал) не становится нулём: "
    "его строка "
    "пропускается, а состояние можно спросить столбцом `state`.",
    (
        Spec(
            words="качество: доля отметок 4 и 5",
            formula="100 * share(vpr.mark >= 4)",
            rows={"outcomes": [vpr(1, mark=[5, 4, 3, 2]), vpr(2, mark=[3])]},
            expect={"organisation": [50, 0], "municipality": 40, "n": 5},
        ),
        Spec(
            words="отсутствовавший в доле не участвует",
            formula="100 * share(vpr.mark >= 4)",
            rows={"outcomes": [vpr(1, mark=[5, "absent", 2])]},
            expect={"municipality": 50, "n": 2},
        ),
        Spec(
            words="а посчитать его можно",
            formula="count(where vpr.state == 'absent')",
            rows={"outcomes": [vpr(1, mark=[5, "absent", 2])]},
            expect=1,
        ),
        Spec(
            words="условие по разрезам: коды сравниваются и с числом",
            formula="mean(vpr.mark where subject == 2 and grade == 5)",
            rows={"outcomes": [vpr(1, mark=[5, 3], subject="02", grade="5"), vpr(1, mark=2, subject="01", grade="5")]},
            expect=4,
        ),
        Spec(
            words="чужие процедуры источник не читает",
            formula="count(vpr.mark)",
            rows={"outcomes": [vpr(1, mark=[5]), {"organisation": 1, "procedure_type": "ege", "mark": 4}]},
            expect=1,
        ),
        Spec(
            words="у школы нет ни одной строки: она неизвестна",
            formula="count(where vpr.mark == 2)",
            rows={"outcomes": [vpr(1, mark=[5])]},
            organisations=({}, {}),
            expect={"organisation": [0, NO], "municipality": 0, "coverage": 0.5},
        ),
        Spec(
            words="факт и строки вместе: набор общий",
            formula="100 * count(vpr.mark) / sum(a)",
            given={"a": [4, 10]},
            rows={"outcomes": [vpr(1, mark=[5, 4, 3])]},
            expect={"municipality": 75, "known": 1},
        ),
        Spec(
            words="порог берётся для предмета строки",
            formula="100 * share(vpr.score >= weight('minimum'))",
            rows={"outcomes": [vpr(1, score=[30, 20], subject="02"), vpr(1, score=[30, 40], subject="01")]},
            expect=50,
        ),
        Spec(
            words="разрез показателя",
            formula="mean(vpr.mark)",
            slices=(("subject",),),
            total=False,
            rows={"outcomes": [vpr(1, mark=[5, 3], subject="02"), vpr(1, mark=[2], subject="01")]},
            expect={"slice": {"subject": "02"}, "municipality": 4},
        ),
    ),
)

ANSWERS = [
    {"organisation": 1, "q1": "yes", "q2": "yes", "q3": 10},
    {"organisation": 1, "q1": "yes", "q2": "no", "q3": 7},
    {"organisation": 1, "q1": "no", "q3": 4},
]

FORMS = Chapter(
    "forms",
    "Анкеты, экспертные листы, обследования сайтов",
    "Источник с ключом (`keyed_by`) читается по бланкам: `survey.q2` — ответ на вопрос q2 того же респондента, "
    "`panel.novelty` — оценка эксперта по критерию, `site.contacts` — есть ли на сайте контакты. Поэтому "
    "условие на другой "
    "вопрос — это тот же бланк. Нет ответа — нет значения.",
    (
        Spec(
            words="доля довольных среди обращавшихся",
            formula="100 * share(survey.q2 == 'yes' where survey.q1 == 'yes')",
            rows={"answers": ANSWERS},
            expect={"municipality": 50, "n": 2},
        ),
        Spec(
            words="без условия — среди ответивших на вопрос",
            formula="count(survey.q2)",
            rows={"answers": ANSWERS},
            expect=2,
        ),
        Spec(words="вопрос со шкалой читается числом", formula="mean(survey.q3)", rows={"answers": ANSWERS}, expect=7),
        Spec(
            words="число бланков",
            formula="count(where survey.q1 == 'yes' or survey.q1 == 'no')",
            rows={"answers": ANSWERS},
            expect=3,
        ),
        Spec(
            words="размещено ли на сайте",
            formula="100 * share(site.contacts == 1)",
            rows={"observations": [{"organisation": 1, "contacts": 1}, {"organisation": 2, "contacts": 0}]},
            expect={"organisation": [100, 0], "municipality": 50},
        ),
        Spec(
            words="лист эксперта: сумма по критериям",
            formula="mean(panel.novelty + panel.use)",
            rows={
                "ratings": [{"organisation": 1, "expert": ["e1", "e2"], "work": "w1", "novelty": [3, 5], "use": [4, 4]}]
            },
            expect=8,
        ),
    ),
)

ENTITIES = Chapter(
    "entities",
    "Сначала по каждому, потом вместе",
    "`count_of(organisation, условие)` — число организаций, где условие верно; `share_of` — их доля среди известных; "
    "`mean_over` и `sum_over` — среднее и сумма величины по организациям. Вместо `organisation` можно написать "
    "`class` (класс "
    "организации), `participant` (участник процедуры), `person` (один человек в разных процедурах), "
    "`respondent`, `work`, "
    "`visit` (один бланк, работа, обследование). Те, о ком значение неизвестно, не считаются; не известно ни о "
    "ком — нет значения.",
    (
        Spec(
            words="число школ, где доля больше половины",
            formula="count_of(organisation, a / b > 0.5)",
            given={"a": [9, 1, NO], "b": [10, 10, 10]},
            expect={"municipality": 1, "n": 2, "known": 2, "expected": 3},
        ),
        Spec(
            words="их доля — среди известных",
            formula="100 * share_of(organisation, a / b > 0.5)",
            given={"a": [9, 1, NO], "b": [10, 10, 10]},
            expect={"municipality": 50},
        ),
        Spec(
            words="среднее отношений — если именно оно нужно",
            formula="100 * mean_over(organisation, a / b)",
            given={"a": [10, 90], "b": [10, 190]},
            expect={"municipality": 73.6842105263},
        ),
        Spec(
            words="никто не известен",
            formula="count_of(organisation, a > 1)",
            given={"a": [NO, NO]},
            expect={"municipality": NO},
        ),
        Spec(
            words="только из выбранных организаций",
            formula="mean_over(organisation, a where settlement == 'rural')",
            given={"a": [10, 4]},
            organisations=({}, {"settlement": "rural"}),
            expect={"organisation": [NA, 4], "municipality": 4},
        ),
        Spec(
            words="по классам",
            formula="maximum(vpr.mark) - mean_over(class, mean(vpr.mark))",
            rows={"outcomes": [{**vpr(1, mark=[5, 3]), "class": "5А"}, {**vpr(1, mark=[2]), "class": "5Б"}]},
            expect=2,
        ),
        Spec(
            words="по участникам: доля выполнивших больше половины заданий",
            formula="100 * share_of(participant, sum(tasks.score) / sum(tasks.max_score) > 0.5)",
            rows={
                "items": [
                    {
                        "organisation": 1,
                        "procedure_type": "vpr",
                        "participant": "001",
                        "task": ["1", "2"],
                        "score": [1, 1],
                        "max_score": [1, 2],
                    },
                    {
                        "organisation": 1,
                        "procedure_type": "vpr",
                        "participant": "002",
                        "task": ["1", "2"],
                        "score": [0, 1],
                        "max_score": [1, 2],
                    },
                ]
            },
            expect={"municipality": 50, "n": 2},
        ),
        Spec(
            words="один человек в двух процедурах",
            formula="count_of(person, count(vpr.mark where vpr.mark == 2) >= 2)",
            rows={
                "outcomes": [
                    vpr(1, mark=[2, 3], person=["p1", "p2"], subject="01"),
                    vpr(1, mark=[2, 2], person=["p1", "p2"], subject="02"),
                ]
            },
            expect={"municipality": 1, "n": 2},
        ),
        Spec(
            words="средний балл работы по экспертам, затем по работам",
            formula="mean_over(work, mean(panel.novelty))",
            rows={
                "ratings": [
                    {"organisation": 1, "work": ["w1", "w1", "w2"], "expert": ["e1", "e2", "e1"], "novelty": [2, 4, 9]}
                ]
            },
            expect=6,
        ),
    ),
)

LEVELS = Chapter(
    "levels",
    "Уровни",
    "Значение уровня вычисляется из исходных строк его организаций, а не из значений уровня ниже. Уровни: организация, "
    "организация с предшественниками, вид, тип поселения, уровень образования, кластер, муниципалитет, регион, страна.",
    (
        Spec(
            words="муниципалитет и типы поселений",
            formula="100 * a / b",
            given={"a": [9, 1, 5], "b": [10, 10, 10]},
            organisations=({}, {"settlement": "rural"}, {"settlement": "rural"}),
            levels=(Level.ORGANISATION, Level.SETTLEMENT, Level.MUNICIPALITY),
            expect={"organisation": [90, 10, 50], "settlement": {"urban": 90, "rural": 30}, "municipality": 50},
        ),
        Spec(
            words="школа с присоединённой: ряд продолжается",
            formula="a",
            given={"a": [9, 1]},
            organisations=({}, {"successor": 1}),
            levels=(Level.ORGANISATION, Level.SUCCESSOR),
            expect={"organisation": [9, 1], "successor": [10]},
        ),
        Spec(
            words="кластеры",
            formula="mean(a)",
            given={"a": [9, 1, 5]},
            organisations=({"cluster": "k1"}, {"cluster": "k2"}, {"cluster": "k1"}),
            levels=(Level.CLUSTER,),
            expect={"cluster": {"k1": 7, "k2": 1}},
        ),
    ),
)
