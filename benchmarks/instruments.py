"""Scaling a test: Rasch and 2PL at 100 000 persons × 40 items against PyPI mirt and girth and R eRm, and a million persons.

`python -m benchmarks.instruments [PERSONS [PERSONS_OF_R]]`. Each candidate works in a process of its own on the same answers; reading them is not
counted, standard errors are (girth has none). Accuracy: the largest difference of centred difficulties from ours, and how far ours are from the truth.
eRm is conditional and slow: it works on its own number of persons, and ours once more on as many.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy

import numpy as np

ITEMS = 40
R = """
suppressMessages(library(eRm)); a <- commandArgs(TRUE); n <- as.integer(a[2])
x <- matrix(as.integer(readBin(a[1], "raw", n * 40)), n, 40, byrow = TRUE); colnames(x) <- paste0("i", 1:40)
t <- proc.time(); m <- RM(x); t <- proc.time() - t
cat(jsonlite::toJSON(list(wall = t[["elapsed"]], cpu = t[["user.self"]] + t[["sys.self"]], b = -as.numeric(m$betapar)), digits = 10, auto_unbox = TRUE))
"""


def answers(persons: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers of a 2PL world, its slopes and difficulties."""
    rng = np.random.default_rng(1)
    slopes, b = rng.uniform(0.7, 1.8, ITEMS), np.linspace(-2, 2, ITEMS)
    theta = rng.normal(size=persons)
    found = np.empty((persons, ITEMS), dtype=np.uint8)
    for i in range(ITEMS):
        found[:, i] = rng.random(persons) < 1 / (1 + np.exp(-slopes[i] * (theta - b[i])))
    return found, slopes, b


def ours(x: np.ndarray, model: str) -> list[float]:
    from msoko.psychometrics.marginal import scale
    from msoko.psychometrics.responses import Responses

    found = scale(Responses.of(x, [f"i{n}" for n in range(ITEMS)]), free_slopes=model == "2pl")
    return [*map(float, found.curves.locations), found.log_likelihood]


def ours_conditional(x: np.ndarray, model: str) -> list[float]:
    from msoko.psychometrics.conditional import scale_conditionally
    from msoko.psychometrics.responses import Responses

    return [
        *map(float, scale_conditionally(Responses.of(x, [f"i{n}" for n in range(ITEMS)])).curves.locations),
        float("nan"),
    ]


def mirt(x: np.ndarray, model: str, **more: float) -> list[float]:
    from mirt import fit_mirt

    found = fit_mirt(x.astype(int), model={"rasch": "1PL", "2pl": "2PL"}[model], **more)
    a = np.ravel(found.model.parameters["discrimination"])
    b = np.ravel(found.model.parameters["difficulty"])
    return [*map(float, b * (a if model == "rasch" else 1)), float(found.log_likelihood)]


def mirt_fine(x: np.ndarray, model: str) -> list[float]:
    """On 41 nodes, as ours: its usual 21 stop below the highest likelihood."""
    return mirt(x, model, tol=1e-5, n_quadpts=41)


def girth(x: np.ndarray, model: str) -> list[float]:
    import girth as package

    found = (package.rasch_mml if model == "rasch" else package.twopl_mml)(x.T.astype(int))
    return [*map(float, found["Difficulty"]), float("nan")]


WORKERS: dict[str, Callable[[np.ndarray, str], list[float]]] = {
    "ours": ours, "ours, conditional": ours_conditional, "mirt": mirt, "mirt, 41 nodes": mirt_fine, "girth": girth,
}  # fmt: skip


def work(name: str, model: str, file: str, persons: int) -> None:
    """In the child: one candidate, its times, memory and estimates as JSON."""
    x = np.fromfile(file, dtype=np.uint8, count=persons * ITEMS).reshape(persons, ITEMS)
    wall, cpu = time.perf_counter(), time.process_time()
    *b, likelihood = WORKERS[name](x, model)
    times = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**times, "peak": peak, "b": b, "likelihood": likelihood}))


def asked(name: str, model: str, file: Path, persons: int) -> dict | None:
    """None if the candidate is not installed or fails, which is said."""
    command = [sys.executable, "-m", "benchmarks.instruments", "--work", name, model, str(file), str(persons)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1][:150]}")
        return None
    return json.loads(done.stdout.splitlines()[-1])


def eRm(file: Path, persons: int) -> dict | None:
    if not shutil.which("Rscript"):
        return None
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", R, str(file), str(persons)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"eRm: {done.stderr.strip()[-150:]}")
        return None
    return {**json.loads(done.stdout), "peak": float("nan"), "likelihood": float("nan")}


def told(name: str, found: dict | None, base: dict, truth: np.ndarray | None = None) -> None:
    if found is None:
        return
    b = np.array(found["b"]) - np.mean(found["b"])
    far = np.abs(b - (np.array(base["b"]) - np.mean(base["b"]))).max()
    line = f"{name:28} {found['wall']:7.2f} s  (processor {found['cpu']:7.2f} s, peak {found['peak']:6.0f} MB)"
    line += f"  {name} : ours = {found['cpu'] / base['cpu']:6.2f} by processor time  b differs from ours by {far:.4f}"
    line += f"  log-likelihood {found['likelihood'] - base['likelihood']:+.1f}"
    print(
        line
        + (f"  from the truth {np.sqrt(np.mean((b - truth + truth.mean()) ** 2)):.4f}" if truth is not None else ""),
        flush=True,
    )


def main(persons: int, of_r: int) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answers"
        x, _, b = answers(persons)
        x.tofile(file)
        for model in ("rasch", "2pl"):
            print(f"--- {model}, {persons:,} persons × {ITEMS} items")
            base = asked("ours", model, file, persons)
            assert base is not None
            told("ours", base, base, b if model == "2pl" else None)
            for name in ("mirt", "mirt, 41 nodes", "girth"):
                told(name, asked(name, model, file, persons), base)
        print(f"--- conditional Rasch, {of_r:,} persons")
        base = asked("ours, conditional", "rasch", file, of_r)
        assert base is not None
        told("ours, conditional", base, base)
        told("ours, marginal", asked("ours", "rasch", file, of_r), base)
        told("eRm", eRm(file, of_r), base)
        x, _, b = answers(10 * persons)
        x.tofile(file)
        for model in ("rasch", "2pl"):
            print(f"--- {model}, {10 * persons:,} persons × {ITEMS} items")
            base = asked("ours", model, file, 10 * persons)
            assert base is not None
            told("ours", base, base, b if model == "2pl" else None)
            told("mirt", asked("mirt", model, file, 10 * persons), base)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
    else:
        given = [int(one) for one in sys.argv[1:]]
        main(*(given + [100_000, 20_000][len(given) :]))
