"""What `msoko items` says: code → (Russian, English)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "items-cell": (
        "Строка {line}, столбец «{column}»: «{found}» — не балл. Нужны числа; пустая клетка — задание не предъявлялось, X — не выполнялось.",
        "Line {line}, column {column}: {found} is not a score. Numbers are wanted; empty means not administered, X not attempted.",
    ),
    "items-facets": (
        "Для строгости экспертов нужны вместе: --model facets, --work (столбец работ) и --rater (столбец экспертов).",
        "For severity of raters three are wanted together: --model facets, --work (column of works) and --rater (column of raters).",
    ),
    "items-key": (
        "Ключ --key нужен с моделью ctt, по одному ответу на задание: заданий {items}, ответов в ключе {found}.",
        "The key goes with the model ctt, an answer an item: {items} items, {found} answers in the key.",
    ),
    "items-test": (
        "Участников с полными ответами: {n}, заданий: {k}. Надёжность (альфа) {alpha}, ошибка измерения {sem} балла.",
        "Persons with complete answers: {n}, items: {k}. Reliability (alpha) {alpha}, error of measurement {sem} points.",
    ),
    "items-ends": (
        "Набрали 0 баллов: {floor}; наивысший балл: {ceiling}.",
        "With 0 points: {floor}; with the highest score: {ceiling}.",
    ),
    "items-omitted": (
        "Задание «{item}»: пропустили {omitted}, не дошли {late}.",
        "Item {item}: left out by {omitted}, not reached by {late}.",
    ),
    "items-scaled": (
        "Участников: {n}. Надёжность оценок (EAP) {reliability}.",
        "Persons: {n}. Reliability of estimates (EAP) {reliability}.",
    ),
    "items-conditional": (
        "Участников: {n}. Трудности не зависят от того, кто выполнял работу; их среднее — ноль.",
        "Persons: {n}. Difficulties do not depend on who sat the test; their mean is zero.",
    ),
    "items-facets-found": (
        "Работ: {n}, экспертов: {raters}. Одинаково ли строги эксперты: χ² = {statistic}, степеней свободы {df}, p {p}. Строгость среднего эксперта — ноль.",
        "Works: {n}, raters: {raters}. Are raters equally severe: χ² = {statistic}, {df} degrees of freedom, p {p}. The average rater's severity is zero.",
    ),
    "items-pair": (
        "Ответы на «{first}» и «{second}» связаны сильнее, чем объясняет подготовка (Q3 {q3}): проверьте, не подсказывает ли одно задание другое.",
        "Answers to {first} and {second} hang together more than ability explains (Q3 {q3}): does one give the other away?",
    ),
    "items-m2": (
        "Модель в целом {verdict}: {name} = {m2}, степеней свободы {df}, p {p}; RMSEA {rmsea} (с вероятностью 90 % от {low} до {high}).",
        "The whole model {verdict}: {name} = {m2}, {df} degrees of freedom, p {p}; RMSEA {rmsea} (90 % interval {low} to {high}).",
    ),
    "items-fit-close": ("согласуется с ответами хорошо", "fits closely"),
    "items-fit-adequate": ("согласуется с ответами приемлемо", "fits adequately"),
    "items-fit-poor": ("согласуется с ответами плохо", "fits poorly"),
    "items-andersen": (
        "Одинаковы ли трудности в группах: {groups}. Критерий Андерсена {statistic}, степеней свободы {df}, p {p}.",
        "Are difficulties equal in the groups: {groups}. Andersen's test {statistic}, {df} degrees of freedom, p {p}.",
    ),
    "column-item": ("Задание", "Item"),
    "column-option": ("Ответ", "Option"),
    "column-right": ("Верный", "Right"),
    "column-chosen": ("Выбрали, %", "Chosen by, %"),
    "column-share": ("Выполнение", "Share"),
    "column-item-rest": ("Различает", "Item-rest"),
    "column-alpha-without": ("Альфа без него", "Alpha without"),
    "column-difficulty": ("Трудность", "Difficulty"),
    "column-error": ("Ошибка", "Error"),
    "column-slope": ("Наклон", "Slope"),
    "column-guessing": ("Угадывание", "Guessing"),
    "column-infit": ("Инфит", "Infit"),
    "column-outfit": ("Аутфит", "Outfit"),
    "column-s-x2": ("Согласие, S-X²", "Fit, S-X²"),
    "column-df": ("Ст. св.", "Df"),
    "column-p": ("Вероятность, p", "Probability, p"),
    "column-z": ("Разница групп, z", "Groups apart, z"),
    "column-rater": ("Эксперт", "Rater"),
    "column-marks": ("Отметок", "Marks"),
    "column-severity": ("Строгость", "Severity"),
    "column-points": ("Добавляет, баллов", "Adds, points"),
}
