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
    "growth-no-results": (
        "В процедурах {procedures} нет ни одного результата.",
        "There are no results in the procedures {procedures}.",
    ),
    "growth-no-person": (
        "В результатах ({procedures}) нет постоянных кодов учеников. Коды участников в каждой процедуре свои, связать по ним две процедуры нельзя. Загрузите файл, из которого такой код получается: с ФИО и датой рождения или документом.",
        "The results of {procedures} carry no lasting codes of pupils, and codes of participants belong to one procedure. Import a file with names and birth dates or documents.",
    ),
    "growth-nobody-linked": (
        "Ни один ученик не нашёлся в обеих процедурах той же школы. Проверьте, что названы работы одной параллели.",
        "No pupil is found in both procedures of the same school. Check that they are of one cohort.",
    ),
    "growth-few": (
        "Учеников, известных по обеим процедурам, {count}; для процентилей прогресса нужно не меньше {least}. Объедините несколько лет.",
        "Pupils known from both procedures: {count}; at least {least} are wanted for growth percentiles. Join several years.",
    ),
    "growth-coarse": (
        "Результат принимает меньше пяти значений: процентили прогресса по отметкам не рассчитываются, нужны баллы.",
        "The result takes fewer than five values: growth percentiles want scores, not marks.",
    ),
    "growth-not-linked": (
        "Результаты двух процедур не приведены к общей шкале: вычитать один из другого нельзя. Свяжите шкалы общими заданиями или смотрите процентили прогресса.",
        "The results of the two procedures are not on one scale and cannot be subtracted. Link the scales, or use growth percentiles.",
    ),
    "growth-twice": (
        "Учеников, записанных в одной из процедур дважды: {count}. Они не участвуют.",
        "Pupils who stand twice in a procedure: {count}. They take no part.",
    ),
    "growth-share": (
        "Связать удалось только {percent} % участников: остальные пришли из других школ или записаны иначе. О школе в целом это говорит мало.",
        "Only {percent} % of the participants could be linked; the rest came from other schools or are written differently. This says little of a school as a whole.",
    ),
    "growth-measurement": (
        "Результаты измерены с погрешностью, поэтому у отдельного ученика процентиль может отличаться на десятки пунктов, а у слабых на старте он в среднем завышен.",
        "Results are measured with error: one pupil's percentile may be off by tens of points, and those of low starters are too high on average.",
    ),
}
