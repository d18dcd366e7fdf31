"""Pupils in schools: a million pupils against lme4 (R), fewer against statsmodels. Run: python -m benchmarks.multilevel

Both fit the same table in one run and the estimates are compared first. lme4 is timed by itself, without reading.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from msoko.psychometrics import multilevel, three_level

SCRIPT = """
suppressMessages(library(lme4))
options(digits = 15)
n <- {n}
read <- function(name, what, size) readBin(file.path("{folder}", name), what, n, size = size)
d <- data.frame(y = read("y", "double", 8), x = read("x", "double", 8),
                school = read("school", "integer", 4), district = read("district", "integer", 4))
taken <- proc.time()
fit <- lmer({formula}, d, REML = TRUE)
effects <- ranef(fit, condVar = TRUE)
taken <- proc.time() - taken
cat(as.character(packageVersion("lme4")), taken[["elapsed"]], fixef(fit), as.data.frame(VarCorr(fit))$vcov,
    as.numeric(logLik(fit)), "\\n")
"""
FORMULAS = {
    "two levels": "y ~ x + (1 | school)",
    "two levels, slopes differ": "y ~ x + (x | school)",
    "three levels": "y ~ x + (1 | district / school)",
}


def pupils(n: int, schools: int, seed: int = 4) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    school = np.sort(rng.integers(0, schools, n)).astype(np.int32)
    district = (school // 20).astype(np.int32)
    x = rng.normal(size=n)
    slope = 0.6 + 0.1 * rng.normal(size=schools)[school]
    own = 0.4 * rng.normal(size=schools)[school] + 0.25 * rng.normal(size=district.max() + 1)[district]
    return {"y": slope * x + own + 0.8 * rng.normal(size=n), "x": x, "school": school, "district": district}


def ours(data: dict[str, np.ndarray], case: str) -> tuple[float, list[float], float]:
    """Seconds, fixed effects and variances, log-likelihood."""
    started = time.perf_counter()
    if case == "three levels":
        three = three_level.fit(data["y"], data["x"][:, None], data["school"], data["district"])
        spread = [three.between_middle, three.between_top, three.residual]
        return time.perf_counter() - started, [*three.beta, *spread], three.log_likelihood
    two = multilevel.fit(data["y"], data["x"][:, None], data["school"], slopes=(0,) if "slopes" in case else ())
    seconds = time.perf_counter() - started
    c = two.covariance
    spread = [c[0, 0], two.residual] if len(c) == 1 else [c[0, 0], c[1, 1], c[0, 1], two.residual]
    return seconds, [*two.beta, *spread], two.log_likelihood


def theirs(data: dict[str, np.ndarray], case: str) -> tuple[float, list[float], float, str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, column in data.items():
            column.tofile(Path(folder) / name)
        script = SCRIPT.format(n=len(data["y"]), folder=folder, formula=FORMULAS[case])
        said = subprocess.run(["Rscript", "-"], input=script, capture_output=True, text=True, check=True).stdout.split()
    return float(said[1]), [float(word) for word in said[2:-1]], float(said[-1]), said[0]


def statsmodels(data: dict[str, np.ndarray]) -> float | None:
    try:
        from statsmodels.regression.mixed_linear_model import MixedLM
    except ImportError:
        return None
    started = time.perf_counter()
    MixedLM(data["y"], np.column_stack([np.ones(len(data["y"])), data["x"]]), data["school"]).fit()
    return time.perf_counter() - started


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    data = pupils(n, max(40, n // 100))
    print(f"{n:,} pupils in {len(np.unique(data['school'])):,} schools; REML with effects and their errors")
    for case in FORMULAS:
        seconds, estimates, fit = min(ours(data, case) for _ in range(3))
        peer, other, other_fit, version = theirs(data, case)
        far = max(abs(a - b) for a, b in zip(estimates, other, strict=True))
        print(
            f"{case:26} {seconds:7.2f} s   lme4 {version} {peer:7.2f} s   lme4 : this = {peer / seconds:5.1f}   "
            f"largest difference {far:.1e}, log-likelihood above lme4's by {fit - other_fit:.1e}",
            flush=True,
        )
    some = {name: column[: n // 20] for name, column in data.items()}
    seconds, _, _ = min(ours(some, "two levels") for _ in range(3))
    if (peer_seconds := statsmodels(some)) is not None:
        print(f"{n // 20:,} pupils: {seconds:.3f} s, statsmodels : this = {peer_seconds / seconds:.0f}")


if __name__ == "__main__":
    main()
