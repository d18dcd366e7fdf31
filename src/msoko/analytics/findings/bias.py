"""The kind of rules about signs of bias: groups whose works stand out among all, with what was seen in words.

Which signs there are and how they are combined is in analytics/objectivity. A sign asks for an explanation; it is never
told as more than notable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msoko.analytics.dynamics import Observed
from msoko.analytics.evidence import Cell, Evidence
from msoko.analytics.findings.comparison import Comparison, Number
from msoko.analytics.objectivity.combining import Judged, Level
from msoko.analytics.objectivity.examining import Examination, examine
from msoko.analytics.objectivity.works import Group
from msoko.methodology.finding_checks import chosen
from msoko.methodology.finding_rules import FindingRule
from msoko.methodology.model import Indicator
from msoko.vocabulary import Period

_TOLD = 2  # groups told of one work: the organisation and its class that stands out most
_TABLES = ("outcomes", "items", "tasks")


@lru_cache(maxsize=2)
def examined(evidence: Evidence) -> Examination:
    """Every procedure of every period; kept, as several searches of one evidence ask for it. Raises Refused."""
    return examine({name: evidence.table(name) for name in _TABLES}, evidence.methodology)


def signs(rule: FindingRule, evidence: Evidence) -> Iterator[Comparison]:
    """Organisations in a procedure. Size 1: it or a class of it stands out; the packs say how many falsely."""
    whole: dict[Group, Judged] = {}
    classes: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in examined(evidence).judged:
        if one.level is Level.PROCEDURE:
            whole[one.group] = one
        elif one.level is Level.CLASS and one.stands_out:
            classes[one.group.organisation, one.group.procedure].append(one)
    by_type = {one.code.split(".")[-1].split("_")[0]: one for one in chosen(rule, evidence.methodology)}
    places = {code: _places(evidence.cells(one.code)) for code, one in by_type.items()}
    for group, one in whole.items():
        if indicator := by_type.get(group.procedure_type):
            seen = _told_once(one, classes[group.organisation, group.procedure])
            yield _comparison(indicator, group, one, seen, places[group.procedure_type])


def _places(cells: Sequence[Cell]) -> Mapping[tuple[str, Period, str, str], Cell]:
    found = {}
    for cell in cells:
        own = dict(cell.slices)
        found[cell.object_id, cell.period, own.get("subject", ""), own.get("grade", "")] = cell
    return found


def _comparison(
    indicator: Indicator,
    group: Group,
    one: Judged,
    seen: Sequence[Judged],
    places: Mapping[tuple[str, Period, str, str], Cell],
) -> Comparison:
    period = Period.parse(group.period)
    keys = [(group.organisation, period, group.subject, grade) for grade in (group.grade, "")]
    cell = next((places[key] for key in keys if key in places), None)
    slices = cell.slices if cell else (("grade", group.grade), ("subject", group.subject))
    observed = cell.observed if cell else Observed(None, one.signs[0].n if one.signs else None)
    now = Number(observed, period, "now", cell.code if cell else "")
    russian, english = ("; ".join(_told(one, language) for one in seen[:_TOLD]) for language in ("ru", "en"))
    place = (indicator.code, "organisation", group.organisation, slices, period)
    return Comparison(*place, float(bool(seen)), now, details=(russian, english))


def _told_once(whole: Judged, classes: Sequence[Judged]) -> list[Judged]:
    """Those that stand out, each sign once: of the class if a single one has it, of the organisation if several do."""
    own = [whole] if whole.stands_out else []
    ordered = [*classes, *own] if len(classes) == 1 else [*own, *classes]
    return list({one.signs[0].code: one for one in reversed(ordered)}.values())[::-1]


def _told(one: Judged, language: str) -> str:
    """The strongest sign of a group; of a class with its name."""
    said = one.signs[0].say(language).rstrip(".")
    said = said[:1].lower() + said[1:]
    return f"{one.group.class_name}: {said}" if one.group.class_name else said
