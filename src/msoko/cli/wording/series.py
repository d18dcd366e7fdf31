"""What `msoko forecast` and `msoko effect` say: code → (Russian, English)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # --- forecast
    "forecast-of": ("{title}. {name}", "{title}. {name}"),
    "forecast-last": ("Последнее известное значение: {value} ({period}).", "Last known value: {value} ({period})."),
    "forecast-method": (
        "Способ: {method}; выбран по {tested} прошлым прогнозам всех сопоставимых организаций.",
        "Method: {method}, chosen by {tested} past forecasts of all comparable organisations.",
    ),
    "forecast-gain": (
        "Его ошибка на прошлых годах на {gain} % меньше, чем у предположения «останется как было».",
        "On past years its error is {gain} % below that of ‘as last year’.",
    ),
    "forecast-coverage": (
        "Проверка на прошлых годах ({count} значений): в 80-процентный интервал попало {share_80} %, в 95-процентный — {share_95} %.",
        "Tested on past years ({count} values): {share_80} % fell into the 80 % interval, {share_95} % into the 95 % one.",
    ),
    "forecast-target": (
        "Цель {value} к {period}: нужно {step} в год. По сравнению с прогнозом это {place}. Такое изменение за столько же лет у "
        "сопоставимых было {seen} раз из {of}.",
        "Target {value} by {period}: {step} a year. Against the forecast this is {place}. As large a change over as many years was "
        "seen among the comparable {seen} times of {of}.",
    ),
    "forecast-scenario": (
        "При предположении {period}: {value} — {place}.",
        "Under the assumption {period}: {value} — {place}.",
    ),
    "forecast-assumed": ("заданная прибавка в год", "the yearly step given"),
    "forecast-inside_80": ("в пределах обычного (80-процентный интервал)", "within the usual (80 % interval)"),
    "forecast-inside_95": ("редко, но бывает (95-процентный интервал)", "seldom but seen (95 % interval)"),
    "forecast-outside": ("за пределами прогноза: так обычно не бывает", "outside the forecast: this is not usual"),
    "forecast-untested": ("дальше, чем можно проверить на прошлых годах", "further ahead than past years can test"),
    "forecast-target-whole": (
        "Цель задаётся вдвоём: --target и --by.",
        "A target is given by both --target and --by.",
    ),
    "column-interval-95": ("Интервал 95 %", "95 % interval"),
    # --- changes
    "changes-mean": (
        "Среднее изменение по всем организациям: {mean}.",
        "Mean change of all organisations: {mean}.",
    ),
    "changes-better": ("улучшение", "improvement"),
    "changes-worse": ("ухудшение", "decline"),
    "changes-unsure": ("не отличимо от случайности", "not told from chance"),
    "changes-left": (
        "Не сравниваются (разрыв ряда или нет одного из значений): {names}.",
        "Not compared (the series breaks or a value is missing): {names}.",
    ),
    "column-changed": ("Вывод", "Finding"),
    "column-as-computed": ("Как рассчитано", "As computed"),
    "column-cleaned": ("Без случайности", "Noise taken out"),
    # --- effect
    "effect-check-slope": (
        "До начала: разница в ежегодном изменении {difference}, вероятность такой случайно {chance}.",
        "Before the start: difference in yearly change {difference}, chance of as large {chance}.",
    ),
    "effect-check-earlier": (
        "Как если бы мера началась годом раньше: разница {difference}, вероятность такой случайно {chance}.",
        "As if it had begun a year earlier: difference {difference}, chance of as large {chance}.",
    ),
    "column-share-of-comparison": ("Доля в сравнении", "Part in the comparison"),
    "column-before": ("До начала", "Before"),
    "column-after": ("После", "After"),
}
