"""From a table to answers: 20 objects, every one of 2^20 models trained, kept, and asked about."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from itertools import count
from pathlib import Path

import numpy as np
from sklearn.naive_bayes import GaussianNB

import datacounterfactuals as dc
from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from benchmarks.harness.sides import loop, sample, timed
from benchmarks.harness.tabular import breast_cancer, lattice
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.statistics import of_probabilities
from datacounterfactuals.questions.value.banzhaf import Banzhaf
from datacounterfactuals.questions.value.beta_shapley import BetaShapley
from datacounterfactuals.questions.value.shapley import Shapley
from datacounterfactuals.study.study import Study

PLACE = 52
OBJECTS, SAMPLE = 20, 300
ALONE = "import sys; from benchmarks.million import alone; alone(int(sys.argv[1]), sys.argv[2])"


def study(objects: int) -> Study:
    """Breast cancer in so many random groups, scored on all points and on nine parts of them."""
    problem = breast_cancer(objects)
    held, kinds = len(problem.points), np.array(["malignant", "benign"])
    draw = np.random.default_rng(2)
    values = np.concatenate([problem.X, problem.points])
    frame = {f"feature {place:02}": column for place, column in enumerate(values.T)} | {
        "kind": kinds[np.concatenate([problem.y, problem.target])],
        "group": np.array([f"group {one:02}" for one in [*problem.owner, *[0] * held]]),
        "use": np.array(["train"] * len(problem.X) + ["test"] * held),
        "part": np.array([f"part {one}" for one in draw.integers(1, 10, len(values))]),
    }
    return Study.from_frame(
        frame,
        target="kind",
        objects="group",
        evaluation="use",
        slices="part",
        exclude=["part"],
        learner="naive_bayes",
        name="million",
    )


def building(setting: Setting) -> Sides:
    """A fresh bank and a fresh process each time; the loop trains a sample and keeps nothing."""
    objects, number = setting.pick(OBJECTS, 8), count()
    problem = breast_cancer(objects)
    worlds = lattice(problem)
    places = sample(problem, worlds, setting.pick(SAMPLE, 20))
    rows = worlds.select(places).weights(0, len(places))
    said: dict[str, Fact] = {}

    def ours() -> float:
        words = [sys.executable, "-c", ALONE, str(objects), str(setting.folder / f"{next(number)}")]
        printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        said.clear()
        said.update(json.loads(printed))
        return float(said["fill (s)"]) + float(said["ask (s)"])

    def facts() -> Mapping[str, Fact]:
        return said

    return Sides(
        Side("fill and ask", ours, float(len(worlds))),
        (timed("scikit-learn loop", loop(problem, rows, GaussianNB), len(places)),),
        facts=facts,
    )


def alone(objects: int, folder: str) -> None:
    """Fill and ask in a process of its own; say as JSON what that took."""
    facts: dict[str, Fact] = {}
    made, bank = study(objects), Bank(Path(folder))
    grid = dc.Grid(made, bank)
    with closing(bank):
        began = time.perf_counter()
        filled = grid.fill(progress=None)
        facts["fill (s)"] = time.perf_counter() - began
        began = time.perf_counter()
        answers = dc.ask(
            grid,
            Shapley(limit=objects),
            Banzhaf(limit=objects),
            BetaShapley(alpha=16, beta=1, limit=objects),
            progress=None,
        )
        facts["ask (s)"] = time.perf_counter() - began
    assert filled.trained == 1 << objects
    assert all(answer.status == "complete" for answer in answers)
    shapley, ends = answers[0], grid.ends()
    gain = np.diff(grid.scores(ends).values, axis=0)[0]
    assert np.allclose(shapley.values.sum(axis=0), gain), "values do not add up to the gain"
    size = sum(path.stat().st_size for path in Path(folder).iterdir())
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    peak = next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    facts |= {
        "slices": len(grid.window().columns),
        "statistics of each slice": len(of_probabilities(made.evaluation.schema)),
        "bank (MB)": size / 1e6,
        "peak memory (MB)": peak / 1e6,
    }
    sys.stdout.write(json.dumps(facts))


CLAIMS = (
    Claim(
        "million",
        "20 objects, naive Bayes: fill and keep 2^20 rows, answer Shapley, Banzhaf, Beta(16, 1)",
        "s",
        lambda setting: building(setting).as_one_call(),
        group="others",
    ),
)
