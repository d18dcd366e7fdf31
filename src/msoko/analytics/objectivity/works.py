"""Works of a procedure as arrays, one an organisation and class, read from the store's tables. Nothing is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from msoko.methodology.model import Methodology, Scale
from msoko.psychometrics.responses import ABSENT, Floats, Integers
from msoko.vocabulary import ALL, Period

Names = NDArray[np.str_]


@dataclass(frozen=True)
class Group:
    """Whose works: a class of an organisation in a procedure; class_name "" = all its classes together."""

    organisation: str
    class_name: str
    procedure: str
    procedure_type: str
    period: str
    subject: str
    grade: str


@dataclass(frozen=True, eq=False)
class Work:
    """What n pupils of one group wrote. Pupils who did not come are not here.

    scores: n primary totals. marks, journal: n, NaN = none. bounds: (mark, its lowest score), lowest first; () = the
    scale is not known. most: the highest possible total, 0 = not known. items: n × I of points, ABSENT where a task was
    not in the pupil's variant, 0 for what was not attempted (so the primary score counts it); None = totals only.
    task_most: I. persons: n, "" = not linked.
    """

    group: Group
    participants: Names
    scores: Floats
    marks: Floats
    journal: Floats
    bounds: tuple[tuple[int, int], ...] = ()
    most: int = 0
    items: NDArray[np.int16] | None = None
    tasks: tuple[str, ...] = ()
    task_most: Integers | None = None
    persons: Names | None = None

    @property
    def n(self) -> int:
        return len(self.scores)

    def answered(self, items: NDArray[np.int16]) -> Work:
        """The same pupils with other points on the tasks: totals and marks follow by the scale."""
        scores = np.where(items == ABSENT, 0, items).sum(axis=1).astype(float)
        return replace(self, items=items, scores=scores, marks=marked(scores, self.bounds))


def marked(scores: Floats, bounds: Sequence[tuple[int, int]]) -> Floats:
    """Marks of primary scores by the lowest score of each; below the first the mark before it. NaN without a scale."""
    if not bounds:
        return np.full(len(scores), np.nan)
    names = np.array([bounds[0][0] - 1, *(mark for mark, _ in bounds)], dtype=float)
    return np.asarray(names[np.searchsorted([lowest for _, lowest in bounds], scores, side="right")])


def read(
    tables: Mapping[str, pa.Table],
    methodology: Methodology,
    types: Collection[str] = ("vpr", "oge"),
    periods: Collection[str] | None = None,
) -> tuple[Work, ...]:
    """From `outcomes`, and `items` and `tasks` if they are there; ordered by procedure, organisation, class.

    A procedure in which a part of the pupils has no tasks has none at all: the answers do not explain the scores.
    """
    outcomes = _chosen(tables["outcomes"], types, periods)
    order = pc.sort_indices(
        outcomes, sort_keys=[(name, "ascending") for name in ("procedure", "organisation", "class", "participant")]
    )
    outcomes = outcomes.take(order)
    works: list[Work] = []
    answers = _Answers.of(tables, types, periods)
    for start, end in _runs(outcomes["procedure"]):
        works.extend(_procedure(outcomes.slice(start, end - start), answers, methodology))
    return tuple(works)


def _chosen(table: pa.Table, types: Collection[str], periods: Collection[str] | None) -> pa.Table:
    wanted = pc.is_in(table["procedure_type"], pa.array(sorted(types), pa.string()))
    if periods is not None:
        wanted = pc.and_(wanted, pc.is_in(table["period"], pa.array(sorted(periods), pa.string())))
    if "test_score" in table.column_names:  # outcomes: only those who have a primary score
        wanted = pc.and_(wanted, pc.is_valid(table["score"]))
    return table.filter(wanted)


def _runs(column: pa.ChunkedArray) -> Iterator[tuple[int, int]]:
    """(start, end) of equal neighbours."""
    codes = _codes(column)
    if len(codes):
        edges = np.flatnonzero(np.diff(codes)) + 1
        yield from zip([0, *edges.tolist()], [*edges.tolist(), len(codes)], strict=True)


def _codes(column: pa.ChunkedArray) -> Integers:
    indices = column.combine_chunks().dictionary_encode().indices
    return np.asarray(indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=float)


def _texts(column: pa.ChunkedArray) -> Names:
    return np.asarray(pc.fill_null(column, "").to_pylist(), dtype=str)


@dataclass(frozen=True)
class _Answers:
    """Rows of `items` sorted by procedure, and where each procedure's rows lie."""

    rows: pa.Table
    where: Mapping[str, tuple[int, int]]
    positions: Mapping[tuple[str, str], int]

    @classmethod
    def of(
        cls, tables: Mapping[str, pa.Table], types: Collection[str], periods: Collection[str] | None
    ) -> _Answers | None:
        if "items" not in tables:
            return None
        needed = ["procedure", "organisation", "participant", "task", "score", "max_score", "state"]
        rows = _chosen(tables["items"], types, periods).select(needed).filter(pc.field("state") != "absent")
        rows = rows.take(pc.sort_indices(rows, sort_keys=[("procedure", "ascending")]))
        where = {rows["procedure"][start].as_py(): (start, end) for start, end in _runs(rows["procedure"])}
        told = tables["tasks"].select(["procedure", "task", "position"]).to_pylist() if "tasks" in tables else []
        return cls(rows, where, {(one["procedure"], one["task"]): one["position"] or 0 for one in told})


