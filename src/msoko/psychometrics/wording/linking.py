"""Equating, drift and dated scales, distributions of scores: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "counts-wrong": (
        "Нужны числа участников по первичным баллам 0, 1, 2 … — не меньше трёх баллов, без пропусков и отрицательных.",
        "Numbers of persons at scores 0, 1, 2 … are wanted: at least three scores, no gaps, none below zero.",
    ),
    "score-outside": (
        "Балла {score} нет в этом распределении: в нём баллы от {first} до {last}.",
        "Score {score} is not in this distribution, which goes from {first} to {last}.",
    ),
    "scores-wrong": (
        "Первичные баллы и баллы якоря — целые числа от 0, без пропусков. Проверьте выгрузку.",
        "Raw scores and anchor scores are whole numbers from 0, without gaps. Check the data.",
    ),
    "anchor-scores-differ": (
        "У каждого участника нужны два балла: за вариант и за общую часть.",
        "Each person needs two scores: on the form and on the common part.",
    ),
    "equating-few": (
        "Меньше всего участников у варианта: {count}. Перевод баллов неточен, смотрите на ошибку каждого балла.",
        "The smaller form has {count} persons. The equivalents are imprecise: mind the error of each score.",
    ),
    "drift-everywhere": (
        "Трудность изменилась у {count} общих заданий из {of}: общей шкалы между этими проведениями нет. Проверьте, те же ли это задания и условия.",
        "{count} of {of} common items changed their difficulty: there is no common scale between these sittings. Are items and conditions the same?",
    ),
    "item-drifted": (
        "Задание «{item}» изменило трудность между проведениями (на {found} логита) и не участвует в связи шкал.",
        "Item {item} changed its difficulty between the sittings (by {found} logits) and takes no part in the link.",
    ),
    "bank-wrong": (
        "Список заданий шкалы испорчен: у каждого нужны имя, наклон и шаги.",
        "The list of items of the scale is spoilt: each needs a name, a slope and steps.",
    ),
    "scale-format": (
        "Это не файл шкалы, который сделала команда msoko scale.",
        "This is not a file of a scale made by msoko scale.",
    ),
    "scale-no-spread": (
        "Участники почти не различаются: шкалы по ним не построить.",
        "The persons hardly differ: no scale can be built on them.",
    ),
    "scale-day-order": (
        "Проведение {day} не позже последнего на шкале ({last}): шкала продолжается только вперёд.",
        "The sitting of {day} is not after the latest on the scale ({last}): a scale goes on forward only.",
    ),
    "scale-model": (
        "Шкала построена моделью {expected}, а это проведение — моделью {found}. Модель должна быть одна.",
        "The scale is built by the model {expected}, this sitting by {found}. The model has to be the same.",
    ),
    "scale-no-sitting": (
        "Проведения {day} на этой шкале нет.",
        "There is no sitting of {day} on this scale.",
    ),
}
