"""Items, persons, groups, raters, models: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "responses-empty": (
        "Нет ни одного ответа: нужна таблица, в строках которой участники, в столбцах задания.",
        "There are no answers: a table is wanted with persons in rows and items in columns.",
    ),
    "score-not-whole": (
        "Задание «{item}», участник {person}: «{found}» — не балл. Нужны целые числа от 0; пустая клетка — задание не предъявлялось.",
        "Item {item}, person {person}: {found} is not a score. Whole numbers from 0 are wanted; empty means not administered.",
    ),
    "weights-wrong": (
        "Весов должно быть столько же, сколько участников ({persons}), и ни один не меньше нуля.",
        "There must be as many weights as persons ({persons}), none below zero.",
    ),
    "nobody-answered": ("Никто не ответил ни на одно задание.", "Nobody answered any item."),
    "persons-left-out": (
        "Участников без единого ответа: {count}. Они не участвуют в расчёте.",
        "Persons without any answer: {count}. They take no part.",
    ),
    "persons-few": (
        "Участников всего {count}: трудности заданий названы с такой ошибкой, что их порядок может быть случайным.",
        "There are only {count} persons: difficulties have such errors that their order may be a matter of chance.",
    ),
    "item-nobody-answered": (
        "На задание «{item}» никто не отвечал: оно не участвует в расчёте.",
        "Nobody answered item {item}: it takes no part.",
    ),
    "item-one-score": (
        "На задании «{item}» у всех один балл ({found}): оно ничего не различает и не участвует в расчёте.",
        "Everybody has the same score ({found}) on item {item}: it tells nothing and takes no part.",
    ),
    "category-empty": (
        "На задании «{item}» никто не получил балл {found}. Объедините этот балл с соседним и повторите расчёт.",
        "Nobody scored {found} on item {item}. Join this score with its neighbour and try again.",
    ),
    "too-few-items": (
        "Заданий, по которым участники различаются: {count}; нужно не меньше {least}.",
        "Items on which persons differ: {count}; at least {least} are wanted.",
    ),
    "too-few-persons": (
        "Участников {count}; для этого расчёта нужно не меньше {least}.",
        "There are {count} persons; at least {least} are wanted.",
    ),
    "not-converged": (
        "Расчёт не сошёлся за {steps} шагов: оценки предварительные. Проверьте задания с малой различающей способностью.",
        "No convergence in {steps} steps: the estimates are provisional. Look at items of low discrimination.",
    ),
    "slope-negative": (
        "Задание «{item}» различает наоборот (наклон {found}): сильные решают его реже слабых. Проверьте ключ.",
        "Item {item} discriminates the wrong way (slope {found}): the able solve it less often. Check the key.",
    ),
    "slope-tiny": (
        "Задание «{item}» почти ничего не различает (наклон {found}): его трудность оценена очень неточно.",
        "Item {item} hardly discriminates (slope {found}): its difficulty is estimated very imprecisely.",
    ),
    "slope-steep": (
        "Задание «{item}» делит участников почти как порог (наклон {found}): наклон оценён неточно. Посмотрите, не повторяет ли оно другое задание.",
        "Item {item} divides persons almost like a threshold (slope {found}): the slope is imprecise. Does it repeat another item?",
    ),
    "options-few": (
        "Вариантов ответа {found}; угадывание имеет смысл, когда их не меньше 2.",
        "There are {found} options; guessing makes sense with at least 2.",
    ),
    "prior-flat": (
        "Априорное распределение угадывания: оба числа должны быть больше 1, иначе оценка может уйти на границу.",
        "The prior of guessing: both numbers must be above 1, or the estimate may run to the boundary.",
    ),
    "guessing-few": (
        "Участников {count}: вероятности угадывания определяет почти одно априорное распределение. Для этой модели нужно хотя бы {least}.",
        "There are {count} persons: guessing is told by the prior almost alone. This model wants at least {least}.",
    ),
    "spread-endless": (
        "Ответы складываются почти в лестницу: кто решил трудное, решил и всё легче. Разброс участников растёт без предела, модель тут не оценить.",
        "Answers are almost a ladder: who solved the hard solved all that is easier. The spread of persons grows without end; no model can be estimated.",
    ),
    "item-separated": (
        "Ответы на задание «{item}» почти предопределены ответами на остальные: условные трудности не оценить. Уберите его или возьмите больше участников.",
        "Answers to item {item} almost follow from those to others: there are no conditional estimates. Leave it out or take more persons.",
    ),
    "test-determined": (
        "Проверка модели целиком (M2) невозможна: по модели одни ответы почти предопределены другими.",
        "The whole model (M2) cannot be tested: under it some answers almost follow from others.",
    ),
    "slope-endless": (
        "Наклон задания «{item}» растёт без предела: по этим ответам его нельзя оценить. Проверьте, не повторяет ли оно другое задание; уберите его, возьмите больше участников или модель с равными наклонами.",
        "The slope of item {item} grows without end: these answers cannot tell it. Does it repeat another item? Leave it out, take more persons or a model with equal slopes.",
    ),
    "variance-zero": (
        "Участники не различаются по подготовке больше, чем случайно: дисперсия оценена нулём, надёжности нет.",
        "Persons differ no more than by chance: the variance is estimated as zero, there is no reliability.",
    ),
    "item-all-extreme": (
        "Задание «{item}» не различает тех, у кого есть и верные, и неверные ответы: его трудность нельзя оценить условным методом.",
        "Item {item} does not differ among persons with both right and wrong answers: its difficulty cannot be estimated conditionally.",
    ),
    "items-not-connected": (
        "Задания распадаются на части, которые не связаны общими участниками или исходами: {found}. Сравнивать их трудности нельзя.",
        "Items fall apart into sets that no persons or outcomes connect: {found}. Their difficulties cannot be compared.",
    ),
    "score-without-ml": (
        "Для нижнего и верхнего баллов оценки наибольшего правдоподобия нет: показана взвешенная.",
        "There is no maximum likelihood estimate for the lowest and highest score; the weighted one is shown.",
    ),
    "background-missing": (
        "У участников без сведений о себе ({count}) нельзя учесть эти сведения. Заполните их или исключите участников явно.",
        "Background is missing for {count} persons. Fill it in or leave the persons out explicitly.",
    ),
    "anchor-categories": (
        "Якорное задание «{item}»: баллов в данных {found}, в прежней шкале {expected}.",
        "Anchor item {item}: {found} score steps in the data, {expected} in the earlier scale.",
    ),
    "test-weighted": (
        "Проверка согласия считает участников, а у них разные веса. Повторите расчёт без весов.",
        "The test of fit counts persons, but their weights differ. Repeat the calculation without weights.",
    ),
    "test-incomplete": (
        "Участников, ответивших на все задания: {count}; для проверки согласия нужно не меньше {least}. Проверяйте каждый вариант работы отдельно.",
        "Persons who answered every item: {count}; the test of fit wants at least {least}. Test each booklet by itself.",
    ),
    "test-one-group": (
        "Проверка модели целиком (M2) — для одной группы. Повторите её для каждой группы отдельно.",
        "The test of the whole model (M2) is for one group. Repeat it for each group by itself.",
    ),
    "test-no-freedom": (
        "Заданий мало для проверки модели целиком (M2): сравнивать можно {count} величин, а параметров {parameters}. Возьмите модель проще.",
        "Too few items to test the whole model (M2): {count} moments can be compared, and {parameters} parameters were estimated. Take a simpler model.",
    ),
    "andersen-items": (
        "Критерий Андерсена: заданий, у которых в каждой группе встретились все баллы, {count}; нужно не меньше 2. Возьмите другие группы или группы крупнее.",
        "Andersen's test: {count} items have every score in every group; at least 2 are wanted. Take other or larger groups.",
    ),
    "andersen-left-out": (
        "Критерий Андерсена не учитывает задание «{item}»: в одной из групп встретились не все его баллы.",
        "Andersen's test leaves out item {item}: one of the groups lacks some of its scores.",
    ),
    "andersen-gaps": (
        "Сильных и слабых нельзя разделить по сумме баллов: ответивших на все задания {count}, нужно не меньше {least}. Назовите группы участников.",
        "Persons cannot be divided by raw score: {count} answered every item, at least {least} are wanted. Name groups of persons.",
    ),
    "andersen-whole": (
        "Критерий Андерсена не учитывает участников с пропусками ({count}): их нельзя отнести к сильным или слабым по сумме баллов.",
        "Andersen's test leaves out persons with gaps ({count}): a raw score cannot tell whether they are weak or strong.",
    ),
    "raters-few": (
        "Эксперт один: строгость сравнивать не с чем. Нужны отметки хотя бы двух экспертов.",
        "There is one rater: severity has nothing to be compared with. Marks of at least two are wanted.",
    ),
    "mark-not-whole": (
        "Работа «{person}», задание «{item}»: «{found}» — не балл. Нужны целые числа от 0.",
        "Work {person}, item {item}: {found} is not a mark. Whole numbers from 0 are wanted.",
    ),
    "mark-twice": (
        "Работа «{person}»: эксперт «{rater}» оценил задание «{item}» дважды. Оставьте одну оценку.",
        "Work {person}: rater {rater} marked item {item} twice. Keep one mark.",
    ),
    "rater-extreme": (
        "Эксперт «{rater}» поставил за всё одни крайние баллы (отметок: {count}): насколько он строг, по ним не сказать. Исключите его или добавьте его отметки.",
        "Rater {rater} gave extreme marks only ({count} of them): they cannot tell the severity. Leave the rater out or add marks.",
    ),
    "rater-few": (
        "У эксперта «{rater}» мало отметок ({count}): его строгость оценена неточно.",
        "Rater {rater} gave few marks ({count}): the severity is imprecise.",
    ),
    "raters-not-connected": (
        "Эксперты распадаются на части, которые не связаны общими работами: {found}. Строгость между частями сравнить нельзя; дайте экспертам разных частей общие работы.",
        "Raters fall apart into sets that no common works connect: {found}. Severity cannot be compared across sets; let raters of different sets mark common works.",
    ),
    "distractor-able": (
        "Задание «{item}»: неверный ответ «{option}» чаще выбирают те, кто силён в остальном. Проверьте ключ и формулировку.",
        "Item {item}: the wrong option {option} is chosen by those who do well on the rest. Check the key and the wording.",
    ),
    "key-avoided": (
        "Задание «{item}»: верный ответ «{option}» реже выбирают те, кто силён в остальном. Проверьте ключ.",
        "Item {item}: the right option {option} is avoided by those who do well on the rest. Check the key.",
    ),
    "group-empty": ("В одной из сравниваемых групп никого нет.", "One of the compared groups is empty."),
    "variables-collinear": (
        "Признаки повторяют друг друга ({names}): их влияние нельзя разделить. Оставьте один из них.",
        "The variables repeat each other ({names}): their effects cannot be told apart. Keep one of them.",
    ),
    "stratum-one-unit": (
        "В одной из страт только одна единица отбора: разброс внутри неё неизвестен. Объедините её с соседней.",
        "A stratum has a single sampling unit: its spread is unknown. Join it with its neighbour.",
    ),
    "gaps": (
        "Строк с пропусками: {count}. Заполните их или исключите явно: сами мы ничего не подставляем.",
        "Rows with gaps: {count}. Fill them in or leave them out explicitly: nothing is imputed silently.",
    ),
    "too-few-groups": (
        "Групп {count}; чтобы оценить разброс между ними, нужно не меньше {least}.",
        "There are {count} groups; at least {least} are wanted to estimate the spread between them.",
    ),
    "groups-of-one": (
        "В каждой группе один участник: различия групп и участников нельзя разделить.",
        "Every group has one person: groups and persons cannot be told apart.",
    ),
    "groups-alike": (
        "Разброс между группами оценён нулём: группы различаются не больше, чем случайно.",
        "The spread between groups is estimated as zero: groups differ no more than by chance.",
    ),
    "events-alike": (
        "У всех один исход: предсказывать по таким данным нечего.",
        "The outcome is the same for all: there is nothing to predict from.",
    ),
    "nothing-left": (
        "Внутри групп результаты не различаются или целиком объясняются признаками: разброс участников оценить не по чему. Проверьте, что это результаты участников, а не средние групп.",
        "Results do not differ inside groups, or the variables explain them wholly: no spread of persons is left. Check that they are results of persons and not means of groups.",
    ),
    "nested-wrong": (
        "Группа «{group}» отнесена сразу к двум группам более высокого уровня. Укажите одну или переименуйте группы.",
        "Group {group} belongs to two groups of the higher level. Name one, or rename the groups.",
    ),
    "two-groups": ("Сравниваются две группы; в данных их {count}.", "Two groups are compared; the data have {count}."),
    "group-too-small": (
        "В группе «{group}» участников с полными ответами {count}; нужно не меньше {least}.",
        "Group {group} has {count} persons with complete answers; at least {least} are wanted.",
    ),
    "group-one-score": (
        "В группе «{group}» у всех одна сумма баллов: влияние группы нельзя отделить от уровня подготовки.",
        "All persons of group {group} have the same raw score: group and ability cannot be told apart.",
    ),
    "two-categories-only": (
        "Задание «{item}» оценивается больше чем одним баллом; этот способ — для заданий «верно — неверно».",
        "Item {item} has more than two categories; this method is for right or wrong.",
    ),
    "marks-alike": (
        "Все работы оценены одинаково: согласие экспертов по таким оценкам не измерить.",
        "All works have the same marks: agreement of raters cannot be measured.",
    ),
    "key-incomplete": (
        "Заданий {items}, ключей {keys}, столбцов ответов {columns}: их должно быть поровну. Проверьте ключ.",
        "Items {items}, keys {keys}, columns of answers {columns}: they must be as many. Check the key.",
    ),
    "item-one-group": (
        "В одной из групп задание «{item}» ничего не различает: сравнить его трудность нельзя.",
        "Item {item} tells nothing within one of the groups: its difficulty cannot be compared.",
    ),
    "too-few-common": (
        "Общих заданий {count}; чтобы связать шкалы, нужно не меньше {least}.",
        "There are {count} common items; at least {least} are wanted to link the scales.",
    ),
    "common-categories": (
        "У общих заданий разное число баллов: связать шкалы нельзя.",
        "Common items have different numbers of categories: the scales cannot be linked.",
    ),
    "marks-single": (
        "Ни у одной работы нет двух оценок: согласие не с чем сравнить. Дайте экспертам общие работы.",
        "No work has two marks: there is nothing to agree on. Give the raters works in common.",
    ),
}