def _procedure(outcomes: pa.Table, answers: _Answers | None, methodology: Methodology) -> Iterator[Work]:
    """Works of one procedure; `outcomes` has its rows only, sorted by organisation and class."""
    first = {name: outcomes[name][0].as_py() for name in ("procedure", "procedure_type", "period", "subject", "grade")}
    scale = scale_of(methodology, first["procedure_type"], first["period"], first["subject"], first["grade"])
    bounds = tuple((mark, int(lowest)) for mark, lowest in sorted(scale.bounds.items())) if scale else ()
    items, tasks, task_most = _matrix(outcomes, answers, first["procedure"])
    most = int(task_most.sum()) if task_most is not None else int(scale.maximum) if scale else 0
    organisations, classes = _texts(outcomes["organisation"]), _texts(outcomes["class"])
    participants, persons = _texts(outcomes["participant"]), _texts(outcomes["person"])
    scores, marks, journal = (_floats(outcomes[name]) for name in ("score", "mark", "journal_mark"))
    keys = np.char.add(np.char.add(organisations, "\n"), classes)
    edges = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
    for start, end in pairwise(edges):
        rows = slice(start, end)
        named = classes[start] if classes[start] not in (ALL, "unknown") else ""
        group = Group(str(organisations[start]), str(named), **first)
        yield Work(
            group, participants[rows], scores[rows], marks[rows], journal[rows], bounds, most,
            None if items is None else items[rows], tasks, task_most, persons[rows],
        )  # fmt: skip


def _matrix(
    outcomes: pa.Table, answers: _Answers | None, procedure: str
) -> tuple[NDArray[np.int16] | None, tuple[str, ...], Integers | None]:
    """Pupils × tasks in the order of `outcomes`; None if some pupil has no answers."""
    if answers is None or procedure not in answers.where:
        return None, (), None
    start, end = answers.where[procedure]
    rows = answers.rows.slice(start, end - start)
    both = [pa.chunked_array([*outcomes[name].chunks, *rows[name].chunks]) for name in ("organisation", "participant")]
    keys = _codes(both[0]) * (1 << 32) + _codes(both[1])
    known, given = keys[: len(outcomes)], keys[len(outcomes) :]
    order = np.argsort(known)
    place = np.minimum(np.searchsorted(known[order], given), len(known) - 1)
    mine = known[order][place] == given
    coded = rows["task"].combine_chunks().dictionary_encode()
    names = [str(one) for one in coded.dictionary.to_pylist()]
    column = np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    matrix = np.full((len(known), len(names)), ABSENT, dtype=np.int16)
    points = np.nan_to_num(_floats(rows["score"])).astype(np.int16)
    matrix[order[place[mine]], column[mine]] = points[mine]
    if (matrix == ABSENT).all(axis=1).any():
        return None, (), None
    most = np.zeros(len(names), dtype=np.int64)
    np.maximum.at(most, column, np.nan_to_num(_floats(rows["max_score"])).astype(np.int64))
    most = np.maximum(most, matrix.max(axis=0))
    first_seen = sorted(range(len(names)), key=lambda i: (answers.positions.get((procedure, names[i]), 0), i))
    return matrix[:, first_seen], tuple(names[i] for i in first_seen), most[first_seen]


def scale_of(methodology: Methodology, kind: str, period: str, subject: str, grade: str) -> Scale | None:
    """The one scale in force at the end of the period; None if there is none or several (variants)."""
    last_day = Period.parse(period).last_day
    fitting = [
        scale
        for scale in methodology.scales
        if (scale.procedure_type, scale.subject) == (kind, subject)
        and scale.grade in (ALL, grade)
        and Period.parse(scale.valid_from).first_day <= last_day
        and (not scale.valid_to or last_day <= Period.parse(scale.valid_to).last_day)
    ]
    return fitting[0] if len(fitting) == 1 else None


def whole(works: Sequence[Work]) -> Work:
    """Works of several groups of one procedure as one work of the first's organisation."""
    first = works[0]

    def joined(parts: Sequence[Any]) -> Any:
        return None if any(part is None for part in parts) else np.concatenate(parts)

    return replace(
        first, group=replace(first.group, class_name=""),
        **{name: joined([getattr(work, name) for work in works])
           for name in ("participants", "scores", "marks", "journal", "items", "persons")},
    )  # fmt: skip
