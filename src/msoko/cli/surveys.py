"""What `msoko study` is asked, read from the file: values, the sample with its design, who is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from msoko.cli.saying import Exit, Speaker
from msoko.files import microdata
from msoko.files.errors import FilesError

if TYPE_CHECKING:
    from msoko.psychometrics.studies import Sample, Study
    from msoko.psychometrics.studies.designs import Layout

MOST_GROUPS = 120  # countries of a study; more is a column of numbers
_Columns = Mapping[str, microdata.Column]


@dataclass(frozen=True)
class Asked:
    """The options of the command, as typed. value, replicates: with @ for a number; conditions, missing: NAME=VALUE."""

    file: Path
    design: str
    value: str
    on: Sequence[str] = ()
    by: str = ""
    school: str = ""
    conditions: Sequence[str] = ()
    missing: Sequence[str] = ()
    weight: str = ""
    replicates: str = ""
    zone: str = ""
    half: str = ""
    strata: str = ""
    clusters: str = ""
    population: str = ""


@dataclass(frozen=True)
class Survey:
    """values: n × M; variables: n × p; groups, schools: n labels, empty where unknown; within: who is meant; missing:
    reasons of the gaps in values and variables.
    """

    title: str
    sample: Sample
    values: np.ndarray
    variables: np.ndarray
    groups: np.ndarray
    schools: np.ndarray
    within: np.ndarray
    missing: Mapping[str, int]


def survey(said: Speaker, asked: Asked) -> Survey:
    """Raises FilesError and Refused; what does not fit the file ends the command."""
    from msoko.psychometrics.studies import STUDIES

    known = microdata.names(asked.file)
    study = STUDIES.get(asked.design)
    layout = _layout(said, known, study, asked) if study else None
    values = microdata.numbered(known, asked.value)
    conditions = [pair(said, "--where", one) for one in asked.conditions]
    absent = dict(pair(said, "--missing", one) for one in asked.missing)
    codes = {name: numbers(said, "--missing", text) for name, text in absent.items()}
    wanted = [*asked.on, asked.by, asked.school, *(name for name, _ in conditions)]
    wanted += _design_columns(known, layout, asked)
    columns: _Columns = microdata.read(asked.file, [*values, *filter(None, wanted)], codes, known)
    kept = _kept(said, columns, conditions)
    if asked.by and (count := len(np.unique(columns[asked.by].where(kept).words))) > MOST_GROUPS:
        said.fail(said.word("study-groups", column=asked.by, count=count, most=MOST_GROUPS), Exit.USAGE)
    if study:  # replicates carry the design row by row, so others can go; strata and clusters must stay whole
        columns = {name: one.where(kept) for name, one in columns.items()}
        kept = np.ones(int(kept.sum()), dtype=bool)
    return Survey(
        study.title if study else "",
        _sample(known, columns, study, layout, asked),
        _matrix(columns, values, len(kept)),
        _matrix(columns, asked.on, len(kept)),
        columns[asked.by].words if asked.by else np.full(len(kept), ""),
        columns[asked.school].words if asked.school else np.full(len(kept), ""),
        kept,
        _most([columns[name].where(kept) for name in (*values, *asked.on)]),
    )


def pair(said: Speaker, option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        said.fail(said.word("study-pair", option=option, found=text), Exit.USAGE)
    return name, value


def numbers(said: Speaker, option: str, text: str) -> list[float]:
    try:
        return [float(one) for one in text.split(",")]
    except ValueError:
        return said.fail(said.word("study-numbers", option=option, found=text), Exit.USAGE)


def _layout(said: Speaker, known: Sequence[str], study: Study, asked: Asked) -> Layout:
    """Where the weights are: as asked, else as the study publishes them."""
    from msoko.psychometrics.studies.designs import Layout

    published = study.layouts or (Layout("W", "W@"),)
    if asked.replicates or asked.zone:
        layouts: Sequence[Layout] = [Layout(published[0].weight, asked.replicates, asked.zone, asked.half)]
    else:
        layouts = published
    for one in (replace(one, weight=asked.weight or one.weight) for one in layouts):
        if one.weight in known and (_numbered(known, one.replicates) or {one.zone, one.half} <= set(known)):
            return one
    expected = "; ".join(" + ".join(filter(None, (o.weight, o.replicates, o.zone, o.half))) for o in layouts)
    return said.fail(said.word("study-weight", design=asked.design, expected=expected), Exit.USAGE)


def _numbered(known: Sequence[str], pattern: str) -> tuple[str, ...]:
    try:
        return microdata.numbered(known, pattern) if pattern else ()
    except FilesError:
        return ()


def _design_columns(known: Sequence[str], layout: Layout | None, asked: Asked) -> list[str]:
    if layout is None:
        return [asked.weight, asked.strata, asked.clusters, asked.population]
    return [layout.weight, *_numbered(known, layout.replicates), layout.zone, layout.half]


def _sample(
    known: Sequence[str],
    columns: _Columns,
    study: Study | None,
    layout: Layout | None,
    asked: Asked,
) -> Sample:
    from msoko.psychometrics.studies import Drawn

    n = len(next(iter(columns.values())).reason)
    if study and layout:
        weight = columns[layout.weight].as_numbers()
        if given := _numbered(known, layout.replicates):
            return study.sample(weight, _matrix(columns, given, n))
        return study.paired(weight, columns[layout.zone].as_numbers(), columns[layout.half].as_numbers())
    return Drawn.of(
        columns[asked.weight].as_numbers() if asked.weight else np.ones(n),
        _labels(columns, asked.strata), _labels(columns, asked.clusters),
        columns[asked.population].as_numbers() if asked.population else None,
    )  # fmt: skip


def _kept(
    said: Speaker, columns: _Columns, conditions: Sequence[tuple[str, str]]
) -> np.ndarray:  # fmt: skip
    """Rows that meet every condition; a value is named by its label or by its code."""
    kept = np.ones(len(next(iter(columns.values())).reason), dtype=bool)
    for name, value in conditions:
        column = columns[name]
        by_code = column.numbers == _number(value) if column.numbers is not None else False
        kept &= (column.words == value) | by_code
        if not kept.any():
            shown = ", ".join(sorted(set(column.words.tolist()))[:12])
            said.fail(said.word("study-nobody", found=f"{name}={value}", expected=shown), Exit.NOT_FOUND)
    return kept


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _labels(columns: _Columns, name: str) -> np.ndarray | None:
    """Strata or sampling units: every row must have one."""
    from msoko.psychometrics.remarks import Refused

    if not name:
        return None
    if absent := int((columns[name].reason > 0).sum()):
        raise Refused("gaps", count=absent)
    return columns[name].words


def _matrix(columns: _Columns, names: Sequence[str], n: int) -> np.ndarray:
    return np.column_stack([columns[name].as_numbers() for name in names]) if names else np.empty((n, 0))


def _most(columns: Sequence[microdata.Column]) -> dict[str, int]:
    """Reasons of gaps; plausible values of one measure have theirs in common, so the largest count is taken."""
    found: dict[str, int] = {}
    for column in columns:
        for reason, count in column.counts().items():
            found[reason] = max(count, found.get(reason, 0))
    return found
