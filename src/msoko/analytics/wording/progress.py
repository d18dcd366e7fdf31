"""Adjusted results, growth and risk: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "pairs-with-gaps": (
        "Пар с пропуском в одном из периодов: {count}. Оставьте только тех, чей результат известен оба раза.",
        "Pairs with a gap in one of the periods: {count}. Keep those known both times.",
    ),
    "pairs-few": (
        "Известны оба результата у {count}; чтобы судить об изменениях, нужно не меньше {least}.",
        "Both results are known for {count}; at least {least} are wanted to judge changes.",
    ),
    "pairs-alike": (
        "В одном из периодов у всех один результат: переходы рассчитать нельзя.",
        "In one of the periods all results are the same: there are no transitions.",
    ),
    "funnel-few-groups": (
        "Организаций с участниками {count}; для сравнения с общим уровнем нужно не меньше {least}.",
        "There are {count} groups with persons; at least {least} are wanted to compare with the common level.",
    ),
    "funnel-all-alike": (
        "Результат у всех участников одинаков: сравнивать нечего.",
        "All persons have the same result: there is nothing to compare.",
    ),
    "adjusted-few-schools": (
        "Школ с достаточным числом участников и известными условиями {count}; чтобы учесть условия ({conditions}), нужно не меньше {least}. Возьмите меньше условий или сравнивайте с сопоставимыми школами.",
        "Schools with enough persons and known conditions: {count}; to allow for {conditions} of them at least {least} are wanted. Name fewer conditions, or compare with peers.",
    ),
    "adjusted-few": (
        "Организаций, где участников меньше {least}: {count}. По ним чисел нет: на таком числе детей отклонение ни о чём не говорит.",
        "Groups of fewer than {least} persons: {count}. They have no numbers: with so few children a difference tells nothing.",
    ),
    "adjusted-unknown": (
        "Организаций, по которым известны не все условия: {count}. Они не участвуют: недостающее не подставляется.",
        "Schools with a condition not known: {count}. They take no part: nothing is filled in.",
    ),
    "adjusted-not-a-cause": (
        "Отклонение от ожидаемого — это всё, чего не объяснили названные условия: преподавание, случай и условия, которых нет в данных. Причину оно не называет.",
        "What is above or below the expected is all that the named conditions leave unexplained: teaching, chance, conditions not in the data. It names no cause.",
    ),
}
