"""Chapters of the specification: arithmetic, logic, functions, aggregates, missing values.

One file on purpose, over 300 lines: chapters of the printed manual in their order, a table and no logic.
"""

from __future__ import annotations

from msoko.vocabulary import Level, Unit
from tests.spec.methodology import Chapter, Spec

NO = "no value"
NA = "not applicable"

ARITHMETIC = Chapter(
    "arithmetic",
    "Числа и действия",
    "Действия: `+ - * /`, сравнения `== != < <= > >=`, `in (…)`, связки `and`, `or`, `not`, скобки. Дробная "
    "часть числа "
    "отделяется точкой, текст берётся в кавычки, после `#` до конца строки идёт примечание. Имя факта без агрегата "
    "означает то, как факт собирается по организациям (`over_objects` в его описании; обычно сумма).\n\n"
    "Если у действия хотя бы с одной стороны нет значения, значения нет и у результата; при делении на ноль — тоже. "
    "Числа точны: 0.1 + 0.2 равно 0.3.",
    (
        Spec(
            words="сначала умножение и деление, потом сложение",
            formula="2 + 3 * 4 - 10 / 4",
            given={"a": [1]},
            expect=11.5,
        ),
        Spec(
            words="одинаковые по силе действия идут слева направо",
            formula="100 - 10 - 1 + 64 / 4 / 2",
            given={"a": [1]},
            expect=97,
        ),
        Spec(words="скобки и знак", formula="-(2 + 3) * 2", given={"a": [1]}, expect=-10),
        Spec(words="десятичные дроби точны", formula="if(0.1 + 0.2 == 0.3, 1, 0)", given={"a": [1]}, expect=1),
        Spec(words="деление на ноль не даёт значения", formula="a / b", given={"a": [6], "b": [0]}, expect=NO),
        Spec(words="нет значения + число = нет значения", formula="a + no_value", given={"a": [6]}, expect=NO),
        Spec(
            words="факт без агрегата складывается по организациям",
            formula="a",
            given={"a": [6, 4]},
            expect={"organisation": [6, 4], "municipality": 10},
        ),
        Spec(
            words="отношение сумм, а не среднее отношений",
            formula="100 * a / b",
            given={"a": [10, 90], "b": [10, 190]},
            expect={"organisation": [100, 47.3684210526], "municipality": 50},
        ),
    ),
)

LOGIC = Chapter(
    "logic",
    "Условия и неизвестное",
    "Сравнение с неизвестным неизвестно. `and` и `or` следуют Клини: «ложь и неизвестно» — ложь, «истина или "
    "неизвестно» — "
    "истина, в прочих случаях неизвестно. Условие `where`, о котором неизвестно, верно ли оно, считается неверным. "
    "Тексты сравниваются только знаками `==` и `!=`; если с одной стороны число, текст читается как число "
    "(`grade == 5`).",
    (
        Spec(words="если", formula="if(a > 5, 1, 0)", given={"a": [6, 5]}, expect={"organisation": [1, 0]}),
        Spec(words="условие неизвестно — значения нет", formula="if(no_value > 5, 1, 0)", given={"a": [6]}, expect=NO),
        Spec(words="ложь и неизвестно — ложь", formula="if(a > 9 and no_value > 1, 1, 0)", given={"a": [6]}, expect=0),
        Spec(
            words="истина и неизвестно — неизвестно",
            formula="if(a > 5 and no_value > 1, 1, 0)",
            given={"a": [6]},
            expect=NO,
        ),
        Spec(
            words="истина или неизвестно — истина",
            formula="if(a > 5 or no_value > 1, 1, 0)",
            given={"a": [6]},
            expect=1,
        ),
        Spec(
            words="ложь или неизвестно — неизвестно",
            formula="if(a > 9 or no_value > 1, 1, 0)",
            given={"a": [6]},
            expect=NO,
        ),
        Spec(words="не неизвестно — неизвестно", formula="if(not (no_value == 1), 1, 0)", given={"a": [6]}, expect=NO),
        Spec(
            words="входит в перечень",
            formula="if(a in (2, 4, 6), 1, 0)",
            given={"a": [6, 7]},
            expect={"organisation": [1, 0]},
        ),
        Spec(
            words="вычисленные числа сравниваются до 12 значащих цифр",
            formula="if(a / b * 3 == 1, 1, 0)",
            given={"a": [1], "b": [3]},
            expect=1,
        ),
        Spec(
            words="показатель «да/нет» хранится как 1 и 0",
            formula="a >= b",
            unit=Unit.YES_NO,
            given={"a": [6, 1], "b": [5, 2]},
            expect={"organisation": [1, 0]},
        ),
        Spec(
            words="параметр выбора, у которого все варианты — числа, есть число",
            formula="a + option('rounding')",
            given={"a": [6]},
            options={"rounding": "1"},
            expect=7,
        ),
    ),
)

