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
    "adjusted-few-pupils": (
        "Результатов в школах, условия которых известны, {count}; нужно не меньше {least}. Внесите социальный паспорт школ и рассчитайте показатели.",
        "Results in schools of known conditions: {count}; at least {least} are wanted. Enter the context of schools and compute.",
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
    "growth-no-roads": (
        "Нет двух процедур по одному предмету, которые могли бы писать одни и те же ученики и в которых есть их постоянные коды. Коды получаются из файлов с ФИО и датой рождения или документом; в ВПР их нет.",
        "There are no two procedures in one subject that the same pupils could have written and that carry lasting codes of pupils.",
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
    "risk-no-mark": (
        "Отметок за работу «{work}» нет. Если она оценивается баллами, назовите балл, ниже которого это затруднение.",
        "There are no marks for {work}. If it is scored, name the score below which there are difficulties.",
    ),
    "risk-no-test-score": (
        "Тестовых баллов за работу «{work}» нет: прогнозировать не по чему.",
        "There are no test scores of {work}: there is nothing to learn from.",
    ),
    "risk-nobody": (
        "Нет учеников, у которых известны все прежние результаты: прогноз составить не по чему.",
        "No pupil has all the earlier results: there is nobody to forecast.",
    ),
    "risk-short": (
        "История короткая: лет с известным исходом {count}, нужно не меньше {least} — два года, чтобы найти зависимость, и ещё один, чтобы проверить. Пока ориентируйтесь на последние отметки.",
        "The history is short: {count} years with a known outcome, at least {least} are wanted: two to learn from and one to be tried on. Until then go by the last marks.",
    ),
    "risk-few-events": (
        "Учеников с затруднениями за все годы {count}; чтобы прогноз был не случаен, нужно не меньше {least}. Ориентируйтесь на последние отметки.",
        "Pupils with difficulties in all years: {count}; at least {least} are wanted for a forecast that is no accident. Go by the last marks.",
    ),
    "risk-no-better": (
        "Прогноза нет: на прошлых годах ({years}) он не лучше простого правила «помочь тем, у кого была двойка» (оно заранее указало на {hits} из {of}). Пользуйтесь этим правилом и наблюдениями учителя.",
        "No forecast: in past years ({years}) it did no better than supporting those who had a 2 (which found {hits} of {of}). Use that rule and what the teacher sees.",
    ),
    "risk-of-hundred": (
        "Из ста учеников с такими прежними результатами затруднения были бы примерно у {probability} (от {low} до {high}).",
        "Of a hundred pupils with such earlier results about {probability} ({low} to {high}) would have difficulties.",
    ),
    "risk-raised-by": ("Повышает: {works} — результат ниже, чем обычно.", "Raised by: {works}, below the usual."),
    "risk-lowered-by": ("Понижает: {works} — результат выше, чем обычно.", "Lowered by: {works}, above the usual."),
    "risk-not-a-verdict": (
        "Это сведение о похожих учениках, а не оценка ребёнка: помогать ли и как, решают учитель и семья.",
        "This tells of similar pupils and judges no child: whether and how to help is for the teacher and the family.",
    ),
    "risk-hits": (
        "В прошлые годы из {n} учеников, названных заранее, затруднения были у {k}; из {of} учеников с затруднениями заранее были названы {found}.",
        "In past years {k} of the {n} pupils named beforehand had difficulties; of {of} with difficulties {found} had been named.",
    ),
    "risk-unknown": (
        "Учеников, о которых не сказано ничего, потому что нет одного из прежних результатов: {count}.",
        "Pupils of whom nothing is said because an earlier result is missing: {count}.",
    ),
    "risk-more-than-before": (
        "Учеников с прежними результатами {now}, а работу в прошлые годы писали не больше {before}: зависимость найдена по тем, кто до неё дошёл. Для остальных прогноз ни о чём не говорит.",
        "There are {now} pupils with the earlier results, and at most {before} wrote the work in past years: the curve is of those who got there. For the rest the forecast tells nothing.",
    ),
}
