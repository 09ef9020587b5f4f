"""shapiq: `python with_shapiq.py DATA.npz OBJECTS`.

A game whose every value is a scikit-learn fit. On `agree` it prints the exact Shapley values of
four objects, on `go` the seconds that those of all took.
"""

import json
import sys
import time

import numpy as np
import shapiq
from sklearn.linear_model import LogisticRegression

held = np.load(sys.argv[1])
everything = int(sys.argv[2])


class Training(shapiq.Game):
    """Accuracy of a model trained on the objects of a coalition."""

    def __init__(self, players, **settings):
        self.settings = settings
        super().__init__(n_players=players, normalize=False)

    def value_function(self, coalitions):
        out = np.full(len(coalitions), 0.5)
        for place, coalition in enumerate(coalitions):
            there = np.isin(held["owner"], np.flatnonzero(coalition))
            if there.any():
                model = LogisticRegression(max_iter=1000, **self.settings)
                model.fit(held["X"][there], held["y"][there])
                out[place] = (model.predict(held["points"]) == held["target"]).mean()
        return out


def values(players, **settings):
    game = Training(players, **settings)
    computer = shapiq.ExactComputer(n_players=players, game=game)
    found = computer("SV", order=1)
    return [float(found[(n,)]) for n in range(players)]


print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "agree":
        print(json.dumps(values(4, solver="newton-cholesky", tol=1e-12)), flush=True)
    else:
        began = time.perf_counter()
        values(everything)
        print(time.perf_counter() - began, flush=True)