FUNCTIONS = Chapter(
    "functions",
    "Функции",
    "Функции берут значения и дают значение; что не известно — остаётся неизвестным, кроме `coalesce`, "
    "`is_known` и `if`. "
    "Перечень всех функций — в конце страницы.",
    (
        Spec(words="первое известное", formula="coalesce(no_value, a, 7)", given={"a": [6]}, expect=6),
        Spec(
            words="наименьшее и наибольшее",
            formula="min(a, b) * 100 + max(a, b)",
            given={"a": [6], "b": [4]},
            expect=406,
        ),
        Spec(words="наименьшее из неизвестного неизвестно", formula="min(a, no_value)", given={"a": [6]}, expect=NO),
        Spec(
            words="удержать в границах", formula="clamp(a, 0, 5)", given={"a": [6, 3]}, expect={"organisation": [5, 3]}
        ),
        Spec(
            words="половина округляется от нуля",
            formula="round(a / 2)",
            given={"a": [5, 3]},
            expect={"organisation": [3, 2]},
        ),
        Spec(words="отрицательная половина — тоже от нуля", formula="round(-a / 2)", given={"a": [5]}, expect=-3),
        Spec(words="до указанного знака", formula="round(a / 8, 2)", given={"a": [1]}, expect=0.13),
        Spec(words="до десятков", formula="round(a, -1)", given={"a": [45]}, expect=50),
        Spec(
            words="модуль, корень, логарифм, степень",
            formula="abs(0 - 9) + sqrt(a) + ln(1) + power(a, 2)",
            given={"a": [9]},
            expect=93,
        ),
        Spec(words="корень из отрицательного", formula="sqrt(-a)", given={"a": [9]}, expect=NO),
        Spec(words="логарифм нуля", formula="ln(a)", given={"a": [0]}, expect=NO),
        Spec(words="ноль в отрицательной степени", formula="power(a, -1)", given={"a": [0]}, expect=NO),
        Spec(
            words="известно ли",
            formula="if(is_known(a / b), 1, 0)",
            given={"a": [1, 1], "b": [0, 1]},
            expect={"organisation": [0, 1]},
        ),
    ),
)

AGGREGATES = Chapter(
    "aggregates",
    "Агрегаты",
    "Агрегат собирает строки: факты организаций или строки источника (итоги участников, ответы, наблюдения). "
    "Внутри скобок "
    "можно поставить условие: `sum(x where …)`; в нём называют разрезы (`grade`, `sex`, `subject`, …), столбцы "
    "источника и "
    "свойства организации (`kind`, `settlement`). Строки, где выражение не имеет значения, пропускаются. Если выбирать "
    "нечего, `count` и `distinct` дают 0, остальные — нет значения.\n\n"
    "Квантили — с линейной интерполяцией (тип 7 по Хиндману и Фану, 1996), отклонение — выборочное (n − 1).",
    (
        Spec(
            words="сумма, среднее, число",
            formula="sum(a) * 10000 + mean(a) * 100 + count(a)",
            given={"a": [1, 2, 6]},
            expect={"municipality": 90303},
        ),
        Spec(words="медиана", formula="median(a)", given={"a": [1, 2, 6, 9]}, expect={"municipality": 4}),
        Spec(
            words="квантиль типа 7",
            formula="quantile(a, 0.25)",
            given={"a": [1, 2, 6, 9]},
            expect={"municipality": 1.75},
        ),
        Spec(
            words="крайние значения",
            formula="maximum(a) - minimum(a)",
            given={"a": [1, 2, 6, 9]},
            expect={"municipality": 8},
        ),
        Spec(
            words="выборочное отклонение",
            formula="deviation(a)",
            given={"a": [2, 4, 9]},
            expect={"organisation": [NO, NO, NO], "municipality": 3.60555127546},
        ),
        Spec(words="различных значений", formula="distinct(a)", given={"a": [1, 2, 2]}, expect={"municipality": 2}),
        Spec(
            words="доля случаев — от 0 до 1",
            formula="share(a > 1)",
            given={"a": [1, 2, 6, 0]},
            expect={"municipality": 0.5},
        ),
        Spec(
            words="среднее с весом",
            formula="weighted_mean(a, b)",
            given={"a": [4, 5], "b": [30, 10]},
            expect={"organisation": [4, 5], "municipality": 4.25},
        ),
        Spec(words="вес нулевой — значения нет", formula="weighted_mean(a, b)", given={"a": [4], "b": [0]}, expect=NO),
        Spec(
            words="полученное среднее собирается по своему весу",
            formula="fill",
            given={"fill": [80, 100], "b": [30, 10]},
            expect={"organisation": [80, 100], "municipality": 85},
        ),
        Spec(
            words="факт, который складывать нельзя, виден только у организации",
            formula="score",
            given={"score": [8, 9]},
            levels=(Level.ORGANISATION,),
            expect={"organisation": [8, 9]},
        ),
        Spec(
            words="условие по свойству организации",
            formula="sum(a where settlement == 'rural')",
            given={"a": [1, 2, 6]},
            organisations=({}, {"settlement": "rural"}, {"settlement": "rural"}),
            expect={"organisation": [NO, 2, 6], "municipality": 8},
        ),
        Spec(
            words="выбрать нечего: число — ноль",
            formula="count(a where kind == 'kindergarten')",
            given={"a": [1, 2]},
            expect={"municipality": 0},
        ),
        Spec(
            words="выбрать нечего: сумма — нет значения",
            formula="sum(a where kind == 'kindergarten')",
            given={"a": [1, 2]},
            expect={"municipality": NO},
        ),
        Spec(
            words="count() — число организаций, о которых всё известно",
            formula="sum(a) / count()",
            given={"a": [1, 2, NO]},
            expect={"municipality": 1.5},
        ),
        Spec(
            words="count() с условием по свойству",
            formula="count(where settlement == 'rural')",
            given={"a": [1, 2]},
            organisations=({}, {"settlement": "rural"}),
            expect={"organisation": [0, 1], "municipality": 1},
        ),
        Spec(
            words="несколько фактов в одном агрегате: сначала по организации",
            formula="sum(max(a, b))",
            given={"a": [1, 5], "b": [3, 2]},
            expect={"municipality": 8},
        ),
        Spec(
            words="вес внутри такого агрегата",
            formula="sum((a + b) * weight('part'))",
            given={"a": [1, 5], "b": [3, 2]},
            expect={"municipality": 22},
        ),
    ),
)

