"""The reports there are: a file each, a line in CATALOGUE. Their inputs are collected in reports/sources.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msoko.reports.catalogue import (
    municipal_summary,
    organisation_passport,
    procedure_note,
    self_examination_table,
)
from msoko.reports.document import Document


@dataclass(frozen=True)
class Report:
    """title: Russian, English. build: inputs → Document; what its inputs are is said in its own file.

    about: organisation | municipality. needs: parameters of sources.inputs_for without which it cannot be made.
    """

    title: tuple[str, str]
    build: Callable[[Any], Document]
    about: str
    needs: tuple[str, ...] = ()


CATALOGUE: dict[str, Report] = {
    "procedure-note": Report(
        ("Аналитическая справка по процедуре", "Analytic note on a procedure"),
        procedure_note.build,
        "municipality",
        ("subject", "grade"),
    ),
    "organisation-passport": Report(
        ("Паспорт организации", "Passport of an organisation"),
        organisation_passport.build,
        "organisation",
        ("object_id",),
    ),
    "municipal-summary": Report(
        ("Сводный отчёт о качестве образования", "Municipal summary"),
        municipal_summary.build,
        "municipality",
    ),
    "self-examination-table": Report(
        ("Показатели самообследования (приказ № 1324)", "Self-examination indicators (order 1324)"),
        self_examination_table.build,
        "organisation",
        ("object_id",),
    ),
}
