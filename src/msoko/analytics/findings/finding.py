"""A finding as a person gets it: whose, by which rule, how grave, since when, the comparisons it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from msoko.analytics.findings.comparison import Comparison
from msoko.analytics.findings.wording import TEXTS
from msoko.methodology.finding_rules import FindingRule
from msoko.psychometrics import remarks
from msoko.vocabulary import Period

SHARED_GOES_TO = "department_specialist"


class Gravity(StrEnum):
    """How grave, the gravest first: from the rule, and from the size that the error still leaves (`serious_from`)."""

    SERIOUS = "serious"
    NOTABLE = "notable"
    FOR_INFORMATION = "for_information"


class Life(StrEnum):
    """Against the period before. GONE is told only where the same was looked at again."""

    NEW = "new"
    WORSE = "worse"  # there before, and graver, or larger than its interval was then
    CONTINUES = "continues"
    GONE = "gone"


@dataclass(frozen=True)
class Member:
    """One comparison that counts, with its life: the identity is the rule, the object, the indicator and the slice."""

    comparison: Comparison
    gravity: Gravity
    life: Life
    since: Period

    @property
    def object_id(self) -> str:
        return self.comparison.object_id


@dataclass(frozen=True)
class Finding:
    """The comparisons of one rule about one object; about several objects, where most of those looked at share it.

    looked_at: comparisons of the rule about this object (about what is shared): the list is read against it.
    everybody: objects that were looked at in them.
    """

    rule: FindingRule
    level: str
    object_id: str  # "" = shared by the objects of its members
    period: Period
    members: tuple[Member, ...]
    looked_at: int
    everybody: int

    @property
    def gravity(self) -> Gravity:
        return min((member.gravity for member in self.members), key=list(Gravity).index)

    @property
    def life(self) -> Life:
        """The liveliest of its members: something new in an old finding makes it worse, not new."""
        lives = {member.life for member in self.members}
        if lives == {Life.NEW} or len(lives) == 1:
            return lives.pop()
        return Life.WORSE if lives & {Life.NEW, Life.WORSE} else Life.CONTINUES

    @property
    def since(self) -> Period:
        return min(member.since for member in self.members)

    @property
    def objects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(member.object_id for member in self.members))

    @property
    def addressee(self) -> str:
        """What most organisations share is not for the head of any of them."""
        return self.rule.addressee if self.object_id else SHARED_GOES_TO

    @property
    def identity(self) -> tuple[str, str]:
        """The same from year to year: the rule and whose it is."""
        return self.rule.code, self.object_id


class Remark(remarks.Remark):
    """A code of findings/wording with its parameters."""

    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS


class Refused(remarks.Refused):
    """A rule has nothing that it could compare."""

    words: ClassVar[type[remarks.Remark]] = Remark


@dataclass(frozen=True)
class Run:
    """What became of one rule: how much it looked at, how much of it counts; or why it could not run."""

    rule: FindingRule
    period: Period | None
    looked_at: int
    counted: int
    refusal: remarks.Refused | None = None