PAIRING = Chapter(
    "pairing",
    "Три состояния и общий набор",
    "У клетки три состояния: значение; **нет данных** (с причиной того, кто их не дал); **не применяется** — "
    "показатель к "
    "организации не относится или форма так говорит. Ноль — это значение.\n\n"
    "Агрегаты одного выражения считаются по одному и тому же набору клеток — тех, где известны все названные "
    "факты. Поэтому "
    "школа, которая дала только знаменатель, не занижает долю. `unpaired(…)` снимает это правило явно.\n\n"
    "Охват — доля организаций, чьи данные вошли, среди тех, от кого они ожидались.",
    (
        Spec(
            words="школа дала только знаменатель",
            formula="100 * sum(a) / sum(b)",
            given={"a": [48, NO], "b": [50, 20]},
            expect={"organisation": [96, NO], "municipality": 96, "known": 1, "expected": 2, "coverage": 0.5},
        ),
        Spec(
            words="без общего набора",
            formula="100 * unpaired(sum(a)) / unpaired(sum(b))",
            given={"a": [48, NO], "b": [50, 20]},
            expect={"municipality": 68.5714285714},
        ),
        Spec(
            words="ничего не прислано — то же, что нет данных",
            formula="a",
            given={"a": [48, []]},
            expect={"organisation": [48, NO], "municipality": 48, "coverage": 0.5},
        ),
        Spec(
            words="форма говорит: не применяется — не ожидается и не пропущено",
            formula="a",
            given={"a": [48, NA]},
            expect={"organisation": [48, NA], "municipality": 48, "expected": 1, "coverage": 1},
        ),
        Spec(
            words="к кому показатель относится, решает applies_when",
            formula="a",
            given={"a": [48, 5]},
            applies_when="kind == 'school'",
            organisations=({}, {"kind": "kindergarten"}),
            expect={"organisation": [48, NA], "municipality": 48, "expected": 1},
        ),
        Spec(
            words="классы — по реестру",
            formula="a",
            given={"a": [48, 5]},
            applies_when="teaches_grade(11)",
            organisations=({}, {"grades": [1, 2, 3, 4]}),
            expect={"organisation": [48, NA], "expected": 1},
        ),
        Spec(
            words="классы не указаны — неизвестно, ведёт ли, и показатель не применяется",
            formula="a",
            given={"a": [48, 5]},
            applies_when="teaches_grade(11)",
            organisations=({}, {"grades": []}),
            expect={"organisation": [48, NA]},
        ),
        Spec(
            words="уровни образования — по реестру",
            formula="a",
            given={"a": [48, 5]},
            applies_when="teaches_level('secondary')",
            organisations=({}, {"education_levels": ["primary"]}),
            expect={"organisation": [48, NA], "expected": 1},
        ),
        Spec(
            words="никто не ожидается",
            formula="a",
            given={"a": [5]},
            applies_when="kind == 'school'",
            organisations=({"kind": "kindergarten"},),
            expect={"organisation": [NA]},
        ),
        Spec(
            words="вложенное сравнение ведёт свой набор",
            formula="sum(a) + count_of(organisation, b > 1)",
            given={"a": [1, 2], "b": [5, NO]},
            expect={"municipality": 4},
        ),
    ),
)
