"""What `msoko support` says: code → (Russian, English)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "support-work": (
        "«{found}» — не работа; нужно вид:предмет:класс, например ege:01:11.",
        "“{found}” is no work; write type:subject:grade, as ege:01:11.",
    ),
    "support-later": (
        "«{found}» пишут не раньше, чем предсказываемую работу: класс должен быть младше.",
        "“{found}” is not written before the work: its grade must be lower.",
    ),
    "support-tried": (
        "Проверено на годах: {years}. Каждый предсказан только по годам до него.",
        "Tried on the years {years}, each forecast from the years before it.",
    ),
    "support-precision": (
        "Из названных заранее затруднения были у {model}; простое правило «была двойка» — {naive}.",
        "Of those named beforehand {model} had difficulties; the simple rule of a mark 2: {naive}.",
    ),
    "support-recall": (
        "Из тех, у кого были затруднения, заранее названы {model}; простое правило — {naive}.",
        "Of those with difficulties {model} had been named; the simple rule: {naive}.",
    ),
    "support-column-forecast": ("Ожидалось, %", "Forecast, %"),
    "support-column-came": ("Сбылось", "Came"),
    "support-column-pupils": ("Учеников", "Pupils"),
    "support-column-school": ("Школа", "School"),
    "support-column-all": ("Учеников", "Pupils"),
    "support-column-listed": ("В списке", "Listed"),
    "support-nobody": ("не назван никто", "nobody named"),
    "support-hidden": ("скрыто", "hidden"),
}
