"""`python -m benchmarks [store importing engine disclosure objectivity studies instruments forecasts]`: each in a process of its own, all of them by default."""

import subprocess
import sys

BENCHMARKS = ("store", "importing", "engine", "disclosure", "objectivity", "studies", "instruments", "forecasts")

for name in sys.argv[1:] or BENCHMARKS:
    if name not in BENCHMARKS:
        sys.exit(f"no benchmark {name}; there are: {', '.join(BENCHMARKS)}")
    print(f"\n=== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
