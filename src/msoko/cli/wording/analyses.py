"""What `msoko analyse` says: titles and sentences of its sections, code → (Russian, English)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "analyse-seconds": ("({seconds} с)", "({seconds} s)"),
    "analyse-refused": ("Не выполнено: {why}", "Not done: {why}"),
    "analyse-written": ("Таблицы и данные: {path}, разделов {count}.", "Tables and data: {path}, {count} sections."),
    "analyse-title-findings": ("Находки: что требует внимания", "Findings: what needs attention"),
    "analyse-findings": (
        "Просмотрено сравнений: {looked_at}. Находок: {found}, из них серьёзных {serious}, заметных {notable}, "
        "к сведению {for_information}. Прежних, которых больше нет: {gone}.",
        "Comparisons looked at: {looked_at}. Findings: {found}; serious {serious}, notable {notable}, "
        "for information {for_information}. Earlier ones that are gone: {gone}.",
    ),
    "analyse-more": (
        "Показаны не все. Отложено: {told}. Все находки — в --json и --out, об одной организации — с --organisation.",
        "Not all are shown. Put aside: {told}. All findings: --json and --out; those of one: --organisation.",
    ),
    "column-gravity": ("Степень", "Gravity"),
    "column-life": ("С каких пор", "Since"),
    "column-finding": ("Находка", "Finding"),
    "column-addressee": ("Кому", "To whom"),
}
