"""Where each kind of definition is written in a pack folder, under which key, and which words its columns allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msoko.methodology.finding_rules import FindingRule
from msoko.methodology.model import (
    ClusterRule,
    ContextVariable,
    Criterion,
    Fact,
    FactCheck,
    Indicator,
    Option,
    ProcedureType,
    Question,
    Requirement,
    Scale,
    Source,
    Threshold,
)
from msoko.vocabulary import SLICES, Severity


@dataclass(frozen=True)
class Kind:
    """One kind of definition. key = "" means that a file is one definition (indicators)."""

    field: str  # of Pack
    key: str  # the [[table]] in TOML
    shape: type[Any]
    files: str  # a pattern inside the pack folder
    name: str  # the attribute that identifies a definition
    title: str  # Russian, for messages and sheet names


PACK_FILE = "pack.toml"

KINDS: tuple[Kind, ...] = (
    Kind("criteria", "criterion", Criterion, "criteria.toml", "code", "критерии"),
    Kind("facts", "fact", Fact, "facts/*.toml", "code", "факты"),
    Kind("sources", "source", Source, PACK_FILE, "name", "источники"),
    Kind("options", "option", Option, PACK_FILE, "name", "параметры выбора"),
    Kind("indicators", "", Indicator, "indicators/*.toml", "code", "показатели"),
    Kind("scales", "scale", Scale, "scales/*.toml", "", "шкалы"),
    Kind("thresholds", "threshold", Threshold, "thresholds.toml", "", "пороги"),
    Kind("requirements", "requirement", Requirement, "requirements.toml", "code", "требования"),
    Kind("questions", "question", Question, "questionnaires/*.toml", "code", "вопросы анкет"),
    Kind("cluster_rules", "cluster", ClusterRule, "clusters.toml", "code", "правила кластеров"),
    Kind("context_variables", "variable", ContextVariable, "comparable.toml", "code", "признаки сопоставимости"),
    Kind("finding_rules", "", FindingRule, "findings/*.toml", "code", "правила находок"),
    Kind("procedure_types", "procedure_type", ProcedureType, PACK_FILE, "code", "виды процедур"),
)

# TOML says [[norm]] and [[fact.check]] in the singular: one table is one norm.
ALIASES: dict[str, str] = {"norm": "norms", "check": "checks"}

# Roles that a finding may be suggested to, as web/accounts/roles.py has them.
ADDRESSEES = ("department_head", "department_specialist", "methodist", "organisation_head", "deputy")

# Closed lists of words that are not enumerations of the vocabulary.
WORDS: dict[tuple[type[Any], str], tuple[str, ...]] = {
    (Criterion, "block"): ("", "conditions", "activity", "results", "systems"),
    (Criterion, "element"): ("", "conditions", "processes", "results"),
    (Criterion, "objects"): ("system", "organisation", "programme", "achievement", "staff"),
    (Fact, "about"): ("organisation", "municipality", "region", "programme", "post"),
    (Fact, "grain"): SLICES,
    (Fact, "stock_or_flow"): ("stock", "flow"),
    (Fact, "over_objects"): ("sum", "mean", "weighted_mean", "none"),
    (Fact, "over_time"): ("last", "sum", "mean", "none"),
    (Fact, "sum_from"): ("parts", "total"),
    (FactCheck, "severity"): tuple(Severity),
    (Source, "table"): ("outcomes", "items", "answers", "ratings", "observations"),
    (Question, "type"): ("yes_no", "filter", "choice", "scale", "number", "text"),
    (Indicator, "slices"): SLICES,
    (FindingRule, "kind"): ("norm", "change", "trend", "outlier", "gap", "missing", "sign"),
    (FindingRule, "toward"): ("worse", "better", "either"),
    (FindingRule, "between"): ("", "settlement", *SLICES),
    (FindingRule, "gravity"): ("for_information", "notable", "serious"),
    (FindingRule, "addressee"): ADDRESSEES,
    (ContextVariable, "scale"): ("linear", "log"),
}
