"""With whom schools are fairly compared: the nearest by context, the cluster by rule, groups if there are any."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from msoko.analytics import context, peers, proposals
from msoko.analytics.memberships import ClusterSet
from msoko.analytics.remarks import Refused
from msoko.cli.analyses.section import Asked, Section
from msoko.vocabulary import PeriodKind

_SHOWN = 3  # peers in the table
_RULES, _KIND, _SEED = "schools", "school", 352


def section(asked: Asked) -> Section:
    when = asked.latest(PeriodKind.SCHOOL_YEAR)
    if when is None:
        raise Refused("context-no-period")
    evidence = asked.evidence
    attributes = context.existing(evidence.registry, when)
    schools = {one: its for one, its in attributes.items() if its.get("kind") == _KIND}
    found = {
        one: _peers(asked, when, one, schools) for one in schools if asked.organisation in ("", one)
    }  # fmt: skip
    ruled, grouped = _clusters(asked, when)
    cluster = {member: one.title for part in ruled for one in part.clusters for member in one.members}
    rows = [
        (asked.names[one], cluster.get(one, "—"), ", ".join(asked.names[i] for i in near.ids[:_SHOWN]))
        if isinstance(near, peers.PeerSet)
        else (asked.names[one], cluster.get(one, "—"), near)
        for one, near in found.items()
    ]
    header = [asked.word(f"column-{name}") for name in ("object", "cluster", "peers")]
    sentence = asked.word(
        "analyse-comparable", period=when.title, schools=len(schools), clusters=len(set(cluster.values()))
    )
    return Section(sentence, header, rows, (), grouped[-1:], _data(found))


def _peers(asked: Asked, when: Any, own: str, schools: dict[str, Any]) -> peers.PeerSet | str:
    """Peers, or in words why there are none."""
    alike = {one: schools[one] for one in context.comparable(own, schools)}
    try:
        gathered, _ = context.gather(asked.evidence.methodology, asked.evidence.values, when, alike).telling()
        return peers.find(own, gathered.context, gathered.weights)
    except Refused as refused:
        return refused.say(asked.language)


def _clusters(asked: Asked, when: Any) -> tuple[list[ClusterSet], list[str]]:
    """Clusters by rule of every municipality, and what is said of grouping by calculation."""
    evidence = asked.evidence
    ruled: list[ClusterSet] = []
    said: list[str] = []
    for place in evidence.registry.ids("municipality"):
        about = proposals.About(evidence.methodology, evidence.registry, evidence.values, when, place)
        try:
            ruled.append(proposals.by_rules(about, _RULES, asked.language))
            made = proposals.by_calculation(about, _RULES, _KIND, "medoids", 0, _SEED, asked.language)
            said += made.reasons[-1:]
        except Refused as refused:
            said.append(refused.say(asked.language))
    return ruled, said


def _data(found: dict[str, peers.PeerSet | str]) -> dict[str, Any]:
    return {
        one: {"refused": near} if isinstance(near, str) else [asdict(peer) for peer in near.peers]
        for one, near in found.items()
    }
