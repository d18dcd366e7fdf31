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
    "sources-whom": ("Показатель, чьё значение", "Indicator, whose value"),
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
    "note-title": (
        "Аналитическая справка по итогам ВПР: {subject}, {grade}\u00a0класс",
        "Analytic note on the VPR: {subject}, grade\u00a0{grade}",
    ),
    "participants": ("Участники и полнота данных", "Participants and completeness"),
    "nobody": ("Результатов за этот период нет.", "There are no results for this period."),
    "marks": ("Распределение отметок", "Distribution of marks"),
    "mark": ("Отметка", "Mark"),
    "people": ("Участников", "Participants"),
    "share": ("Доля", "Share"),
    "total": ("Всего", "Total"),
    "quality-by-school": ("Результаты школ", "Results of schools"),
    "school": ("Школа", "School"),
    "schools": ("Школы", "Schools"),
    "dots-note": (
        "Черта — 95-процентный интервал: чем меньше участников, тем он шире. Полая точка — участников меньше {small}. "
        "Разница двух школ с перекрывающимися интервалами может быть случайной.",
        "The bar is a 95 % interval: the fewer participants, the wider. A hollow dot: fewer than {small} participants. "
        "A difference of two schools whose intervals overlap may be chance.",
    ),
    "scores": ("Распределение первичных баллов", "Distribution of primary scores"),
    "score": ("Первичный балл", "Primary score"),
    "tasks": ("Выполнение заданий", "Tasks"),
    "task": ("№", "No."),
    "difficulty": ("Уровень", "Level"),
    "ability": ("Что проверяется", "Ability"),
    "maximum": ("Макс. балл", "Max."),
    "fulfilment": ("Выполнение", "Fulfilment"),
    "sufficiency": ("Оценка", "Judgement"),
    "journal": ("Согласие с отметками по журналу", "Agreement with the journal"),
    "dynamics": ("Динамика", "Change over the years"),
    "region": ("Регион", "Region"),
    "period": ("Период", "Period"),
    "conclusions": ("Выводы", "Conclusions"),
    "appendix": ("Приложение", "Appendix"),
    "appendix-schools": ("Результаты по школам", "Results by school"),
    "order-note": (
        "Школы стоят по названию: таблица не является рейтингом.",
        "Schools are in the order of their names: this is not a ranking.",
    ),
    "interval": ("Интервал", "Interval"),
    "mean-mark": ("Средняя отметка", "Mean mark"),
    "mismatch": ("Не подтвердили журнал", "Not confirmed"),
    "limits": ("Для чего нельзя использовать результаты", "What the results may not be used for"),
    "organisation": ("Организация", "Organisation"),
    "value": ("Значение", "Value"),
    "signature-date": ("«____» ______________ 20___ г.", "Date ______________ 20___"),
}


def label(code: str, language: str, **parameters: object) -> str:
    """A fixed text in the language of the document; Russian where the language is not English. Raises KeyError."""
    return LABELS[code][1 if language == "en" else 0].format(**parameters)
