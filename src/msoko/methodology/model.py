"""A methodology pack as Python objects. One class a TOML table; loading.py fills them, checks.py judges them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from msoko.methodology.definition import Definition
from msoko.methodology.finding_rules import FindingRule
from msoko.vocabulary import Checked, Direction, Level, PeriodKind, Purpose, Uncertainty, Unit


@dataclass(frozen=True, kw_only=True)
class Criterion(Definition):
    """A node of the tree of criteria.

    block: conditions | activity | results | systems; element: conditions | processes | results;
    objects: system | organisation | programme | achievement | staff (§2.3.1 of the model order).
    """

    parent: str = ""
    block: str = ""
    element: str = ""
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactCheck:
    """A check between lines of a form: a formula over facts that must be true for one object."""

    rule: str
    message: str
    severity: str = "warning"


@dataclass(frozen=True, kw_only=True)
class Fact(Definition):
    unit: Unit
    about: str = "organisation"  # organisation | municipality | region | programme | post
    reported_by: str = "organisation"
    period: PeriodKind = PeriodKind.SCHOOL_YEAR
    grain: tuple[str, ...] = ()  # slice columns it is reported by
    stock_or_flow: str = "stock"
    over_objects: str = "sum"  # sum | mean | weighted_mean | none
    over_time: str = "last"  # last | sum | mean | none
    weight: str = ""  # fact that weights a received mean
    sum_from: str = "parts"  # which rows are summed where total and parts both arrive: parts | total
    applies_when: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole: bool = False
    form: str = ""  # statistics form or appendix it belongs to
    line: str = ""  # its line there: "1.5"
    aliases: tuple[str, ...] = ()  # names under which it is received
    procedure_type: str = ""  # it reports results of such procedures: what is banned for them is banned for it
    checks: tuple[FactCheck, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Source:
    """A name for rows of a table. `keyed_by` makes the values of a column readable as fields: answers.q2."""

    name: str
    table: str  # outcomes | items | answers | ratings | observations
    where: str = ""
    keyed_by: str = ""  # e.g. question, criterion, requirement
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice that an act leaves open. The calculation records and prints it."""

    name: str
    title: str
    choices: tuple[str, ...]
    default: str
    words: Mapping[str, str] = field(default_factory=dict)  # choice -> how it is said in a protocol
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Norm:
    """What is required. Exactly one of the bounds, or both for a range."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""
    slices: Mapping[str, str] = field(default_factory=dict)  # only for these slices, e.g. {"grade": "5"}
    applies_when: str = ""


@dataclass(frozen=True, kw_only=True)
class Example:
    """Facts given, value expected.

    given: one entry an organisation; "no value" and "not applicable" are allowed.

    rows: rows of source tables, {"outcomes": [{"organisation": 1, "mark": 4, "subject": "MA"}, …]}.
    expect: a number or "no value" (municipality), or
    {"organisation": [...], "municipality": x, "coverage": y, "n": z, "low": …, "high": …}.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Any] = field(default_factory=dict)
    organisations: tuple[Mapping[str, Any], ...] = ()  # registry attributes, one entry an organisation
    options: Mapping[str, str] = field(default_factory=dict)
    period: str = ""
    expect: Any = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator(Definition):
    criterion: str
    unit: Unit
    formula: str
    better: Direction = Direction.HIGHER
    period: PeriodKind = PeriodKind.SCHOOL_YEAR
    applies_when: str = ""
    levels: tuple[Level, ...] = (Level.ORGANISATION, Level.MUNICIPALITY)
    uncertainty: Uncertainty = Uncertainty.NONE
    minimum_coverage: float = 0.0
    slices: tuple[tuple[str, ...], ...] = ()  # each entry is one breakdown: ("subject", "grade")
    total: bool = True  # False: only the breakdowns mean anything (marks over all subjects do not)
    purposes: tuple[Purpose, ...] = ()
    digits: int = 1  # shown after the decimal comma
    norms: tuple[Norm, ...] = ()
    examples: tuple[Example, ...] = ()
    comparable_from: tuple[tuple[str, str], ...] = ()  # (period code, reason): a break mark stands before this period


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Primary score -> mark for one year, grade, subject and variant.

    bounds: lowest score of each mark, e.g. {3: 8, 4: 14, 5: 19}.
    """

    procedure_type: str
    subject: str
    grade: str = "all"
    variant: str = "all"
    valid_from: str  # period code
    valid_to: str = ""
    maximum: Decimal
    bounds: Mapping[int, Decimal]
    conditions: tuple[str, ...] = ()  # extra requirements in words: "не менее 2 баллов по геометрии"
    legal_basis: str = ""
    checked: Checked = Checked.NOT_YET
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A dated parameter that a formula reads by weight("name"), per subject if needed (minimum scores of the ЕГЭ)."""

    name: str
    title: str
    value: Decimal
    slices: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""
    checked: Checked = Checked.NOT_YET
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Requirement(Definition):
    """One thing seen or not on a visit, stand or site. checklist groups them."""

    checklist: str


