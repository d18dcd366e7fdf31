"""Mean and regression of a large survey: 10 plausible values × 80 Fay replicates, against R survey and svy of PyPI.

`python -m benchmarks.studies [ROWS [ROWS_OF_R]]`, 500 000 rows by default. R works on its own number of rows, 50 000 by
default, and its time is scaled by the ratio: its loops over replicates are linear in rows. Everybody has to find the
same value and error on the same rows, the regression of svy within 1 %: it takes deviations from the mean of
replicates. Making the design is part of the time. "R by the book" is imputationList, with and MIcombine; "R, one call"
asks svymean for all plausible values at once. One thread for linear algebra; svy keeps its own threads.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy

import numpy as np

from msoko.psychometrics.studies import STUDIES, estimate, mean, regression

VALUES, REPLICATES, VARIABLES = 10, 80, 3
Table = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Found = dict[str, tuple[list[float], float, float]]  # name -> value and error, wall time, processor time

R = """
suppressMessages({library(survey); library(mitools)}); dir <- commandArgs(TRUE)[1]; n <- as.integer(commandArgs(TRUE)[2])
get <- function(name, k) matrix(readBin(file.path(dir, name), "double", n * k), n, k)
y <- get("y", 10); W <- get("r", 80); d <- data.frame(w = get("w", 1)[, 1], get("x", 3)); names(d) <- c("w", "x1", "x2", "x3")
wide <- cbind(d, setNames(as.data.frame(y), paste0("y", 1:10)))
long <- imputationList(lapply(1:10, function(k) cbind(d, y = y[, k])))
timed <- function(f) { t <- proc.time(); v <- f(); t <- proc.time() - t; list(v, t[["elapsed"]], t[["user.self"]] + t[["sys.self"]]) }
design <- function(data) svrepdesign(data = data, weights = ~w, repweights = W, type = "Fay", rho = .5, mse = TRUE, combined.weights = TRUE)
book <- function(f) { u <- MIcombine(with(design(long), fun = f)); i <- min(2, length(coef(u))); c(coef(u)[[i]], sqrt(diag(vcov(u)))[[i]]) }
once <- timed(function() { m <- svymean(as.formula(paste("~", paste0("y", 1:10, collapse = "+"))), design(wide)); c(mean(coef(m)), sqrt(mean(SE(m)^2) + 1.1 * var(coef(m)))) })
m <- timed(function() book(function(s) svymean(~y, s)))
g <- timed(function() book(function(s) svyglm(y ~ x1 + x2 + x3, s)))
cat(jsonlite::toJSON(list("mean, one call" = once, mean = m, regression = g), auto_unbox = TRUE, digits = 12))
"""


def table(rows: int) -> Table:
    """Weights, replicates, plausible values, variables."""
    rng = np.random.default_rng(1)
    weight = rng.uniform(5, 50, rows)
    signs = rng.integers(0, 2, (rows // 25 + 1, REPLICATES))[np.arange(rows) // 25]
    variables = rng.normal(size=(rows, VARIABLES))
    able = 500 + variables @ [30.0, 10.0, -5.0] + rng.normal(0, 70, rows)
    return weight, weight[:, None] * (0.5 + signs), able[:, None] + rng.normal(0, 30, (rows, VALUES)), variables


def timed(work: Callable[[], list[float]], times: int = 1) -> tuple[list[float], float, float]:
    """What came, and the median times."""
    runs = []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        runs.append((time.perf_counter() - wall, time.process_time() - processor))
    return found, *np.median(runs, axis=0)


def ours(data: Table) -> Found:
    weight, replicates, y, x = data

    def asked(statistic: Callable[[], Any], place: int) -> list[float]:
        one = estimate(STUDIES["pisa"].sample(weight, replicates), statistic())[place]
        return [one.value, one.se]

    return {
        "mean": timed(lambda: asked(lambda: mean(y), 0), 3),
        "regression": timed(lambda: asked(lambda: regression(y, x, ("a", "b", "c")), 1), 3),
    }


def by_r(data: Table) -> Found | None:
    if not shutil.which("Rscript"):
        return None
    with TemporaryDirectory() as folder:
        for name, array in zip("wryx", data, strict=True):
            array.astype(float).T.tofile(Path(folder) / name)
        (Path(folder) / "run.R").write_text(R)
        command = ["Rscript", "--no-init-file", f"{folder}/run.R", folder, str(len(data[0]))]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def by_svy(data: Table) -> Found | None:
    try:
        import polars
        import svy
    except ImportError:
        return None
    weight, replicates, y, x = data
    columns = {"w": weight} | {f"r{k + 1}": replicates[:, k] for k in range(REPLICATES)}
    columns |= {f"y{k + 1}": y[:, k] for k in range(VALUES)} | {f"x{k + 1}": x[:, k] for k in range(VARIABLES)}
    frame, names = polars.DataFrame(columns), [f"y{k + 1}" for k in range(VALUES)]
    weights = svy.BrrWgts(prefix="r", n_reps=REPLICATES, fay_coef=0.5)

    def sample() -> Any:
        return svy.Sample(frame, svy.Design(wgt="w", rep_wgts=weights))

    def means() -> list[float]:
        found = sample().estimation.mean(names, method="replication", variance_center="estimate")
        return combined([(one.estimates[0].est, one.estimates[0].se) for one in found])

    def slopes() -> list[float]:
        made = sample()
        fits = [made.glm.fit(name, x=["x1", "x2", "x3"], method="replication") for name in names]
        return combined([(one.coefs[1].est, one.coefs[1].se) for one in fits])

    return {"mean": timed(means), "regression": timed(slopes)}


def combined(found: list[tuple[float, float]]) -> list[float]:
    values, errors = np.array(found).T
    return [values.mean(), float(np.sqrt((errors**2).mean() + 1.1 * values.var(ddof=1)))]


def compare(title: str, theirs: Found | None, same_rows: Found, mine: Found, times: float, close: float) -> None:
    """theirs and same_rows: of the same rows; mine: of all rows, `times` as many."""
    if theirs is None:
        return print(f"{title}: not installed")
    for name, (found, wall, processor) in theirs.items():
        of = name.split(",")[0]
        assert np.allclose(found, same_rows[of][0], rtol=close), (title, name, found, same_rows[of][0])
        ratios = wall * times / mine[of][1], processor * times / mine[of][2]
        print(
            f"{title:10}{name:16}{wall * times:8.2f} s (processor {processor * times:.2f} s)"
            f"{f', scaled by {times:g}' if times > 1 else ''}; : msoko {ratios[0]:.1f} by wall, {ratios[1]:.1f} by processor"
        )
    return None


def main(rows: int, rows_of_r: int) -> None:
    whole, part = table(rows), table(rows_of_r)
    print(f"{rows} rows, {VALUES} plausible values, {REPLICATES} replicates, {VARIABLES} variables")
    mine = ours(whole)
    compare("msoko", mine, mine, mine, 1, 0)
    compare("svy", by_svy(whole), mine, mine, 1, 0.01)
    compare("R survey", by_r(part), ours(part), mine, rows / rows_of_r, 1e-6)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:3]]
    main(*given, *(500_000, 50_000)[len(given) :])
