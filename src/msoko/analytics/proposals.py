"""Clusters proposed to a person: by the rules of a pack, or by calculation from the context. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from msoko.analytics import cluster_choice, context
from msoko.analytics.cluster_rules import place
from msoko.analytics.clusters import Clusters, Floats, group, standardised
from msoko.analytics.conditions import Attributes
from msoko.analytics.memberships import Cluster, ClusterSet
from msoko.analytics.remarks import Refused, Remark
from msoko.methodology.model import Methodology
from msoko.organisations.registry import Registry
from msoko.vocabulary import Period


@dataclass(frozen=True)
class About:
    """What clusters are proposed from. values: rows of store.schemas.VALUES."""

    methodology: Methodology
    registry: Registry
    values: pa.Table
    period: Period
    municipality: str

    def organisations(self) -> dict[str, Attributes]:
        found = context.existing(self.registry, self.period)
        return {one: its for one, its in found.items() if its.get("municipality") == self.municipality}


def by_rules(about: About, rules: str, language: str = "ru") -> ClusterSet:
    """Groups of a set of rules that have members. Raises Refused: no such set, nobody could be placed."""
    values = context.totals(about.values, about.period)
    found = place(about.methodology, rules, about.organisations(), values, about.period.last_day)
    titled = about.methodology.cluster_rules
    clusters = tuple(Cluster(code, titled[code].title, ids) for code, ids in found.members.items() if ids)
    if not clusters and not found.unplaced:
        raise Refused("rules-nobody", set=rules, period=about.period.title)
    reasons = [Remark("cluster-small", title=one.title, n=len(one.members)).say(language) for one in _small(clusters)]
    return ClusterSet(
        rules, about.municipality, clusters, "rules", about.period.code,
        {one: why.say(language) for one, why in found.unplaced.items()}, tuple(reasons),
    )  # fmt: skip


def by_calculation(
    about: About, name: str, kind: str, method: str, groups: int, seed: int, language: str = "ru"
) -> ClusterSet:
    """Groups of one kind by the context variables of packs. groups 0: as many as are advised, perhaps none.

    Organisations with a gap are left out and named. Raises Refused: too few, variables without spread.
    """
    every = {one: its for one, its in about.organisations().items() if its.get("kind") == kind}
    gathered, silent = context.gather(about.methodology, about.values, about.period, every).telling()
    whole, _ = gathered.complete()
    if len(whole) < cluster_choice.LEAST:
        raise Refused("groups-few", n=len(whole), least=cluster_choice.LEAST)
    codes = list(gathered.weights)
    points = standardised(
        np.array([[gathered.context[one][code] for code in codes] for one in whole], dtype=float),
        list(gathered.weights.values()),
    )
    said = tuple(Remark("variable-tells-nothing", name=one.title) for one in silent)
    if not groups:
        advice = cluster_choice.advise(points, seed, method)
        groups, said = advice.k, (*said, *advice.reasons)
    found = group(points, groups, seed, method) if groups > 1 else None
    if found:
        said = (*said, *_steady(points, found, seed, method))
    clusters = _clusters(about.registry, found, whole) if found else ()
    return ClusterSet(
        name, about.municipality, clusters, method, about.period.code, _gaps(gathered, language),
        tuple(one.say(language) for one in said),
    )  # fmt: skip


def _clusters(registry: Registry, found: Clusters, ids: tuple[str, ...]) -> tuple[Cluster, ...]:
    return tuple(
        Cluster(
            f"g{n + 1}", Remark("cluster-like", number=n + 1, name=registry.name(ids[medoid])).say(),
            tuple(one for one, label in zip(ids, found.labels, strict=True) if label == n),
        )
        for n, medoid in enumerate(found.medoids)
    )  # fmt: skip


def _steady(points: Floats, found: Clusters, seed: int, method: str) -> list[Remark]:
    steady = cluster_choice.stability(points, found.labels, seed, method)
    return [
        Remark(
            "cluster-steady" if one >= cluster_choice.STEADY else "cluster-unsteady",
            number=n, steady=f"{one:.2f}".replace(".", ","),
        )
        for n, one in enumerate(steady, start=1)
    ]  # fmt: skip


def _gaps(gathered: context.Gathered, language: str) -> Mapping[str, str]:
    _, lacking = gathered.complete()
    return {
        one: Remark(
            "member-gaps", names=", ".join(gathered.titled(c) for c, v in gathered.context[one].items() if v is None)
        ).say(language)
        for one in lacking
    }


def _small(clusters: tuple[Cluster, ...]) -> list[Cluster]:
    return [one for one in clusters if len(one.members) < cluster_choice.LEAST_SIZE]