@dataclass(frozen=True, kw_only=True)
class Question(Definition):
    questionnaire: str
    type: str = "yes_no"  # yes_no | filter | choice | scale | number | text
    choices: tuple[str, ...] = ()
    ask_when: str = ""  # "q1 == 'yes'"


@dataclass(frozen=True, kw_only=True)
class ProcedureType(Definition):
    """vpr, oge, ege …: what it is and what may not be done with it."""

    banned_purposes: tuple[Purpose, ...] = ()
    ban_reason: str = ""  # the law, in words shown to the person refused
    subjects: Mapping[str, str] = field(default_factory=dict)  # code -> Russian title
    subject_aliases: Mapping[str, str] = field(default_factory=dict)  # title as received -> code


@dataclass(frozen=True, kw_only=True)
class ClusterRule(Definition):
    """A group of comparable organisations by a rule: the first rule of a set that is true takes the organisation in.

    rule reads registry attributes, value("indicator") and weight("threshold").
    """

    set: str  # rules of one set part the organisations between them
    rule: str


@dataclass(frozen=True, kw_only=True)
class ContextVariable(Definition):
    """A trait of the context by which comparable organisations are looked for, never one of results."""

    indicator: str
    weight: Decimal = Decimal(1)
    scale: str = "linear"  # linear | log: sizes differ by times, not by pupils
    applies_when: str = ""


@dataclass(frozen=True, kw_only=True)
class Pack:
    code: str
    title: str
    version: str
    approved_by: str = ""  # order that approved it
    valid_from: date | None = None
    valid_to: date | None = None
    requires: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    options: tuple[Option, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    scales: tuple[Scale, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    questions: tuple[Question, ...] = ()
    procedure_types: tuple[ProcedureType, ...] = ()
    cluster_rules: tuple[ClusterRule, ...] = ()
    context_variables: tuple[ContextVariable, ...] = ()
    finding_rules: tuple[FindingRule, ...] = ()


@dataclass(frozen=True)
class Methodology:
    """Several packs read together: one namespace of codes. Look-ups raise KeyError."""

    packs: tuple[Pack, ...]

    def __post_init__(self) -> None:
        def index(kind: str, key: str = "code") -> dict[str, Any]:
            return {getattr(d, key): d for pack in self.packs for d in getattr(pack, kind)}

        object.__setattr__(self, "criteria", index("criteria"))
        object.__setattr__(self, "facts", index("facts"))
        object.__setattr__(self, "sources", index("sources", "name"))
        object.__setattr__(self, "options", index("options", "name"))
        object.__setattr__(self, "indicators", index("indicators"))
        object.__setattr__(self, "requirements", index("requirements"))
        object.__setattr__(self, "questions", index("questions"))
        object.__setattr__(self, "procedure_types", index("procedure_types"))
        object.__setattr__(self, "finding_rules", index("finding_rules"))
        object.__setattr__(self, "cluster_rules", index("cluster_rules"))
        object.__setattr__(self, "context_variables", index("context_variables"))

    criteria: dict[str, Criterion] = field(init=False, repr=False, compare=False)
    facts: dict[str, Fact] = field(init=False, repr=False, compare=False)
    sources: dict[str, Source] = field(init=False, repr=False, compare=False)
    options: dict[str, Option] = field(init=False, repr=False, compare=False)
    indicators: dict[str, Indicator] = field(init=False, repr=False, compare=False)
    requirements: dict[str, Requirement] = field(init=False, repr=False, compare=False)
    questions: dict[str, Question] = field(init=False, repr=False, compare=False)
    procedure_types: dict[str, ProcedureType] = field(init=False, repr=False, compare=False)
    finding_rules: dict[str, FindingRule] = field(init=False, repr=False, compare=False)
    cluster_rules: dict[str, ClusterRule] = field(init=False, repr=False, compare=False)
    context_variables: dict[str, ContextVariable] = field(init=False, repr=False, compare=False)

    @property
    def scales(self) -> tuple[Scale, ...]:
        return tuple(scale for pack in self.packs for scale in pack.scales)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        return tuple(threshold for pack in self.packs for threshold in pack.thresholds)
