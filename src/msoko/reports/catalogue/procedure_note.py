"""The analytic note on one procedure: a subject and grade in a year, for the department and the methodical centre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from msoko.charts.numbers import format_number
from msoko.methodology.subjects import subject_title
from msoko.reports import russian
from msoko.reports.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Row,
    Runs,
    Signature,
    Table,
)
from msoko.reports.issue import Issue, interval_cell
from msoko.reports.parts.dynamics import over_years
from msoko.reports.parts.ordering import natural
from msoko.reports.parts.organisations import SMALL, organisations_apart
from msoko.reports.parts.scores import peaks_by_organisation, score_blocks
from msoko.reports.parts.tasks import TaskResult, hard_tasks, task_blocks
from msoko.reports.russian import Case, counted, joined, period_words, verb
from msoko.reports.values import Slices, Value, Values, slices
from msoko.reports.wording import (
    Standing,
    by_subject,
    coverage_words,
    missing_words,
    standing,
    with_interval,
)
from msoko.vocabulary import Level, Period, Unit


@dataclass(frozen=True, kw_only=True)
class ProcedureNote:
    """values: the indicators of the procedure, all periods. marks: mark → participants; scores_by_school: organisation
    id → primary score → participants.

    bounds: mark → lowest primary score. missing: ids of organisations that should have taken part and sent nothing.
    groups: organisation id → title of its group of comparable ones.
    """

    issue: Issue
    period: Period
    municipality: str
    subject: str
    grade: str
    procedure: str = "vpr"
    region: str = ""
    values: Values
    scores_by_school: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    marks: Mapping[int, int] = field(default_factory=dict)
    bounds: Mapping[int, Decimal] = field(default_factory=dict)
    maximum: Decimal = Decimal(0)
    tasks: tuple[TaskResult, ...] = ()
    missing: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def scores(self) -> dict[int, int]:
        total: dict[int, int] = {}
        for counts in self.scores_by_school.values():
            for score, count in counts.items():
                total[score] = total.get(score, 0) + count
        return total

    @property
    def slices(self) -> Slices:
        """The breakdown of this sitting: the ОГЭ has no column of grades, the ЕГЭ no marks."""
        known = self.issue.methodology.indicators
        main = [known[code] for code in map(self.code, ("quality", "mean_score")) if code in known][:1]
        columns = {column for one in main for breakdown in one.slices for column in breakdown}
        asked = {"subject": self.subject, "grade": self.grade}
        return slices(**{name: value for name, value in asked.items() if name in columns})

    @property
    def short(self) -> str:
        """«ВПР»: the abbreviation in the brackets of the procedure's title."""
        title = self.issue.methodology.procedure_types[self.procedure].title
        return title.rpartition("(")[2].rstrip(")")

    @property
    def participants(self) -> tuple[Value, int] | None:
        """How many people the results rest on, and the value that proves it."""
        counted = self.whole("participants")
        if counted is not None and counted.is_known and counted.value is not None:
            return counted, int(counted.value)
        quality = self.whole("quality")
        return None if quality is None or quality.n is None or not quality.is_known else (quality, quality.n)

    def code(self, name: str) -> str:
        return f"results.{self.procedure}_{name}"

    def get(self, name: str, level: Level, object_id: str) -> Value | None:
        return self.values.get(self.code(name), level, object_id, self.period.code, self.slices)

    def whole(self, name: str) -> Value | None:
        return self.get(name, Level.MUNICIPALITY, self.municipality)

    def of_region(self, name: str) -> Value | None:
        return self.get(name, Level.REGION, self.region)

    def schools(self, name: str) -> list[Value]:
        """Every school with a row, in the order of their names: this is not a ranking."""
        rows = self.values.of(self.code(name), Level.ORGANISATION, self.period.code, self.slices)
        return sorted(rows, key=lambda value: natural(self.name(value.object_id)))

    def name(self, object_id: str) -> str:
        return self.issue.name(object_id, self.period)

    @property
    def subject_title(self) -> str:
        return subject_title(self.issue.methodology, self.subject, self.procedure)


def build(inputs: ProcedureNote) -> Document:
    issue = inputs.issue
    title = issue.label("note-title", procedure=inputs.short, subject=inputs.subject_title.lower(), grade=inputs.grade)
    subtitle = f"{inputs.name(inputs.municipality)}, {issue.period(inputs.period)}"
    parts = (_participants, _marks, _schools, _scores, _tasks, _journal, _dynamics, _conclusions, _appendix, _limits)
    blocks = [block for part in parts for block in part(inputs)]
    return issue.document(title, subtitle, (*blocks, Signature(issue.post)))


