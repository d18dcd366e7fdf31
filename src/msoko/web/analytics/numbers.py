"""Numbers of this process: the values of one calculation in memory, judged by norms, reread when they change.

Who may see which of them is not decided here: views ask analytics.queries.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from msoko.analytics.breaks import History
from msoko.analytics.disclosure import protect, publishable
from msoko.analytics.norms import judge
from msoko.indicators.reading import ReadingRefused, check_reading
from msoko.methodology.model import Methodology
from msoko.organisations.placing import attributes, placements
from msoko.organisations.registry import Registry
from msoko.reports.values import Value, Values
from msoko.vocabulary import Audience, Level, Period, PeriodKind, Purpose
from msoko.web.analytics.frames import Answers, Frame
from msoko.web.workplace import workplace
from msoko.workplace import REGISTRY_TABLES

if TYPE_CHECKING:
    from msoko.store.store import BatchRecord, Store
    from msoko.workplace import Workplace

T = TypeVar("T")
_CALCULATIONS = 4  # kept in memory at once: the working one and those that are read
_WATCHED = ("values", "published", "calculations", "ledger")  # a commit makes a file in the log of one of these


@dataclass(frozen=True, eq=False)
class Numbers:
    """The values of a calculation. calculation: a fixed one; "" = the working one. version: of the ledger.

    batches: visible at that version; computed_at: when the values were written.
    """

    calculation: str
    version: int
    batches: tuple[BatchRecord, ...]
    computed_at: datetime | None
    methodology: Methodology
    registry: Registry
    _frame: Frame = field(repr=False)
    _public: dict[tuple[str, str], pa.Table] = field(default_factory=dict, repr=False)
    _answers: Answers = field(default_factory=lambda: Answers(), repr=False)
    _refusals: dict[tuple[str, Purpose, Audience], ReadingRefused | None] = field(default_factory=dict, repr=False)

    @cached_property
    def received(self) -> date | None:
        """The day of the latest batch."""
        return max((batch.at.date() for batch in self.batches if batch.at is not None), default=None)

    @cached_property
    def history(self) -> History:
        """Where series may not be joined."""
        return History(self.methodology, self.registry.predecessors)

    def periods(self, kind: PeriodKind | None = None) -> tuple[Period, ...]:
        """Those that have values, the earliest first."""
        found = sorted(Period.parse(code) for code in self._frame.names("period"))
        return tuple(period for period in found if kind is None or period.kind is kind)

    def known_periods(self, object_id: str) -> frozenset[str]:
        """Codes of the periods in which the object has any value."""

        def find() -> frozenset[str]:
            rows = self._frame.read(None, [object_id], None, None, False)
            return frozenset(pc.unique(rows.filter(pc.is_valid(rows["value"]))["period"]).to_pylist())

        return self.once(("known", object_id), find)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Codes of the indicators that have rows and are still in the packs."""
        return tuple(sorted(code for code in self._frame.names("indicator") if code in self.methodology.indicators))

    @property
    def objects(self) -> list[str]:
        """Everything that has rows: organisations, their groups, municipalities, the region."""
        return self._frame.names("object_id")

    def find(self, code: str) -> Value | None:
        """The row with a short code, whoever may read it: only to learn what it is about."""
        rows = np.flatnonzero(pc.equal(self._frame.table["code"], code).to_numpy(zero_copy_only=False))
        return next(iter(Values.from_table(self._frame.table.take(rows[:1]).cast(self._frame.schema))), None)

    def refused(
        self, codes: Iterable[str] | None, *, audience: Audience, purpose: Purpose = Purpose.MANAGEMENT
    ) -> dict[str, ReadingRefused]:
        """Which of the indicators may not be read so, each with its reason in words."""
        found = {code: self._refusal(code, purpose, audience) for code in self._named(codes)}
        return {code: refusal for code, refusal in found.items() if refusal is not None}

    def values(self, codes: Collection[str] | None = None, **asked: Any) -> Values:
        """The rows of `table` as objects to look up. The same question is answered from memory."""
        key = tuple((name, _fixed(one)) for name, one in sorted({"codes": codes, **asked}.items()))
        return self._answers.get(key, lambda: Values.from_table(self.table(codes, **asked)))

    def table(
        self,
        codes: Collection[str] | None = None,
        *,
        audience: Audience,
        purpose: Purpose = Purpose.MANAGEMENT,
        periods: Collection[Period] | None = None,
        objects: Collection[str] | None = None,
        levels: Collection[Level] | None = None,
        totals: bool = False,
    ) -> pa.Table:
        """Rows of VALUES with the columns of analytics.norms and `shown`. None: all. totals: no breakdowns.

        Indicators that may not be read are left out: see `refused`. For the public few persons are hidden first.
        """
        refused = self.refused(codes, audience=audience, purpose=purpose)
        named = [code for code in self._named(codes) if code not in refused]
        chosen = None if periods is None else [period.code for period in periods]
        if audience is not Audience.PUBLIC:
            return self._frame.read(named, objects, chosen, levels, totals)
        every = self._frame.names("period") if chosen is None else chosen
        parts = [self._protected(code, period) for code in named for period in every]
        if not parts:
            return self._frame.read((), None, None, None, False)
        return Frame(pa.concat_tables(parts)).read(None, objects, None, levels, totals)

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """What was made of these numbers under the key before, else made now: for what takes long."""
        return self._answers.get(key, make)

    def _named(self, codes: Iterable[str] | None) -> list[str]:
        return list(self.indicators) if codes is None else list(dict.fromkeys(codes))

    def _refusal(self, code: str, purpose: Purpose, audience: Audience) -> ReadingRefused | None:
        key = (code, purpose, audience)
        if key not in self._refusals:
            try:
                check_reading(self.methodology, code, purpose, audience)
                self._refusals[key] = None
            except ReadingRefused as refusal:
                self._refusals[key] = refusal
        return self._refusals[key]

    def _protected(self, code: str, period: str) -> pa.Table:
        """What the public may have of one indicator in one period: whole, for a row may be hidden by another."""
        if self._ahead is not None:
            return self._ahead.read([code], None, [period], None, False)
        if (code, period) not in self._public:
            whole = self._frame.read([code], None, [period], None, False)
            whole = whole.select([name for name in whole.column_names if not name.startswith(("norm_", "shown"))])
            when = (Period.parse(period),)
            open_ = publishable(protect(whole, self.methodology, placements(self.registry, when)))
            judged = judge(open_, self.methodology, attributes(self.registry, when))
            self._public[code, period] = judged.select(self._frame.schema.names).cast(self._frame.schema)
        return self._public[code, period]

    @property
    def _ahead(self) -> Frame | None:
        """What `protect_ahead` made of a fixed calculation, which never changes."""
        path = _protected_file(self.calculation)
        if not self.calculation or not path.is_file():
            return None
        return self.once("ahead", lambda: Frame(parquet.read_table(path)))

    def protect_ahead(self, say: Callable[[int, int], None]) -> None:
        """Hide few persons in all that the public may read of a fixed calculation, once: so no page waits."""
        path = _protected_file(self.calculation)
        if path.is_file():
            return
        refused = self.refused(None, audience=Audience.PUBLIC)
        codes = [code for code in self.indicators if code not in refused]
        parts = [self._frame.schema.empty_table()]
        for done, code in enumerate(codes, 1):
            parts += [self._protected(code, period) for period in self._frame.names("period")]
            say(done, len(codes))
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(f".{os.getpid()}")
        parquet.write_table(pa.concat_tables(parts), written)
        written.replace(path)


