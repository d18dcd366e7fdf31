"""Messages about packs in words: code → (Russian, English). Parameters come from PackProblem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msoko.methodology.problems import PackProblem

WORDS: dict[str, tuple[str, str]] = {
    # --- reading
    "no-file": ("файла нет; в папке пакета он обязателен", "the file is missing; a pack folder needs it"),
    "not-utf8": ("файл не в кодировке UTF-8; сохраните его в UTF-8", "the file is not UTF-8; save it as UTF-8"),
    "not-toml": (
        "файл нельзя прочитать как TOML (столбец {column}): {said}. "
        "Проверьте кавычки, скобки и запятые около этого места",
        "not valid TOML (column {column}): {said}. Check quotes, brackets and commas near this place",
    ),
    "file-not-read": (
        "файл лежит там, где его никто не читает. Место файлов: {expected}",
        "the file lies where nobody reads it. Files belong in: {expected}",
    ),
    "single-brackets": (
        "таблица «{key}» записана в одинарных скобках; нужны двойные: [[{key}]]",
        'the table "{key}" is in single brackets; write [[{key}]]',
    ),
    "unknown-key": (
        "неизвестный ключ «{key}»{?nearest: возможно, имелось в виду «{nearest}»}",
        'unknown key "{key}"{?nearest: perhaps "{nearest}" was meant}',
    ),
    "missing-key": ("не указан обязательный ключ «{key}»", 'the required key "{key}" is missing'),
    "wrong-type": (
        "в ключе «{key}» записано {found}, а нужно: {expected}",
        '"{key}" is {found}, expected: {expected}',
    ),
    "unknown-word": (
        "в ключе «{key}» неизвестное слово «{found}»{?nearest: возможно, имелось в виду «{nearest}»}. "
        "Допустимо: {expected}",
        '"{key}" has the unknown word "{found}"{?nearest: perhaps "{nearest}" was meant}. Allowed: {expected}',
    ),
    "unknown-pack": (
        "нужен пакет «{found}», но его нет{?nearest: возможно, имелся в виду «{nearest}»}",
        'the pack "{found}" is required but missing{?nearest: perhaps "{nearest}" was meant}',
    ),
    "requires-cycle": ("пакеты требуют друг друга по кругу: {path}", "packs require each other in a circle: {path}"),
    # --- whole-pack checks
    "formula": ("ключ «{key}»: {said}", '"{key}": {said}'),
    "unknown-criterion": (
        "в ключе «{key}» критерий «{found}», которого нет{?nearest: возможно, имелся в виду «{nearest}»}",
        '"{key}" names the criterion "{found}", which does not exist{?nearest: perhaps "{nearest}" was meant}',
    ),
    "unknown-fact": (
        "в ключе «{key}» факт «{found}», которого нет{?nearest: возможно, имелся в виду «{nearest}»}",
        '"{key}" names the fact "{found}", which does not exist{?nearest: perhaps "{nearest}" was meant}',
    ),
    "unknown-procedure-type": (
        "вида процедур «{found}» нет{?nearest: возможно, имелся в виду «{nearest}»}",
        'there is no procedure type "{found}"{?nearest: perhaps "{nearest}" was meant}',
    ),
    "unknown-subject": (
        "предмета «{found}» у этого вида процедур нет; есть: {expected}",
        'this procedure type has no subject "{found}"; it has: {expected}',
    ),
    "criterion-cycle": ("критерий подчинён сам себе: {path}", "the criterion stands below itself: {path}"),
    "value-cycle": ("показатель вычисляется через самого себя: {path}", "the indicator needs its own value: {path}"),
    "duplicate": ("такой код уже есть ({kind}): {first}", "this code is already taken: {first}"),
    "no-purposes": (
        "не сказано, для чего показатель можно использовать (purposes): без этого любое чтение будет отклонено",
        "purposes are not stated: every reading would be refused",
    ),
    "banned-purpose": ("цель «{found}» запрещена. {reason}", 'the purpose "{found}" is banned. {reason}'),
    "no-legal-basis": (
        "не указано основание (legal_basis): акт, номер, пункт",
        "the legal basis is missing: act, number, paragraph",
    ),
    "no-levels": ("не указан ни один уровень (levels)", "no level is stated"),
    "nothing-computed": (
        "итог отключён (total = false), а разрезов (slices) нет: вычислять нечего",
        "the total is switched off and there are no slices: nothing would be computed",
    ),
    "no-example": (
        "нет ни одного примера: добавьте [[examples]] с given и expect",
        "there is no example: add [[examples]] with given and expect",
    ),
    "example-expects-nothing": ("в примере не сказано, что ожидается (expect)", "an example states no expect"),
    "no-interval": (
        'uncertainty = "{found}", но для такой формулы интервал не определён и показан не будет; '
        "он есть у долей, отношений численностей и средних",
        'uncertainty = "{found}", but no interval is defined for such a formula; shares, ratios of counts, means have one',
    ),
    "review-overdue": ("срок пересмотра истёк {due}", "the review was due on {due}"),
    "weight-missing": (
        'over_objects = "weighted_mean", но не указано, чем взвешивать (weight)',
        "over_objects is weighted_mean, but weight is missing",
    ),
    "percent-summed": (
        "проценты не складываются: для over_objects нужно mean, weighted_mean или none",
        "percents do not add up: over_objects must be mean, weighted_mean or none",
    ),
    "bounds-crossed": ("нижняя граница {least} больше верхней {most}", "the lower bound {least} is above {most}"),
    "default-not-a-choice": (
        "выбор по умолчанию «{found}» не входит в перечень: {expected}",
        'the default "{found}" is not among the choices: {expected}',
    ),
    "words-of-no-choice": (
        "слова даны для «{found}», а такого выбора нет: {expected}",
        'words are given for "{found}", which is no choice: {expected}',
    ),
    "no-choices": ("у вопроса с выбором нет вариантов ответа (choices)", "a choice question has no choices"),
    "norm-without-bound": ("у нормы нет границы (at_least или at_most)", "a norm has no bound"),
    "norm-without-basis": ("у нормы не указано основание (legal_basis)", "a norm has no legal basis"),
    "norms-overlap": (
        "две нормы действуют одновременно{?slices: {slices}}: уточните valid_from и valid_to",
        "two norms hold at once{?slices: {slices}}: mend valid_from and valid_to",
    ),
    "scale-not-increasing": (
        "границы отметок должны возрастать, а записано: {found}",
        "the bounds of marks must increase: {found}",
    ),
    "scale-above-maximum": (
        "граница {found} больше наибольшего балла {most}",
        "the bound {found} is above the maximum {most}",
    ),
    "scales-overlap": (
        "на эти же год, класс, предмет и вариант уже есть шкала",
        "there is another scale for the same year, grade, subject and variant",
    ),
    "thresholds-overlap": (
        "два значения порога действуют одновременно{?slices: {slices}}: уточните valid_from и valid_to",
        "two values of the threshold hold at once{?slices: {slices}}: mend valid_from and valid_to",
    ),
    "not-a-period": (
        "в ключе «{key}» не период: «{found}»; пишется 2024-25, 2024, 2024-Q3 или 2024-09-20",
        '"{key}" is no period: "{found}"; write 2024-25, 2024, 2024-Q3 or 2024-09-20',
    ),
    # --- finding rules
    "no-finding-example": (
        "нет ни одного примера: добавьте [[examples]] с values и expect",
        "there is no example: add [[examples]] with values and expect",
    ),
    "unknown-indicator": (
        "в ключе «{key}» показатель «{found}», которого нет{?nearest: возможно, имелся в виду «{nearest}»}",
        '"{key}" names the indicator "{found}", which does not exist{?nearest: perhaps "{nearest}" was meant}',
    ),
    "finding-units": (
        "у показателей правила разные единицы ({found}), а порог один: разделите правило",
        "the indicators have different units ({found}) and the rule one threshold: split the rule",
    ),
    "finding-direction": (
        "у показателя «{found}» не сказано, что лучше: для него нужно toward = either",
        'the indicator "{found}" does not say which way is better: it takes toward = either',
    ),
    "finding-between": (
        "between указывается у правила вида gap и только у него",
        "between is stated in a rule of the kind gap and nowhere else",
    ),
    "finding-slice": (
        "показатель «{found}» не вычисляется в разрезе «{expected}»",
        'the indicator "{found}" is not broken down by "{expected}"',
    ),
    "finding-place": (
        "в ключе «{key}» в скобках «{found}»; можно: {expected}",
        '"{key}" has "{found}" in braces; allowed: {expected}',
    ),
    # --- workbooks
    "cell-too-long": (
        "лист «{sheet}»: текст длиной {found} знаков не помещается в ячейку (не более {most})",
        'sheet "{sheet}": a text of {found} characters does not fit a cell (at most {most})',
    ),
    "not-a-workbook": ("файл не открывается как книга .xlsx: {said}", "not a readable .xlsx workbook: {said}"),
    "unknown-sheet": ("лист «{found}» неизвестен; есть: {expected}", 'unknown sheet "{found}"; known: {expected}'),
    "one-row-expected": (
        "на листе должна быть одна строка с данными пакета, а их {found}",
        "the sheet must have one row, it has {found}",
    ),
    "no-such-parent": (
        "строка относится к «{found}», а на листе «{expected}» такого кода нет",
        'the row belongs to "{found}", which is not on the sheet "{expected}"',
    ),
    "cell-not-read": (
        "в столбце «{key}» записано «{found}»: это не читается; сложные значения пишутся как в TOML",
        'column "{key}" has "{found}", which cannot be read; write compound values as in TOML',
    ),
}

_TYPES = {
    "text": "текст в кавычках",
    "number": "число",
    "whole number": "целое число",
    "date": "дата вида 2026-09-01 без кавычек",
    "yes or no": "true или false",
    "list": "список в квадратных скобках",
    "pair": "пара значений в квадратных скобках",
    "table": "таблица вида { ключ = значение }",
}
_SEVERITIES = {"error": ("ошибка", "error"), "warning": ("предупреждение", "warning"), "note": ("замечание", "note")}


def say(problem: PackProblem, lang: str = "ru") -> str:
    """The whole message: pack, file and line, severity, definition, what is wrong."""
    russian = lang == "ru"
    place = f"{problem.pack}/{problem.file}" if problem.pack else problem.file
    if problem.line:
        place += f", строка {problem.line}" if russian else f", line {problem.line}"
    severity = _SEVERITIES[problem.severity][0 if russian else 1]
    subject = f" {problem.definition}:" if problem.definition else ""
    return f"{place}: {severity}:{subject} {text(problem, lang)}"


def text(problem: PackProblem, lang: str = "ru") -> str:
    """What is wrong, without the place."""
    template = WORDS[problem.code][0 if lang == "ru" else 1]
    values = {name: _shown(value) for name, value in problem.parameters.items()}
    if lang == "en" and "said_en" in values:
        values["said"] = values["said_en"]
    if lang == "ru" and values.get("expected") in _TYPES:
        values["expected"] = _TYPES[values["expected"]]
    while "{?" in template:  # {?name: words} is said only when the parameter is not empty
        before, _, rest = template.partition("{?")
        name, _, rest = rest.partition(":")
        words, after = _closed(rest)
        template = before + (":" + words if problem.parameters.get(name) else "") + after
    return template.format(**values)


def _closed(rest: str) -> tuple[str, str]:
    """Split at the brace that closes the optional part; braces of parameters inside are skipped."""
    depth = 0
    for i, char in enumerate(rest):
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return rest[:i], rest[i + 1 :]
    return rest, ""


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ", ".join(str(part) for part in value)
    return str(value)
