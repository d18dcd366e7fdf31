"""Every code of a problem with a received file and how it is said. Worded only when shown.

A text says what was found, what was expected and how to mend it; {found} and {expected} come from the problem.
Which of the three tables a code stands in is how grave it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msoko.results.reading import Problem
from msoko.vocabulary import Severity

ERRORS: dict[str, tuple[str, str]] = {
    "questions-unknown": (
        "Ни один столбец не похож на вопрос анкеты из пакетов методики. Назовите столбцы кодами или текстами вопросов.",
        "No column is a question of any questionnaire of the packs. Name the columns by code or by text.",
    ),
    "requirement-unknown": (
        "Требования «{found}» нет в пакетах методики. Укажите его код или название как в проверочном листе.",
        "The requirement {found} is in no pack. Name it by its code or title.",
    ),
    "maxima-missing": (
        "Не найдена строка «Макс балл»: без неё процент выполнения работы не вывести.",
        "There is no row of highest scores: the per cent of the work cannot be derived.",
    ),
    "organisation-missing": (
        "Над таблицей не названа отчитывающаяся организация. Добавьте строку «Организация: …».",
        "The reporting organisation is not named above the table.",
    ),
    "grade-unknown": (
        "Не указан класс (параллель), для которого проводилась работа. "
        "Ожидается заголовок вида «ВПР 2025 Математика 5 класс».",
        "The grade of the work is not stated. A title like «ВПР 2025 Математика 5 класс» was expected.",
    ),
    "total-missing": (
        "Баллы за задания есть, а первичного балла нет. Ожидается {expected} — сумма баллов за задания.",
        "There are scores of tasks but no primary score. Expected {expected}, the sum of the tasks.",
    ),
    "participant-twice": (
        "Участник {found} записан по этому предмету дважды. Оставьте одну строку.",
        "The participant {found} occurs twice in this subject. Keep one row.",
    ),
    "exam-unknown": (
        "Не понять, ОГЭ это или ЕГЭ: в классе «{found}» экзамены не сдают. Укажите вид процедуры при загрузке.",
        "Whether this is the ОГЭ or the ЕГЭ is not clear from the class {found}. Name the procedure.",
    ),
    "file-too-large": (
        "Файл занимает {found} МБ, принимается не больше {expected} МБ. Разделите его на части.",
        "The file is {found} MB, the limit is {expected} MB. Split it.",
    ),
    "file-empty": (
        "В файле нет ни одной заполненной ячейки.",
        "The file has no filled cell.",
    ),
    "file-without-rows": (
        "В файле нет строк, которые можно принять.",
        "The file has no rows that can be taken in.",
    ),
    "file-damaged": (
        "Файл повреждён и не открывается. Откройте его в табличном редакторе и сохраните заново в формате .xlsx.",
        "The file is damaged. Open it in a spreadsheet editor and save it again as .xlsx.",
    ),
    "file-encrypted": (
        "Файл защищён паролем. Снимите защиту («Файл — Сведения — Защита») и загрузите снова.",
        "The file is protected with a password. Remove it and try again.",
    ),
    "file-kind-unknown": (
        "Это не таблица: принимаются .xlsx, .xls, .ods, .csv и .txt.",
        "This is not a table: .xlsx, .xls, .ods, .csv and .txt are accepted.",
    ),
    "zip-bomb": (
        "После распаковки файл занял бы {found} МБ (допускается {expected} МБ). Такой файл не открывается.",
        "Unpacked, the file would take {found} MB (limit {expected} MB). It is not opened.",
    ),
    "zip-unsafe": (
        "Устройство файла небезопасно: {found}. Откройте его в табличном редакторе и сохраните заново как .xlsx.",
        "The file is built unsafely: {found}. Save it again as .xlsx in a spreadsheet editor.",
    ),
    "file-too-heavy": (
        "Файл не удалось прочитать в отведённых памяти и времени. Разделите его на части или сохраните как .xlsx.",
        "The file could not be read within the memory and time allowed. Split it or save it as .xlsx.",
    ),
    "web-page-inside": (
        "Внутри не таблица, а веб-страница. Откройте файл в табличном редакторе и сохраните как .xlsx.",
        "The content is a web page, not a table. Open it in a spreadsheet editor and save as .xlsx.",
    ),
    "text-damaged": (
        "Строки файла не делятся на столбцы: похоже, кавычка открыта и не закрыта. Выгрузите файл заново или в .xlsx.",
        "The lines do not split into columns: a quotation mark is probably not closed. Export the file again.",
    ),
    "nul-bytes": (
        "В текстовом файле есть нулевые байты: это не текст или файл повреждён. Выгрузите его заново в CSV (UTF-8).",
        "The text file has NUL bytes. Export it again as CSV (UTF-8).",
    ),
    "encoding-unknown": (
        "Кодировка текста не опознана. Сохраните файл в UTF-8 или Windows-1251.",
        "The encoding is not known. Save the file in UTF-8 or Windows-1251.",
    ),
    "sheet-too-large": (
        "Лист занимает {rows} строк и {columns} столбцов, это больше допустимого. "
        "Удалите лишние строки и столбцы (в том числе пустые после данных) или разделите файл.",
        "The sheet has {rows} rows and {columns} columns, more than allowed. Delete empty ones or split the file.",
    ),
    "macros-inside": (
        "В файле есть макросы. Сохраните его как «Книга Excel (.xlsx)» без макросов.",
        "The file has macros. Save it as a workbook without macros (.xlsx).",
    ),
    "dde-inside": (
        "В файле есть обращение к другим программам (DDE). Скопируйте данные в новую книгу как значения.",
        "The file calls other programs (DDE). Copy the data into a new workbook as values.",
    ),
    "too-many-problems": (
        "Ошибок больше {expected}; показаны первые. Скорее всего, выбран не тот формат или сдвинуты столбцы.",
        "There are more than {expected} problems; the first are shown. Probably the format or the columns are wrong.",
    ),
    "format-unknown": (
        "Формат файла не опознан. Ближе всего: {found}. Проверьте заголовки столбцов или укажите формат явно.",
        "The format is not recognised. The nearest is: {found}. Check the headings or name the format.",
    ),
    "sheet-missing": (
        "Нет листа «{expected}». Есть листы: {found}.",
        "There is no sheet {expected}. The sheets are: {found}.",
    ),
    "header-missing": (
        "Не найдена строка заголовков: ожидались столбцы {expected}.",
        "No header row was found: the columns expected are {expected}.",
    ),
    "column-missing": (
        "Нет обязательного столбца «{expected}». Добавьте его или укажите соответствие столбцов.",
        "The required column {expected} is missing.",
    ),
    "column-twice": (
        "Столбец «{found}» встречается дважды. Оставьте один.",
        "The column {found} occurs twice. Keep one.",
    ),
    "sheet-without-rows": (
        "Под заголовками нет ни одной строки данных.",
        "There are no rows under the headings.",
    ),
    "cell-empty": (
        "Пустая ячейка в обязательном столбце «{column}». Ожидается {expected}.",
        "An empty cell in {column}.",
    ),
    "not-a-number": (
        "«{found}» — не число. Ожидается {expected}.",
        "{found} is not a number; expected {expected}.",
    ),
    "not-whole": (
        "«{found}» — не целое число. Ожидается {expected}.",
        "{found} is not a whole number.",
    ),
    "not-a-date": (
        "«{found}» — не дата. Ожидается день.месяц.год, например 24.04.2025.",
        "{found} is not a date; expected day.month.year, as in 24.04.2025.",
    ),
    "out-of-range": (
        "Значение {found} вне допустимого: {expected}.",
        "{found} is out of range: {expected}.",
    ),
    "value-unknown": (
        "Значение «{found}» неизвестно. Ожидается: {expected}.",
        "{found} is unknown; expected: {expected}.",
    ),
    "organisation-unmatched": (
        "Организация «{found}» не найдена в реестре. Выберите её из похожих или внесите в реестр: {expected}.",
        "The organisation {found} is not in the registry. Nearest: {expected}.",
    ),
    "period-unknown": (
        "Из файла не понять, к какому периоду он относится. Укажите период, например 2024/25.",
        "The period is not stated in the file. Name it, e.g. 2024/25.",
    ),
    "subject-unknown": (
        "Предмет «{found}» неизвестен. Известны: {expected}.",
        "The subject {found} is unknown. Known: {expected}.",
    ),
}

WARNINGS: dict[str, tuple[str, str]] = {
    "answer-not-asked": (
        "Ответ «{found}» дан на вопрос, который после предыдущего ответа не задаётся; он не учтён.",
        "The answer {found} is to a question that is not asked after the earlier one; it is left out.",
    ),
    "shares-not-100": (
        "Доли в строке дают в сумме {found} %, а должны 100 %. Проверьте, не пропущен ли столбец.",
        "The shares of the row add up to {found} %, not to 100 %. Check that no column is missing.",
    ),
    "total-differs": (
        "В строке «ИТОГО» записано {found}, а сумма строк — {expected}. Проверьте, все ли организации в файле.",
        "The total row says {found}, the rows add up to {expected}. Check that no organisation is missing.",
    ),
    "sum-of-tasks-differs": (
        "Первичный балл {found}, а сумма баллов за задания {expected}. Исправьте балл или задания.",
        "The primary score is {found}, the tasks add up to {expected}. Correct the score or the tasks.",
    ),
    "scale-maximum-differs": (
        "Наибольший балл работы {found}, а в шкале этого года {expected}: отметки по шкале не проверялись.",
        "The highest score of the work is {found}, the scale of the year says {expected}: marks were not checked.",
    ),
    "mark-against-scale": (
        "Отметка {found}, а по шкале за {score} б. полагается {expected}. Проверьте отметку и балл.",
        "The mark is {found}, the scale gives {expected} for {score} points. Check the mark and the score.",
    ),
    "class-of-other-grade": (
        "Класс «{found}» не из параллели {expected}. Проверьте, тот ли это файл.",
        "The class {found} is not of grade {expected}. Check whether this is the right file.",
    ),
    "extension-wrong": (
        "Имя файла говорит «{found}», а внутри {expected}. Прочитан по содержанию; переименуйте файл.",
        "The name says {found}, the content is {expected}. Read by its content; rename the file.",
    ),
    "external-links": (
        "Файл ссылается на другие файлы. Ссылки не открывались, взяты сохранённые значения; разорвите связи.",
        "The file links to other files. The links were not followed, stored values were taken.",
    ),
    "embedded-objects": (
        "В файле есть вложенные объекты; они не читались. Удалите их из файла.",
        "The file has embedded objects; they were not read.",
    ),
    "formulas-inside": (
        "На листе есть формулы ({found}): взяты их сохранённые значения. "
        "Надёжнее вставить данные как значения («Специальная вставка — Значения»).",
        "The sheet has formulas ({found}): their stored values were taken.",
    ),
    "personal-column": (
        "В столбце «{found}» персональные данные: он не прочитан и удалён из сохраняемой копии. "
        "Присылайте файл без этого столбца.",
        "The column {found} holds personal data: it was not read and is removed from the kept copy.",
    ),
}

NOTES: dict[str, tuple[str, str]] = {
    "line-unused": (
        "Строка «{found}» не нужна ни одному показателю и не загружена.",
        "The line {found} is needed by no indicator and was not loaded.",
    ),
    "column-ignored": (
        "Столбец «{found}» не используется.",
        "The column {found} is not used.",
    ),
}

_TABLES = ((Severity.ERROR, ERRORS), (Severity.WARNING, WARNINGS), (Severity.NOTE, NOTES))
_TEXTS = {code: texts for _, table in _TABLES for code, texts in table.items()}
_SEVERITIES = {code: severity for severity, table in _TABLES for code in table}


def problem(
    code: str, file: str, sheet: str = "", cell: str = "", severity: Severity | None = None, **parameters: Any
) -> Problem:
    """A problem with the severity of its code, or another one where a reader has a reason. KeyError: no such code."""
    return Problem(code, severity or _SEVERITIES[code], file, sheet, cell, parameters)


def say(found: Problem, language: str = "ru") -> str:
    """The sentence shown to a person: the parameters put into the text of the code."""
    russian, english = _TEXTS[found.code]
    return (russian if language == "ru" else english).format_map(_Shown(found.parameters))


class _Shown(dict[str, str]):
    def __init__(self, parameters: Mapping[str, Any]) -> None:
        super().__init__({key: "" if value is None else str(value) for key, value in parameters.items()})

    def __missing__(self, key: str) -> str:
        return "—"
