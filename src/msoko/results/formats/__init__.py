"""The formats that can be received: one written table.

A format is a folder: reader.py, columns.toml, a sample file, notes.md.
"""

from __future__ import annotations

from msoko.results.books import Book
from msoko.results.context import Format
from msoko.results.formats.checklists import reader as checklists
from msoko.results.formats.facts_table import reader as facts_table
from msoko.results.formats.fis_oko_f1 import reader as fis_oko_f1
from msoko.results.formats.fis_oko_reports import reader as fis_oko_reports
from msoko.results.formats.gia_participants import reader as gia_participants
from msoko.results.formats.questionnaires import reader as questionnaires
from msoko.results.formats.region_ege_form import reader as region_ege_form
from msoko.results.formats.registry import reader as registry
from msoko.results.formats.statistics_forms import reader as statistics_forms

FORMATS: tuple[Format, ...] = (
    Format("facts_table", "Таблица сведений", facts_table.recognise, facts_table.read, "Table of facts"),
    Format("registry", "Реестр организаций", registry.recognise, registry.read, "Registry of organisations"),
    Format(
        "fis_oko_f1",
        "ФИС ОКО: индивидуальные результаты ВПР (Ф1)",
        fis_oko_f1.recognise,
        fis_oko_f1.read,
        "ФИС ОКО: individual results (Ф1)",
    ),
    Format(
        fis_oko_reports.CODE,
        "ФИС ОКО: сводные отчёты о ВПР",
        fis_oko_reports.recognise,
        fis_oko_reports.read,
        "ФИС ОКО: aggregated reports",
    ),
    Format(
        gia_participants.CODE,
        "Результаты участников ОГЭ и ЕГЭ",
        gia_participants.recognise,
        gia_participants.read,
        "ОГЭ and ЕГЭ: participants",
    ),
    Format(
        region_ege_form.CODE,
        "Сводная форма региона о результатах ЕГЭ",
        region_ege_form.recognise,
        region_ege_form.read,
        "ЕГЭ: the summary form of the region",
    ),
    Format(
        statistics_forms.CODE,
        "Формы ОО-1, ОО-2, 85-К, 1-ДОП",
        statistics_forms.recognise,
        statistics_forms.read,
        "State statistics forms",
    ),
    Format(questionnaires.CODE, "Ответы на анкеты", questionnaires.recognise, questionnaires.read, "Survey answers"),
    Format(checklists.CODE, "Проверочные листы", checklists.recognise, checklists.read, "Checklists"),
)


def by_code(code: str) -> Format:
    """Raises KeyError for a code that is not in the table."""
    return {entry.code: entry for entry in FORMATS}[code]


def recognise(book: Book) -> list[tuple[Format, float]]:
    """Formats that may be this book's, the surest first; those at 0 are left out."""
    scored = [(entry, entry.recognise(book)) for entry in FORMATS]
    return sorted(((entry, score) for entry, score in scored if score > 0), key=lambda pair: -pair[1])
