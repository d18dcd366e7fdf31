"""Every code of a problem with a received file and how it is said. Worded only when shown.

A text says what was found, what was expected and how to mend it; {found} and {expected} come from the problem.
Which of the three tables a code stands in is how grave it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msoko.results.reading import Problem
from msoko.results.wording_of_files import FILE_ERRORS, FILE_WARNINGS
from msoko.vocabulary import Severity

ERRORS: dict[str, tuple[str, str]] = {
    **FILE_ERRORS,
    "row-out-of-reach": (
        "Строка не об организации, за которую загружается файл ({expected}). Удалите строку или передайте файл в управление образования.",
        "The row is not about the organisation that the file is handed in for ({expected}). Delete it or pass the file to the department.",
    ),
    "whole-out-of-reach": (
        "Строка о муниципалитете, регионе или стране в целом, а файл загружается за «{expected}». Такие файлы загружает управление образования.",
        "The row is about a municipality, the region or the country, the file is handed in for {expected}. The department hands in such files.",
    ),
    "place-given-away": (
        "Организация переводится в другой муниципалитет, а файл загружается за «{expected}». Перевод оформляется предложением в реестре; его одобряет принимающий муниципалитет.",
        "The organisation passes to another municipality, the file is handed in for {expected}. Propose it in the registry: the receiving municipality approves.",
    ),
    "registry-out-of-reach": (
        "Это реестр организаций. Его загружает управление образования; «{expected}» может сообщить об изменениях.",
        "This is a registry of organisations; the education department hands it in.",
    ),
    "tasks-differ": (
        "Наибольший балл задания {found} в файле не такой, как в уже принятых результатах этой работы ({expected}). "
        "Проверьте, тот ли это вариант; менять описание работы может управление образования.",
        "The highest score of task {found} differs from results of this work taken in before ({expected}).",
    ),
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
    "identifier-wrong": (
        "«{found}» записан неверно. Ожидается: {expected}. Сверьте с уставом или выпиской из ЕГРЮЛ.",
        "{found} is written wrongly. Expected: {expected}.",
    ),
    "dates-reversed": (
        "Дата окончания {found} раньше даты начала {expected}. Поменяйте их местами или исправьте.",
        "The last day {found} is before the first day {expected}.",
    ),
    "object-code-wrong": (
        "Код «{found}» записан неверно. Он стоит в адресах страниц: не больше 80 знаков, без / \\ ? # % и пробелов по краям.",
        "The code {found} is written wrongly. It stands in addresses: up to 80 signs, no / \\ ? # %, no spaces around.",
    ),
    "object-code-alike": (
        "Код «{found}» отличается от кода «{expected}» только большими и малыми буквами. Запишите его так же или дайте другой код.",
        "The code {found} differs from {expected} by its case only. Write it the same way or give another code.",
    ),
    "object-twice": (
        "Код «{found}» записан дважды. Оставьте одну строку.",
        "The code {found} is written twice. Keep one row.",
    ),
    "object-not-listed": (
        "Кода «{found}» нет на листе «Организации». Добавьте строку об этом объекте.",
        "The code {found} is not on the sheet of objects. Add a row about it.",
    ),
    "object-unknown": (
        "Объекта с кодом «{found}» нет ни в файле, ни в реестре. Добавьте его на лист «Организации».",
        "The object {found} is neither in the file nor in the registry. Add it.",
    ),
    "object-without-name": (
        "У объекта «{found}» нет наименования. Добавьте строку на лист «Наименования».",
        "The object {found} has no name. Add a row.",
    ),
    "succession-ring": (
        "Организация «{found}» оказалась преемницей самой себя. Исправьте лист «Преемственность».",
        "The organisation {found} follows itself. Correct the sheet of predecessors.",
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
    "fact-unknown": (
        "Показатель «{found}» неизвестен. Укажите код, название или другое имя показателя из методики.",
        "The fact {found} is unknown. Use a code, title or alias of the methodology.",
    ),
    "fact-ambiguous": (
        "Название «{found}» носят несколько показателей: {expected}. Укажите код.",
        "Several facts are called {found}: {expected}. Use the code.",
    ),
    "facts-missing": (
        "Ни один заголовок не назван кодом или названием показателя.",
        "No heading is the code or title of a fact.",
    ),
    "fact-twice": (
        "Показатель «{found}» для этого объекта, периода и разреза уже записан ({expected}). Оставьте одно значение.",
        "The fact {found} of this object, period and slice is there already ({expected}). Keep one.",
    ),
    "object-of-other-type": (
        "Показатель не относится к объекту этого типа ({found}); ожидается {expected}.",
        "The fact is not about an object of this type ({found}); expected {expected}.",
    ),
    "period-of-other-kind": (
        "Показатель сообщается за период другого вида, чем {found}. Ожидается период вида {expected}.",
        "The fact is reported for another kind of period than {found}; expected one like {expected}.",
    ),
    "period-unreadable": (
        "«{found}» — не период. Ожидается 2024/25, 2024, 2024-Q3 или 20.09.2024.",
        "{found} is not a period. Expected 2024/25, 2024, 2024-Q3 or 20.09.2024.",
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
    "line-check": (
        "{message}. Исправьте строки или напишите, почему так верно.",
        "A check between lines fails: {message}.",
    ),
    **FILE_WARNINGS,
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
    "fact-unheard-of": (
        "Заголовок «{found}» не назван ни кодом, ни названием показателя: числа этого столбца не приняты.",
        "The heading {found} is neither the code nor the title of a fact: its numbers are not taken in.",
    ),
    "ten-times": (
        "Значение {found}, а за предыдущий период было {expected}: похоже на лишнюю или потерянную цифру. Проверьте.",
        "The value is {found}, in the period before it was {expected}: a digit too many or too few? Check it.",
    ),
    "object-without-place": (
        "У организации «{found}» не указаны: {expected}. Она не войдёт в сводные значения.",
        "The organisation {found} lacks: {expected}. It will not enter summary values.",
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
