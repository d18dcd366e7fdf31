"""The talk with a school about signs in its results, as records that are only ever added to; who may do what, and when.

A case is opened by signs, the school is asked and answers, somebody independent looks again, the case ends with an
outcome. Who holds which right is the web's matter; here is the order of steps. What outcomes teach is in calibration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import pyarrow as pa

from msoko.analytics.remarks import Refused
from msoko.analytics.wording.dialogue import STEPS


class Side(StrEnum):
    OFFICE = "office"  # the education department
    SCHOOL = "school"
    CHECKER = "checker"  # whoever looks again: of neither


class Step(StrEnum):
    """What happened; the last three are outcomes and end a case."""

    OPENED = "opened"
    ASKED = "asked"
    REPLIED = "replied"
    NOT_REPLIED = "not_replied"  # the time for an answer is over
    CHECK_ORDERED = "check_ordered"
    CHECKED = "checked"
    CONFIRMED = "confirmed"  # the results are not the pupils' own
    INNOCENT = "innocent"  # they are, and the sign has another explanation
    NOT_CHECKED = "not_checked"  # ended without a second look: says nothing of the sign

    def say(self, language: str = "ru") -> str:
        return STEPS[self.value][0 if language == "ru" else 1]


@dataclass(frozen=True)
class Rule:
    """whose: the side that takes the step. after: the steps it may follow; none = it begins a case."""

    whose: Side
    after: tuple[Step, ...]


RULES: dict[Step, Rule] = {
    Step.OPENED: Rule(Side.OFFICE, ()),
    Step.ASKED: Rule(Side.OFFICE, (Step.OPENED, Step.REPLIED)),
    Step.REPLIED: Rule(Side.SCHOOL, (Step.ASKED, Step.NOT_REPLIED)),
    Step.NOT_REPLIED: Rule(Side.OFFICE, (Step.ASKED,)),
    Step.CHECK_ORDERED: Rule(Side.OFFICE, (Step.REPLIED, Step.NOT_REPLIED)),
    Step.CHECKED: Rule(Side.CHECKER, (Step.CHECK_ORDERED,)),
    Step.CONFIRMED: Rule(Side.OFFICE, (Step.CHECKED,)),
    Step.INNOCENT: Rule(Side.OFFICE, (Step.CHECKED,)),
    Step.NOT_CHECKED: Rule(Side.OFFICE, (Step.OPENED, Step.REPLIED, Step.NOT_REPLIED, Step.CHECK_ORDERED)),
}
OUTCOMES = (Step.CONFIRMED, Step.INNOCENT, Step.NOT_CHECKED)

SCHEMA = pa.schema(
    [
        ("case", pa.string()),
        ("number", pa.int32()),  # 1, 2, … within the case
        ("step", pa.string()),  # Step
        ("at", pa.timestamp("us", tz="UTC")),
        ("by", pa.string()),  # opaque id of a person, as in the ledger
        ("words", pa.string()),
        ("organisation", pa.string()),  # these four with the first record only
        ("class", pa.string()),  # "" = all classes
        ("procedure", pa.string()),
        ("signs", pa.list_(pa.string())),  # codes of the signs that the case was opened for
    ]
)


@dataclass(frozen=True)
class Record:
    """One step: when (with a time zone), by whom (an opaque id), in what words."""

    step: Step
    at: datetime
    by: str
    words: str


@dataclass(frozen=True)
class Case:
    """signs: codes of the signs it was opened for. records: in order, the first opens it; never changed, only added."""

    id: str
    organisation: str
    class_name: str
    procedure: str
    signs: tuple[str, ...]
    records: tuple[Record, ...] = ()

    @property
    def step(self) -> Step | None:
        return self.records[-1].step if self.records else None

    @property
    def outcome(self) -> Step | None:
        return self.step if self.step in OUTCOMES else None

    @property
    def open_to(self) -> tuple[Step, ...]:
        """The steps that may come next."""
        return tuple(step for step in Step if _may_follow(step, self.step))

    def then(self, step: Step, at: datetime, by: str, words: str) -> Case:
        """The case with one record more. Raises Refused: not in this order, no words, no time zone, earlier than the
        record before, a second look by somebody who already took part.
        """
        if not _may_follow(step, self.step):
            now = self.step.say() if self.step else "—"
            allowed = ", ".join(f"«{one.say()}»" for one in self.open_to) or "—"
            raise Refused("dialogue-order", case=self.id, step=step.say(), now=now, allowed=allowed)
        if step is Step.OPENED and not self.signs:
            raise Refused("dialogue-no-signs", case=self.id)
        if not words.strip() or not by.strip():
            raise Refused("dialogue-empty", case=self.id, step=step.say())
        if at.tzinfo is None or (self.records and at < self.records[-1].at):
            raise Refused("dialogue-time", case=self.id, step=step.say())
        if step is Step.CHECKED and by in {record.by for record in self.records}:
            raise Refused("dialogue-not-independent", case=self.id)
        return replace(self, records=(*self.records, Record(step, at.astimezone(UTC), by, words)))


def _may_follow(step: Step, last: Step | None) -> bool:
    return last in RULES[step].after if last else not RULES[step].after


def table(cases: Iterable[Case]) -> pa.Table:
    """Every record as a row of SCHEMA, case after case."""
    rows = [
        {
            "case": case.id, "number": number, "step": record.step.value, "at": record.at, "by": record.by,
            "words": record.words,
            **({"organisation": case.organisation, "class": case.class_name, "procedure": case.procedure,
                "signs": list(case.signs)} if number == 1 else {}),
        }
        for case in cases for number, record in enumerate(case.records, start=1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, SCHEMA)


def read(records: pa.Table) -> tuple[Case, ...]:
    """The cases of a table of SCHEMA, whatever the order of its rows. Raises Refused where a case is not possible:
    a record missing or twice, a step out of order.
    """
    own: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in records.to_pylist():
        own[str(row["case"])].append(row)
    return tuple(_case(name, rows) for name, rows in own.items())


def _case(name: str, rows: Sequence[dict[str, object]]) -> Case:
    ordered = sorted(rows, key=lambda row: int(str(row["number"])))
    if [row["number"] for row in ordered] != list(range(1, len(ordered) + 1)):
        raise Refused("dialogue-records", case=name)
    first = ordered[0]
    signs = first["signs"] or []
    assert isinstance(signs, list)
    case = Case(name, str(first["organisation"]), str(first["class"]), str(first["procedure"]), tuple(signs))
    for row in ordered:
        at = row["at"]
        assert isinstance(at, datetime)
        case = case.then(Step(str(row["step"])), at, str(row["by"]), str(row["words"]))
    return case
