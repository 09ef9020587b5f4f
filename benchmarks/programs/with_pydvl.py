"""pyDVL: `python with_pydvl.py DATA.npz exact|walk SECONDS`.

On `agree` it prints the exact Shapley values of the first four objects. On `go` it values all
objects for so many seconds, and prints the seconds that one evaluation of a subset took.
"""

import json
import sys
import time

import numpy as np
from pydvl.valuation import (
    Dataset,
    DeterministicUniformSampler,
    GroupedDataset,
    MaxTime,
    ModelUtility,
    NoStopping,
    PermutationSampler,
    ShapleyValuation,
    SupervisedScorer,
)
from sklearn.linear_model import LogisticRegression

held = np.load(sys.argv[1])
kind, seconds = sys.argv[2], float(sys.argv[3])
tight = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)


class Counting(ModelUtility):
    """Counts how many subsets it is asked for."""

    asked = 0

    def __call__(self, sample):
        Counting.asked += 1  # of the class: valuing works on copies
        return super().__call__(sample)


def utility(model):
    test = Dataset(held["points"], held["target"])
    return Counting(model, SupervisedScorer("accuracy", test, default=0.5), show_warnings=False)


def training(objects):
    there = held["owner"] < objects
    X, y, owner = held["X"][there], held["y"][there], held["owner"][there]
    return GroupedDataset(X, y, owner) if kind == "exact" else Dataset(X, y)


def agree():
    valuation = ShapleyValuation(
        utility(tight), DeterministicUniformSampler(), NoStopping(), progress=False
    )
    valuation.fit(training(4))
    values = valuation.result
    return json.dumps([float(values.values[list(values.names).index(n)]) for n in values.names])


def value():
    counted = utility(LogisticRegression(max_iter=1000))
    sampler = DeterministicUniformSampler() if kind == "exact" else PermutationSampler(seed=1)
    valuation = ShapleyValuation(counted, sampler, MaxTime(seconds), progress=False)
    before, began = Counting.asked, time.perf_counter()
    valuation.fit(training(len(held["owner"])))
    return (time.perf_counter() - began) / (Counting.asked - before)


print("ready", flush=True)
for line in sys.stdin:
    print(agree() if line.strip() == "agree" else value(), flush=True)
