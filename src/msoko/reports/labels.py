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
    "basis": ("Методики, по которым посчитано", "The packs it was computed by"),
    "version": ("версия {version}", "version {version}"),
    "options": ("Там, где акты оставляют выбор, принято:", "Where acts leave a choice, it was decided:"),
    "no-value": ("нет значения", "no value"),
    "no-data": ("нет данных", "no data"),
    "hidden": ("скрыто", "suppressed"),
    "not-applicable": ("не применяется", "not applicable"),
    "note-title": (
        "Аналитическая справка по итогам {procedure}: {subject}, {grade}\u00a0класс",
        "Analytic note on the results of {procedure}: {subject}, grade\u00a0{grade}",
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
    "scores-note": (
        "Черты — границы отметок. Высокий столбик у самой границы — повод посмотреть работы, а не вывод.",
        "Lines are boundaries of marks. A high bar at a boundary is a reason to look at the papers, not a conclusion.",
    ),
    "peaks-note": (
        "У отдельных школ участников с первым баллом отметки заметно больше, чем с соседними. "
        "Это признак, которому нужно объяснение "
        "(например, спорные работы проверяли в пользу ученика), а не вывод о необъективности.",
        "In some schools the first score of a mark is much more frequent than its neighbours. "
        "It is a sign that asks for an explanation "
        "(say, doubtful papers were marked in favour of the pupil), not a conclusion.",
    ),
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
    "self-examination-title": (
        "Показатели деятельности {kind}, подлежащей самообследованию",
        "Self-examination indicators (order 1324)",
    ),
    "self-examination": ("Показатели самообследования", "Self-examination indicators"),
    "head": ("Руководитель организации", "Head of the organisation"),
    "line-number": ("№", "No."),
    "indicator": ("Показатель", "Indicator"),
    "unit": ("Единица", "Unit"),
    "norm": ("Норма", "Norm"),
    "status": ("Вывод", "Status"),
    "year-change": ("За год", "Change"),
    "whole": ("По муници\u00adпалитету", "Municipality"),
    "broken": ("ряд прерван", "series broken"),
    "indicators-note": (
        "За год — изменение к прошлому периоду; в скобках — такое, которое может быть случайным. "
        "* — данные представили не все, значение неполное.",
        "Change: against the period before; in brackets where chance may explain it. "
        "*: not all have handed in data, the value is incomplete.",
    ),
    "summary-title": ("Сводный отчёт о качестве образования", "Municipal summary of the quality of education"),
    "completeness": ("Полнота данных", "Completeness of data"),
    "incomplete": ("Показатели без значения и с неполными данными", "Indicators without a value or incomplete"),
    "given": ("Представили", "Handed in"),
    "coverage": ("Охват", "Coverage"),
    "no-block": ("Показателей этого блока с данными за период нет.", "No indicator of this block has data."),
    "outside": ("Организации за пределами норм", "Organisations outside norms"),
    "outside-note": (
        "Организации стоят по названию: это не рейтинг, а перечень поводов для помощи.",
        "Organisations are in the order of their names: this is not a ranking but a list of reasons to help.",
    ),
    "nobody-outside": (
        "Организаций, у которых значение уверенно выходит за пределы нормы, нет.",
        "No organisation is certainly outside a norm.",
    ),
    "passport-title": ("Паспорт организации", "Passport of an organisation"),
    "attributes": ("Сведения об организации", "About the organisation"),
    "attribute": ("Сведения", "Attribute"),
    "attribute-full_name": ("Полное наименование", "Full name"),
    "attribute-kind": ("Вид", "Kind"),
    "attribute-settlement": ("Местность", "Settlement"),
    "attribute-inn": ("ИНН", "INN"),
    "attribute-ogrn": ("ОГРН", "OGRN"),
    "attribute-address": ("Адрес", "Address"),
    "attribute-grade": ("Классы", "Grades"),
    "attribute-predecessors": ("Предшественники", "Predecessors"),
    "against-norms": ("Показатели, нормы и муниципалитет", "Indicators, norms and the municipality"),
    "independent": ("Независимая оценка условий", "Independent assessment of conditions"),
    "context": ("Условия, в которых работает организация", "Context"),
    "context-note": (
        "Эти показатели не оценивают организацию: они нужны, чтобы сравнивать её с сопоставимыми.",
        "These do not judge the organisation: they serve to compare like with like.",
    ),
    "block-table": ("Показатели блока «{block}»", "Indicators of the block {block}"),
    "context-summary": ("Контекст", "Context"),
    "context-table": ("Условия, в которых работают организации", "The conditions organisations work in"),
    "signature-date": ("«____» ______________ 20___ г.", "Date ______________ 20___"),
}


def label(code: str, language: str, **parameters: object) -> str:
    """A fixed text in the language of the document; Russian where the language is not English. Raises KeyError."""
    return LABELS[code][1 if language == "en" else 0].format(**parameters)
