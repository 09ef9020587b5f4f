"""Two processes that fill one grid, against one: `python -m benchmarks.two_processes`.

Each round runs one process alone and then two at once on a fresh bank, for one thread a process
and for two. What is timed runs from the first training to the last commit: the workers load the
study first and start on a signal. Prints the ratio of rows per second by round, and its median.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

WORKER = """
import sys, time
import numpy as np, pandas as pd
from pathlib import Path
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.study.study import Study

draw = np.random.default_rng(0)
rows, features = int(sys.argv[2]), 24
x = draw.normal(size=(rows, features))
y = (x[:, 0] - x[:, 1] + draw.normal(size=rows) > 0).astype(int)
frame = pd.DataFrame(x, columns=[f"x{i}" for i in range(features)])
frame = frame.assign(y=np.where(y, "yes", "no"), team=draw.choice(list("ABCDEFGHIJ"), size=rows))
study = Study.from_frame(frame, target="y", objects="team", learner={"kind": "logistic"})
grid = Grid(study, Bank(Path(sys.argv[1])))
grid.missing(grid.lattice())
print("ready", flush=True)
sys.stdin.readline()
started = time.time()
trained = grid.fill(progress=None).trained
print(trained, started, time.time(), flush=True)
"""


def run(processes: int, threads: int, rows: int) -> float:
    """Rows per second of so many processes on one fresh bank."""
    environment = os.environ | {
        name: str(threads)
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    }
    with tempfile.TemporaryDirectory() as folder:
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, str(Path(folder) / "bank"), str(rows)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
            for _ in range(processes)
        ]
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        printed = [worker.communicate()[0].split() for worker in workers]
    trained = sum(int(words[0]) for words in printed)
    seconds = max(float(w[2]) for w in printed) - min(float(w[1]) for w in printed)
    return trained / seconds


def main() -> None:
    """Run the rounds and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=6000, help="rows of data")
    options = parser.parse_args()
    for threads in (1, 2):
        ratios: list[float] = []
        for _ in range(options.rounds):
            one, two = run(1, threads, options.rows), run(2, threads, options.rows)
            ratios.append(two / one)
            print(f"{threads} thread(s): {one:.0f} and {two:.0f} rows/s, ratio {two / one:.2f}")
        print(
            f"{threads} thread(s) each: median ratio {statistics.median(ratios):.2f} "
            f"(from {min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