def _participants(inputs: ProcedureNote) -> Iterator[Block]:
    issue, found = inputs.issue, inputs.participants
    yield Heading(issue.label("participants"))
    if found is None:
        yield Paragraph((issue.label("nobody"),))
        return
    total, count = found
    people = russian.form(count, russian.PARTICIPANT)
    grade = russian.grade_words(inputs.grade, Case.PREPOSITIONAL)
    yield Paragraph((
        f"{verb(count, 'Отметку получил', 'Отметки получили')} ",
        issue.derived(format_number(count, 0), total, count),
        f"\u00a0{people} {inputs.short} {by_subject(inputs.subject_title)} в\u00a0{grade} "
        f"в\u00a0{period_words(inputs.period, Case.PREPOSITIONAL)}. ",
        coverage_words(total.known or 0, total.expected or 0, russian.SCHOOL),
    ))  # fmt: skip
    if inputs.missing:
        yield Note((missing_words(sorted(map(inputs.name, inputs.missing), key=natural)),), "attention")


def _marks(inputs: ProcedureNote) -> Iterator[Block]:
    issue, quality, failed = inputs.issue, inputs.whole("quality"), inputs.whole("mark_2_share")
    if quality is None or not quality.is_known:
        return
    yield Heading(issue.label("marks"))
    runs: Runs = ("Отметки «4» и «5» получили ", *with_interval(issue.figure(quality), quality, 1, Unit.PERCENT))
    if failed is not None and failed.is_known:
        runs = (*runs, " участников, отметку «2» — ", *with_interval(issue.figure(failed), failed, 1, Unit.PERCENT))
    yield Paragraph((*runs, "."))
    total = sum(inputs.marks.values())
    if total:
        source = inputs.participants[0] if inputs.participants else quality
        rows = [
            Row((f"«{mark}»", issue.derived(format_number(count, 0), source, count), share(count, total)))
            for mark, count in sorted(inputs.marks.items())
        ]
        whole = issue.derived(format_number(total, 0), source, total)
        rows.append(Row((issue.label("total"), whole, share(total, total)), "total"))
        people, part = Column(issue.label("people"), align="right"), Column(issue.label("share"), "%", "right")
        columns = (Column(issue.label("mark")), people, part)
        yield Table(issue.label("marks"), columns, tuple(rows), sheet=issue.label("marks"))


def _schools(inputs: ProcedureNote) -> Iterator[Block]:
    issue, whole = inputs.issue, inputs.whole("quality")
    schools = [value for value in inputs.schools("quality") if value.is_known]
    if whole is not None and whole.value is not None and schools:
        yield Heading(issue.label("quality-by-school"))
        yield from organisations_apart(issue, schools, whole, inputs.of_region("quality"), inputs.groups)


def _scores(inputs: ProcedureNote) -> Iterator[Block]:
    if inputs.scores and inputs.participants:
        source = inputs.participants[0]
        yield Heading(inputs.issue.label("scores"))
        yield from score_blocks(inputs.issue, inputs.scores, inputs.bounds, int(inputs.maximum), source)
        yield from peaks_by_organisation(inputs.issue, inputs.scores_by_school, inputs.bounds, inputs.period)


def _tasks(inputs: ProcedureNote) -> Iterator[Block]:
    whole = inputs.whole("task_fulfilment")
    if inputs.tasks and whole is not None:
        yield Heading(inputs.issue.label("tasks"))
        yield from task_blocks(inputs.issue, inputs.tasks, inputs.period, whole)


def _journal(inputs: ProcedureNote) -> Iterator[Block]:
    issue = inputs.issue
    equal, lower, higher = (inputs.whole(f"journal_{name}") for name in ("equal", "lower", "higher"))
    if equal is None or not equal.is_known:
        return
    yield Heading(issue.label("journal"))
    yield Paragraph((
        "Отметку по журналу подтвердили ", *with_interval(issue.figure(equal), equal, 1, Unit.PERCENT),
        " участников, понизили ", issue.figure(lower), ", повысили ", issue.figure(higher), ". ",
        "Расхождение — повод для разговора о системе оценивания, а не вывод о ней.",
    ))  # fmt: skip


