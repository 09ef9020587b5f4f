"""Two processes that fill one grid, against one.

Each round runs one process alone and then two at once on a fresh bank. What is timed runs from the
first training to the last commit: the workers load the study first and start on a signal.
"""

import os
import subprocess
import sys
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.harness.claim import Claim, Setting, Side, Sides

PLACE = 90
ROWS, QUICK = 6000, 300
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
LATTICE = 1024
THREADS = ("DATACF_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def seconds(processes: int, rows: int, folder: Path) -> float:
    """How long so many processes, of one thread each, fill a fresh bank."""
    environment = os.environ | dict.fromkeys(THREADS, "1")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(folder), str(rows)],
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
    assert trained == LATTICE, f"{trained} rows were trained, not {LATTICE}"
    return max(float(w[2]) for w in printed) - min(float(w[1]) for w in printed)


def build(setting: Setting) -> Sides:
    """Two processes are ours, one is the peer."""
    rows, fresh = QUICK if setting.quick else ROWS, count()

    def run(processes: int) -> float:
        return seconds(processes, rows, setting.folder / str(next(fresh)))

    return Sides(
        Side("two processes", partial(run, 2), LATTICE),
        (Side("one process", partial(run, 1), LATTICE),),
        agreement="both train every row exactly once",
    )


CLAIMS = (
    Claim(
        "two-processes",
        "one grid filled by two processes of one thread, logistic regression on 6,000 points",
        "rows/s",
        build,
        bound="two cores",
        group="others",
        smoke=False,
    ),
)
