"""What kinds of files are kept, who may open them, for how long. A municipality changes the terms in this one table."""

from __future__ import annotations

from dataclasses import dataclass

from msoko.vocabulary import Audience


@dataclass(frozen=True)
class Kind:
    """access: the audiences that may open the file; a narrower right (own organisation only) is asked for elsewhere.

    keep_days: None = for good. What a fixed calculation cites is kept whatever the term says.
    """

    code: str
    title: str
    title_en: str
    access: tuple[Audience, ...]
    keep_days: int | None
    why: str


_DEPARTMENT = (Audience.DEPARTMENT,)
_OWN = (Audience.DEPARTMENT, Audience.ORGANISATION)

# The terms are this product's defaults; no act sets them. Those of a municipality follow its own list of documents.
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "received_original",
            "полученный файл (без столбцов с персональными данными)",
            "received file (without columns of personal data)",
            _DEPARTMENT,
            5 * 366,
            "к нему ведёт доказательство каждого числа",
        ),
        Kind(
            "marked_copy",
            "копия с отмеченными ошибками",
            "copy with problems marked",
            _OWN,
            30,
            "нужна до присылки исправленного файла",
        ),
        Kind("attachment", "приложение", "attachment", _OWN, 5 * 366, "подтверждает сведения организации"),
        Kind("document", "документ", "document", _OWN, None, "распорядительные документы и решения"),
        Kind("report", "отчёт", "report", _OWN, None, "отчёт за подписью должен открываться и через годы"),
    )
}
