"""The fixed words of a report: captions, headings of columns and sections, in Russian and English."""

from __future__ import annotations

LABELS: dict[str, tuple[str, str]] = {
    "demonstration": ("ДЕМОНСТРАЦИОННЫЕ ДАННЫЕ", "DEMONSTRATION DATA"),
    "table": ("Таблица {number} — {title}", "Table {number} — {title}"),
    "picture": ("Рисунок {number} — {title}", "Figure {number} — {title}"),
    "page": ("Страница", "Page"),
    "attention": ("Обратите внимание.", "Please note."),
    "report": ("Отчёт", "Report"),
    "sources": ("Откуда цифры", "Where the figures come from"),
    "sources-note": (
        "Код открывает доказательство числа: определение, формулу, исходные строки и файл (команда msoko proof КОД).",
        "A code opens the proof of a number: definition, formula, source rows and file (command msoko proof CODE).",
    ),
    "sources-number": ("Число", "Number"),
    "sources-what": ("Показатель и объект", "Indicator and object"),
    "sources-code": ("Код", "Code"),
    "sources-digits": ("Показано", "As printed"),
    "working-calculation": ("Рабочий расчёт, данные на {day}", "Working calculation, data as of {day}"),
    "fixed-calculation": (
        "Зафиксированный расчёт № {number}, данные на {day}",
        "Fixed calculation No. {number}, data as of {day}",
    ),
    "ledger": ("Версия журнала поступлений {version}", "Ledger version {version}"),
    "packs": ("Методики: {packs}", "Methodology: {packs}"),
    "options": ("Принятые решения: {options}", "Options taken: {options}"),
    "no-data": ("нет данных", "no data"),
    "hidden": ("скрыто", "suppressed"),
    "not-applicable": ("не применяется", "not applicable"),
    "signature-date": ("«____» ______________ 20___ г.", "Date ______________ 20___"),
}


def label(code: str, language: str, **parameters: object) -> str:
    """A fixed text in the language of the document; Russian where the language is not English. Raises KeyError."""
    return LABELS[code][1 if language == "en" else 0].format(**parameters)
