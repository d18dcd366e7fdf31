"""Faults of formulas in words: code → (Russian, English). Parameters come from FormulaError."""

from __future__ import annotations

from msoko.formulas.errors import FormulaError

WORDS: dict[str, tuple[str, str]] = {
    # --- reading the text
    "empty": (
        "формула пуста; напишите выражение, например 100 * sum(a) / sum(b)",
        "the formula is empty; write an expression, for example 100 * sum(a) / sum(b)",
    ),
    "too-long": (
        "формула слишком длинная: {length} знаков при наибольшей длине {longest}; разделите её на "
        "несколько показателей",
        "the formula is too long: {length} characters, the limit is {longest}; split it into several indicators",
    ),
    "too-deep": (
        "скобки и вызовы вложены глубже {deepest} уровней; разделите формулу на несколько показателей",
        "brackets and calls are nested deeper than {deepest}; split the formula into several indicators",
    ),
    "unknown-character": (
        "здесь не может стоять «{found}»",
        "“{found}” cannot stand here",
    ),
    "unexpected": (
        "не ожидалось «{found}»; проверьте запятые, скобки и знаки действий перед этим местом",
        "“{found}” was not expected; check commas, brackets and operators before this place",
    ),
    "unfinished": (
        "формула обрывается; после последнего знака ожидалось ещё одно выражение",
        "the formula breaks off; one more expression was expected",
    ),
    "unclosed-bracket": (
        "не закрыта скобка; добавьте «)»",
        "a bracket is not closed; add “)”",
    ),
    "extra-bracket": (
        "лишняя закрывающая скобка; уберите её или добавьте открывающую",
        "an extra closing bracket; remove it or add an opening one",
    ),
    "single-equals": (
        "один знак «=» здесь не сравнение; для сравнения пишется «==»",
        "a single “=” is no comparison here; write “==”",
    ),
    "chained-comparison": (
        "два сравнения подряд; напишите «a < b and b < c»",
        "two comparisons in a row; write “a < b and b < c”",
    ),
    "list-out-of-place": (
        "список в квадратных скобках бывает только у composite",
        "a list in square brackets is used only in composite",
    ),
    "list-expected": (
        "composite пишется со списком: composite([a, b], weights = [1, 2])",
        "composite takes a list: composite([a, b], weights = [1, 2])",
    ),
    "weights-do-not-match": (
        "весов должно быть столько же, сколько частей: {expected}",
        "there must be as many weights as parts: {expected}",
    ),
    "wrong-number-of-arguments": (
        "{name}: аргументов {found}, а нужно {expected}; дробная часть числа отделяется точкой",
        "{name}: {found} arguments given, {expected} expected; the decimal mark is a point",
    ),
    "unknown-argument": (
        "{name}: нет аргумента «{found}»",
        "{name}: there is no argument “{found}”",
    ),
    "argument-missing": (
        "{name}: не указан аргумент «{expected} = …»",
        "{name}: the argument “{expected} = …” is missing",
    ),
    "where-not-allowed": (
        "{name}: условие where бывает только у агрегатов (sum, mean, count, …)",
        "{name}: only aggregates (sum, mean, count, …) take where",
    ),
    "unknown-word": (
        "{name}: «{found}» здесь не подходит; бывает: {expected}",
        "{name}: “{found}” does not fit here; allowed: {expected}",
    ),
    "text-expected": (
        "{name}: нужно имя в кавычках",
        "{name}: a quoted name is expected",
    ),
    "whole-steps-expected": (
        "{name}: число шагов назад — целое от 1 до 50, записанное цифрами",
        "{name}: the number of steps back is a whole number from 1 to 50 in digits",
    ),
    "unknown-function": (
        "не знаю функции {name}",
        "unknown function {name}",
    ),
    # --- names
    "unknown-name": (
        "не знаю показателя, факта или столбца «{name}»",
        "unknown fact or column “{name}”",
    ),
    "unknown-source": (
        "не знаю источника «{name}»; источники объявляются в пакете таблицей [[source]]",
        "unknown source “{name}”; sources are declared in a pack as [[source]]",
    ),
    "unknown-column": (
        "в источнике «{source}» нет столбца или ключа «{name}»",
        "source “{source}” has no column or key “{name}”",
    ),
    "unknown-indicator": (
        "не знаю показателя с кодом «{name}»",
        "unknown indicator “{name}”",
    ),
    "unknown-option": (
        "не объявлен параметр выбора «{name}» (таблица [[option]])",
        "option “{name}” is not declared ([[option]])",
    ),
    "unknown-weight": (
        "не объявлен порог «{name}» (файл thresholds.toml)",
        "threshold “{name}” is not declared (thresholds.toml)",
    ),
    "source-without-column": (
        "«{name}» — источник; напишите, какой его столбец нужен: {name}.mark",
        "“{name}” is a source; say which column is meant: {name}.mark",
    ),
    "cycle": (
        "показатели ссылаются друг на друга по кругу: {path}",
        "indicators refer to each other in a circle: {path}",
    ),
    # --- where a name may stand
    "field-outside-aggregate": (
        "столбец «{name}» читается построчно и стоит только внутри sum, mean, count, share и других агрегатов",
        "column “{name}” is read row by row and stands only inside sum, mean, count, share and other aggregates",
    ),
    "slice-outside": (
        "разрез «{name}» бывает только внутри агрегата или его условия where",
        "slice “{name}” stands only inside an aggregate or its where",
    ),
    "attribute-outside": (
        "«{name}» — свойство одной организации; оно стоит в where, applies_when или внутри "
        "count_of(organisation, …), mean_over(organisation, …)",
        "“{name}” belongs to one organisation; it stands in where, applies_when or inside "
        "count_of(organisation, …), mean_over(organisation, …)",
    ),
    "attribute-in-source": (
        "в условии источника нет свойств организации («{name}»); поставьте их в where агрегата",
        "the condition of a source has no attributes of organisations (“{name}”); put them in the where of "
        "an aggregate",
    ),
    "fact-in-condition": (
        "факт «{name}» не может стоять в условии where; сравните его внутри count_of(organisation, …) или if(…)",
        "fact “{name}” cannot stand in a where; compare it inside count_of(organisation, …) or if(…)",
    ),
    "fact-in-rows": (
        "факт «{name}» относится к организации и не читается для отдельного участника или анкеты",
        "fact “{name}” belongs to an organisation and is not read for one participant or form",
    ),
    "not-in-rows": (
        "{name} не может стоять внутри агрегата или построчного выражения",
        "{name} cannot stand inside an aggregate or an expression over rows",
    ),
    "aggregate-in-aggregate": (
        "{name}: агрегат внутри агрегата; для вычисления сначала по организациям напишите "
        "mean_over(organisation, …) или sum_over(organisation, …)",
        "{name}: an aggregate inside an aggregate; to compute per organisation first write "
        "mean_over(organisation, …) or sum_over(organisation, …)",
    ),
    "several-sources": (
        "{name}: один агрегат читает либо факты, либо один источник, а здесь: {found}",
        "{name}: one aggregate reads facts or one source, but here: {found}",
    ),
    "nothing-to-aggregate": (
        "{name}: нечего собирать: внутри нет ни факта, ни столбца источника",
        "{name}: nothing to aggregate: there is no fact and no column of a source inside",
    ),
    "slice-not-in-grain": (
        "факт «{name}» не сдаётся в разрезе «{slice}»",
        "fact “{name}” is not reported by “{slice}”",
    ),
    "fact-not-by-slice": (
        "показатель вычисляется в разрезе ({slices}), а факт «{name}» в нём не сдаётся",
        "the indicator is broken down by ({slices}), by which fact “{name}” is not reported",
    ),
    # --- levels, periods
    "fact-of-other-level": (
        "факт «{name}» — об объекте уровня {level}; напишите at({level}, {name})",
        "fact “{name}” is about the level {level}; write at({level}, {name})",
    ),
    "fact-not-aggregated": (
        'факт «{name}» не складывается по организациям (over_objects = "none"); назовите способ: sum(…), mean(…)',
        'fact “{name}” does not add up over organisations (over_objects = "none"); name the way: sum(…), mean(…)',
    ),
    "other-period-kind": (
        "«{name}» сдаётся за период вида {kind}, а показатель — {ours}; оберните его в in_period(…, ended)",
        "“{name}” has periods of kind {kind}, the indicator of {ours}; wrap it in in_period(…, ended)",
    ),
    "value-within": (
        "показатель «{name}» нельзя соединить за несколько периодов (within); возьмите ended или started",
        "indicator “{name}” cannot be joined over several periods (within); take ended or started",
    ),
    # --- kinds and units
    "units-do-not-match": (
        "нельзя складывать и сравнивать разные единицы: {left} и {right}",
        "different units cannot be added or compared: {left} and {right}",
    ),
    "parts-do-not-match": (
        "части индекса — в разных единицах: {left} и {right}; приведите их к баллам через normalise",
        "parts of the index have different units: {left} and {right}; bring them to points with normalise",
    ),
    "result-unit": (
        "получается «{found}», а единица показателя — «{expected}»",
        "the result is “{found}”, the unit of the indicator is “{expected}”",
    ),
    "result-kind": (
        "формула даёт {found}, а нужно {expected}",
        "the formula gives {found}, expected {expected}",
    ),
    "wrong-kind": (
        "здесь стоит {found}, а нужно {expected}",
        "here is {found}, expected {expected}",
    ),
    "order-of-text": (
        "тексты сравниваются только знаками == и !=, а не {op}",
        "texts are compared only with == and !=, not {op}",
    ),
    "whole-digits": (
        "{name}: число знаков записывается целым числом не больше 9",
        "{name}: the number of digits is a whole number not above 9",
    ),
    "probability": (
        "вероятность квантиля — число от 0 до 1, записанное цифрами",
        "the probability of a quantile is a number from 0 to 1 in digits",
    ),
    "norm-of-value": (
        'способ "norm" сравнивает с нормой показателя; внутри должно стоять value(…)',
        'the method "norm" compares with the norm of an indicator; value(…) must stand inside',
    ),
    "missing-rule": (
        "параметр «{name}» решает, чем заменять недостающую часть; «{found}» не подходит, бывает: {expected}",
        "option “{name}” says what replaces a missing part; “{found}” does not fit, allowed: {expected}",
    ),
}


# Words of parameters that are codes: kinds of values and of periods.
TERMS: dict[str, tuple[str, str]] = {
    "number": ("число", "a number"),
    "boolean": ("условие", "a condition"),
    "text": ("текст", "a text"),
    "code": ("код", "a code"),
    "nothing": ("отсутствие значения", "no value"),
    "school_year": ("учебный год", "school year"),
    "calendar_year": ("календарный год", "calendar year"),
    "quarter": ("квартал", "quarter"),
    "date": ("дата", "date"),
}


def say(error: FormulaError, language: str = "ru") -> str:
    """«строка 1, столбец 14: …; может быть, вы имели в виду …»."""
    column = 0 if language == "ru" else 1
    words = {k: TERMS[v][column] if k in WORDED and v in TERMS else v for k, v in error.parameters.items()}
    text = WORDS[error.code][column].format(**words)
    place = ("строка {}, столбец {}: ", "line {}, column {}: ")[column]
    hint = ("; может быть, вы имели в виду «{}»?", "; did you mean “{}”?")[column]
    return place.format(error.line, error.column) + text + (hint.format(error.suggestion) if error.suggestion else "")


WORDED = ("found", "expected", "kind", "ours")
