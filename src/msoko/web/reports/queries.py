"""Reports as pages show them: titles, words of what was asked, reports of one order together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from msoko.methodology.subjects import subject_title
from msoko.reports.catalogue import CATALOGUE
from msoko.reports.russian import grade_words
from msoko.vocabulary import Audience, Period, PeriodKind, Purpose
from msoko.web.analytics.numbers import current
from msoko.web.jobs.models import Job
from msoko.web.reports.models import ReportFile
from msoko.web.reports.permissions import visible_reports
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from msoko.web.accounts.models import User

AUDIENCES = {
    Audience.DEPARTMENT: _("the education department"),
    Audience.ORGANISATION: _("the organisation"),
    Audience.PUBLIC: _("everybody (publication)"),
}
PURPOSES = {
    Purpose.MANAGEMENT: _("management"), Purpose.PUBLICATION: _("publication"),
    Purpose.SELF_EXAMINATION: _("self-examination"), Purpose.INTERNAL_ASSESSMENT: _("internal assessment"),
    Purpose.INDEPENDENT_ASSESSMENT: _("independent assessment of conditions"), Purpose.SUPPORT: _("help to a school"),
    Purpose.STAFF_APPRAISAL: _("appraisal of staff"), Purpose.HEAD_APPRAISAL: _("appraisal of heads"),
}  # fmt: skip
ABOUT = {
    "procedure-note": _("Results of one procedure in one subject and grade: schools, marks, tasks, what to look at."),
    "organisation-passport": _("All indicators of one organisation against norms, with the years before."),
    "municipal-summary": _("The quality of education in the municipality: all blocks, organisations, changes."),
    "self-examination-table": _("The table of order No. 1324 as the organisation puts it on its site."),
}
_STATE_TAGS = {"ordered": "info", "ready": "done", "failed": "breach"}


def kind_title(kind: str) -> str:
    """The name of a report in the reader's language."""
    if kind not in CATALOGUE:
        return kind
    russian, english = CATALOGUE[kind].title
    return english if get_language() == "en" else russian


@dataclass(frozen=True)
class Order:
    """Files of one order: `first` says what was asked."""

    first: ReportFile
    files: tuple[ReportFile, ...]

    @property
    def title(self) -> str:
        return kind_title(self.first.kind)

    @property
    def period(self) -> str:
        return Period.parse(self.first.period).title

    @property
    def about(self) -> str:
        """Place, and for a note the subject and grade."""
        return ", ".join(part for part in (self.first.place.name, sitting_words(self.first.parameters)) if part)

    @property
    def audience(self) -> object:
        return AUDIENCES[Audience(self.first.audience)]

    @property
    def purpose(self) -> object:
        return PURPOSES[Purpose(self.first.purpose)]

    @property
    def state(self) -> tuple[str, str]:
        """Look and word: the least advanced of the files."""
        order = ("failed", "ordered", "ready")
        worst = min((one.state for one in self.files), key=order.index)
        return _STATE_TAGS[worst], str(ReportFile.State(worst).label)

    @property
    def is_over(self) -> bool:
        return all(one.state != ReportFile.State.ORDERED for one in self.files)


def state_of(file: ReportFile) -> str:
    """As it is now: a file whose work has stopped for good is not being written."""
    has_stopped = file.job is not None and file.job.state == Job.State.FAILED
    return ReportFile.State.FAILED if has_stopped and file.state != ReportFile.State.READY else file.state


def sitting_words(parameters: dict[str, str]) -> str:
    """«Математика, 5 класс»."""
    if not parameters.get("subject"):
        return ""
    title = subject_title(workplace().methodology, parameters["subject"], parameters.get("procedure", ""))
    return f"{title}, {grade_words(parameters.get('grade', ''))}"


def orders(files: Iterable[ReportFile]) -> list[Order]:
    """In the order of the files."""
    found: dict[UUID, list[ReportFile]] = {}
    for one in files:
        found.setdefault(one.order, []).append(one)
    for one in (row for rows in found.values() for row in rows):
        one.state = state_of(one)
    return [Order(rows[0], tuple(rows)) for rows in found.values()]


def order_of(user: User | AnonymousUser, number: UUID) -> Order | None:
    found = orders(visible_reports(user).filter(order=number))
    return found[0] if found else None


def periods() -> list[Period]:
    """School years that have values, the latest first."""
    return list(reversed(current().periods(PeriodKind.SCHOOL_YEAR)))


def procedures() -> dict[str, str]:
    """Procedure types of which a note can be written: code -> title."""
    methodology = workplace().methodology
    known = methodology.procedure_types.items()
    return {code: kind.title for code, kind in known if f"results.{code}_quality" in methodology.indicators}


def subjects() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a form: by procedure, `procedure:subject`."""
    kinds = workplace().methodology.procedure_types
    return [
        (title, [(f"{code}:{subject}", name) for subject, name in kinds[code].subjects.items()])
        for code, title in procedures().items()
    ]