def _protected_file(calculation: str) -> Path:
    return workplace().root / "web" / "public" / f"{calculation}.parquet"


def _fixed(asked: Any) -> Any:
    return frozenset(asked) if isinstance(asked, Collection) and not isinstance(asked, str) else asked


# --- keeping them


@dataclass(frozen=True)
class _Kept:
    """seen: the marks of the store's logs before reading; rests_on: what the rows themselves depend on."""

    seen: tuple[int, ...]
    rests_on: tuple[Any, ...]
    numbers: Numbers


_kept: OrderedDict[tuple[Path, str], _Kept] = OrderedDict()
_reading = RLock()


def current(calculation: str = "") -> Numbers:
    """The numbers as they are now. While one thread rereads them the others go on with the former ones.

    Raises StoreError calculation-unknown.
    """
    place = workplace()
    key, seen = (place.root, calculation), _marks(place.root / "store")
    kept = _kept.get(key)
    if kept is not None and kept.seen == seen:
        return kept.numbers
    if not _reading.acquire(blocking=kept is None):
        assert kept is not None
        return kept.numbers
    try:
        kept = _kept.get(key)
        if kept is None or kept.seen != seen:
            kept = _kept[key] = _read(place, calculation, seen, kept)
            _kept.move_to_end(key)
            while len(_kept) > _CALCULATIONS:
                _kept.popitem(last=False)
        return kept.numbers
    finally:
        _reading.release()


def _marks(store: Path) -> tuple[int, ...]:
    """The moments at which the logs of the store last got a file: four looks at a folder, no reading."""
    return tuple(_mark(store / name / "_delta_log") for name in _WATCHED)


def _mark(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _read(place: Workplace, calculation: str, seen: tuple[int, ...], kept: _Kept | None) -> _Kept:
    """Read anew what has changed: a received file moves the ledger on, and the rows stay as they are."""
    store = place.store
    fixed = next((one for one in store.calculations() if one.id == calculation), None)
    version = fixed.ledger_version if fixed else store.version
    batches = store.batches(version)
    registry = tuple(batch.id for batch in batches if set(batch.counts) & set(REGISTRY_TABLES))
    rests_on = (calculation or seen[0], registry)
    if kept is not None and kept.rests_on == rests_on:
        return _Kept(seen, rests_on, replace(kept.numbers, version=version, batches=batches))
    computed_at = fixed.at if fixed else datetime.fromtimestamp(seen[0] / 1e9, UTC) if seen[0] else None
    numbers = Numbers(
        calculation, version, batches, computed_at, place.methodology, place.registry(),
        _judged(store, calculation, place),
    )  # fmt: skip
    return _Kept(seen, rests_on, numbers)


def _judged(store: Store, calculation: str, place: Workplace) -> Frame:
    methodology = place.methodology
    rows = store.read_published(calculation) if calculation else store.read_values()
    known = pc.is_in(rows["indicator"], pa.array(sorted(methodology.indicators), pa.string()))
    rows = rows.filter(known)  # a pack may have been taken away
    periods = sorted(Period.parse(code) for code in pc.unique(rows["period"]).to_pylist())
    judged = judge(rows, methodology, attributes(place.registry(), periods))
    return Frame(judged.append_column("shown", pa.array(np.ones(len(judged), bool))))
