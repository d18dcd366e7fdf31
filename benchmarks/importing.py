"""Reading 100 000 participants × 30 tasks with 2 % of faulty cells: against bare reading and two validating importers.

    python -m benchmarks.importing [--rows 100000] [--peers 20000]

Every planted fault must be found at its cell, and nothing else, or the run fails. Goals: at most 3 times the bare
reading by calamine, 10 times quicker than frictionless, 5 times than pandera with openpyxl. Peers read a smaller file
(--peers rows) and are compared with our reading of the same file: they are linear in the rows, and slow.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from msoko.methodology.loading import load
from msoko.organisations.registry import Registry
from msoko.results.books import cell_name
from msoko.results.context import Context
from msoko.results.importing import read_file
from msoko.store.schemas import TABLES

TASKS, MOST, SCHOOLS, FAULTS = 30, 2, 250, 0.02
HEAD = ("ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант")
HEADER_ROW = 5  # from 0


def registry() -> Registry:
    ids = [f"s{i}" for i in range(SCHOOLS)]
    objects = [{"object_id": one, "object_type": "organisation", "first_day": date(2000, 9, 1)} for one in ids]
    names = [{"object_id": one, "attribute": "name", "value": f"МБОУ «СОШ № {i + 1}»"} for i, one in enumerate(ids)]
    logins = [{"object_id": one, "attribute": "login", "value": f"edu99{i:04d}"} for i, one in enumerate(ids)]
    return Registry(
        pa.Table.from_pylist(objects, schema=TABLES["objects"]),
        pa.Table.from_pylist(names + logins, schema=TABLES["attributes"]),
        TABLES["predecessors"].empty_table(),
    )


def write(path: Path, rows: int) -> set[str]:
    """The file, and the cells of the faults in it: scores above the maximum, words, halves."""
    rng, planted = random.Random(rows), set[str]()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Индивидуальные результаты")
        for row, cells in enumerate((["ВПР 2026 История 8 класс"], ["Предмет", "История"], ["Дата", "20.04.2026"])):
            page.write_row(row, 0, cells)
        titles = [f"{task + 1} ({MOST}б)" for task in range(TASKS)]
        page.write_row(HEADER_ROW, 0, [*HEAD, *titles, "Первичный балл", "Отметка", "Отметка по журналу"])
        for line in range(HEADER_ROW + 1, HEADER_ROW + 1 + rows):
            school = line % SCHOOLS
            scores: list[Any] = [rng.randint(0, MOST) for _ in range(TASKS)]
            total = sum(scores)
            for task in range(TASKS):
                if rng.random() < FAULTS:
                    scores[task] = rng.choice((MOST + 1, 99, "два", 0.5))
                    planted.add(cell_name(line, len(HEAD) + task))
            who = (f"edu99{school:04d}", "Район", f"МБОУ «СОШ № {school + 1}»", 10_000 + line, "8А", 1 + line % 2)
            page.write_row(line, 0, [*who, *scores, total, rng.randint(2, 5), rng.randint(2, 5)])
    return planted


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The median of the runs in seconds, and the last answer."""
    times, answer = [], None
    for _ in range(runs):
        answer = None
        started = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - started)
    return statistics.median(times), answer


def bare(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def by_frictionless(path: Path) -> set[str]:
    from frictionless import Dialect, Resource, Schema, fields
    from frictionless.formats import ExcelControl

    names = [
        *HEAD,
        *(f"{task + 1} ({MOST}б)" for task in range(TASKS)),
        "Первичный балл",
        "Отметка",
        "Отметка по журналу",
    ]
    texts = {"ОО", "Муниципалитет", "Название ОО", "Класс"}
    schema = Schema(fields=[
        fields.StringField(name=name) if name in texts
        else fields.IntegerField(name=name, constraints={"minimum": 0, "maximum": MOST} if "(" in name else {})
        for name in names
    ])  # fmt: skip
    dialect = Dialect(header_rows=[HEADER_ROW + 1], controls=[ExcelControl()])
    report = Resource(path=path.name, basepath=str(path.parent), dialect=dialect, schema=schema).validate(
        limit_errors=10_000_000
    )
    found = report.flatten(["rowNumber", "fieldNumber"])
    return {cell_name(row - 1, col - 1) for row, col in found if row and col}


def by_pandera(path: Path) -> set[str]:
    import pandas as pd
    import pandera.pandas as pa_schema

    frame = pd.read_excel(path, header=HEADER_ROW, engine="openpyxl", dtype=object)
    whole = pa_schema.Check(
        lambda column: column.map(lambda cell: isinstance(cell, int) and 0 <= cell <= MOST), ignore_na=False
    )
    tasks = [name for name in frame.columns if "(" in name]
    schema = pa_schema.DataFrameSchema({name: pa_schema.Column(object, whole) for name in tasks})
    try:
        schema.validate(frame, lazy=True)
    except pa_schema.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        columns = {name: col for col, name in enumerate(frame.columns)}
        places = zip(cases["index"], cases["column"], strict=True)
        return {cell_name(int(index) + HEADER_ROW + 1, columns[name]) for index, name in places}
    return set()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--peers", type=int, default=20_000)
    asked.add_argument("--runs", type=int, default=3)
    said = asked.parse_args()
    context = Context(registry(), load())

    def ours(path: Path) -> set[str]:
        reading = read_file(path, context)
        assert reading.tables["items"].num_rows
        return {one.cell for one in reading.problems}

    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.xlsx", Path(folder) / "small.xlsx"
        planted, planted_small = write(large, said.rows), write(small, said.peers)
        cold, found = timed(lambda: ours(large), 1)
        warm, found = timed(lambda: ours(large), said.runs)
        least, _ = timed(lambda: bare(large), said.runs)
        size = large.stat().st_size / 2**20
        print(f"{said.rows} rows x {TASKS} tasks, {size:.0f} MB, {len(planted)} planted faults")
        print(
            f"ours: {warm:.2f} s (cold {cold:.2f} s); bare calamine: {least:.2f} s; ratio {warm / least:.2f} (goal 3)"
        )
        print(f"found {len(found & planted)} of {len(planted)} at their cells, {len(found - planted)} besides")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
        again, _ = timed(lambda: ours(small), said.runs)
        for name, peer, goal in (("frictionless", by_frictionless, 10), ("pandera + openpyxl", by_pandera, 5)):
            seconds, seen = timed(lambda peer=peer: peer(small), 1)
            times, part = seconds / again, len(seen & planted_small) / len(planted_small)
            print(f"{name}: {seconds:.1f} s for {said.peers} rows, ours {again:.2f} s: {times:.1f} times (goal {goal})")
            print(f"    finds {part:.0%} of the faults at their cells")
    return 0 if found == planted else 1


if __name__ == "__main__":
    sys.exit(main())