def _dynamics(inputs: ProcedureNote) -> Iterator[Block]:
    issue = inputs.issue
    series = inputs.values.series(inputs.code("quality"), Level.MUNICIPALITY, inputs.municipality, inputs.slices)
    region = inputs.values.series(inputs.code("quality"), Level.REGION, inputs.region, inputs.slices)
    if len([value for value in series if value.is_known]) > 1:
        yield Heading(issue.label("dynamics"))
        yield from over_years(issue, series, {issue.label("region"): region} if region else {})


def _conclusions(inputs: ProcedureNote) -> Iterator[Block]:
    issue, quality, region = inputs.issue, inputs.whole("quality"), inputs.of_region("quality")
    items: list[Runs] = []
    if quality and region and region.value is not None and (stands := standing(quality, region.value, 1)):
        words = {Standing.ABOVE: "выше", Standing.BELOW: "ниже"}.get(stands)
        told = f"{words}, чем по региону" if words else "не отличается от регионального уверенно"
        items.append(("Значение по муниципалитету ", issue.figure(quality), f" {told} (", issue.figure(region), ")."))
    hard = hard_tasks(issue, inputs.tasks, inputs.period)
    if hard:
        numbers = joined([f"№\u00a0{task.task}" for task in hard])
        items.append(
            (f"Труднее остальных оказались задания {numbers}: имеет смысл разобрать их с учителями предмета.",)
        )
    small = [value for value in inputs.schools("quality") if value.is_known and (value.n or 0) < SMALL]
    if small:
        schools = counted(len(small), russian.SCHOOL, Case.PREPOSITIONAL)
        items.append((f"В\u00a0{schools} участников меньше {SMALL}: по одному году об их подготовке судить нельзя.",))
    if inputs.missing:
        missing = counted(len(inputs.missing), russian.SCHOOL, Case.GENITIVE)
        items.append((f"Итоги даны без учёта {missing}: данных нет.",))
    if items:
        yield Heading(issue.label("conclusions"))
        yield Bullets(tuple(items))


def _appendix(inputs: ProcedureNote) -> Iterator[Block]:
    issue, schools = inputs.issue, inputs.schools("quality")
    if not schools:
        return
    columns = (
        Column(issue.label("school"), width=2.6),
        Column(issue.label("people"), align="right", width=1.4),
        Column("«2»", "%", "right", 0.9),
        Column("«3»–«5»", "%", "right", 1.2),
        Column("«4» и «5»", "%", "right", 1.2),
        Column(issue.label("interval"), "%", "right", 1.5),
        Column(issue.label("mean-mark"), align="right", width=1.3),
        Column(issue.label("mismatch"), "%", "right", 1.8),
    )
    rows = [
        Row((inputs.name(value.object_id), *_line(inputs, Level.ORGANISATION, value.object_id))) for value in schools
    ]
    rows += [Row((inputs.name(one), issue.label("no-data"), *[None] * 6)) for one in inputs.missing]
    rows.append(
        Row((inputs.name(inputs.municipality), *_line(inputs, Level.MUNICIPALITY, inputs.municipality)), "total")
    )
    yield Heading(issue.label("appendix"))
    yield Table(
        issue.label("appendix-schools"), columns, tuple(rows), issue.label("order-note"), sheet=issue.label("schools")
    )


def _line(inputs: ProcedureNote, level: Level, object_id: str) -> list[Cell]:
    issue = inputs.issue
    names = ("participants", "mark_2_share", "pass_rate", "quality", "mean_mark", "journal_mismatch")
    found = {name: inputs.get(name, level, object_id) for name in names}
    cells: list[Cell] = [issue.figure(value, unit=False) for value in found.values()]
    return [*cells[:4], interval_cell(found["quality"], 1), *cells[4:]]


def _limits(inputs: ProcedureNote) -> Iterator[Block]:
    """What the results may not be used for, in the words of the procedure's own definition."""
    kind = inputs.issue.methodology.procedure_types.get(inputs.procedure)
    if kind is not None and kind.ban_reason:
        yield Heading(inputs.issue.label("limits"))
        yield Note((kind.ban_reason,), "attention")


def share(count: int, total: int) -> Figure:
    """Of a hundred, to one decimal; not a value of its own: the proof of the whole opens it."""
    return Figure(format_number(100 * count / total, 1), value=100 * count / total, digits=1)
