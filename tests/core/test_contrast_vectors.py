"""Contrasts as JSON: every reader of them finds the weights of the vectors kept here.

`contrast_vectors.json` is made by `python -m tests.core.test_contrast_vectors`; the page reads the
same file in `tests/browser/test_contrast.py`.
"""

import json
from math import exp, lgamma
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.families import Bernoulli, Beta, family
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.template import filled, read, rule, withdrawals
from datacounterfactuals.core.template import given as parameter
from datacounterfactuals.core.universe import DataObject, Universe

FILE = Path(__file__).parent / "contrast_vectors.json"
LETTERS = ("A", "B", "C", "D", "E")
WORDS = ("north", "south sea", "B*", "a, b", "full")
BETA = {"name": "beta", "alpha": parameter("alpha"), "beta": parameter("beta")}
INDEX = {"shapley": Beta().to_json(), "banzhaf": Bernoulli().to_json()}
ANY = withdrawals(parameter("world"), parameter("group"))
CASES: list[tuple[tuple[str, ...], Any, dict[str, Any]]] = [
    *(
        (LETTERS, rule(LETTERS, BETA, order), {"alpha": alpha, "beta": beta})
        for order in (1, 2, 3)
        for alpha, beta in ((1.0, 1.0), (4.0, 1.0), (0.01, 350.0), (16.5, 2.25))
    ),
    *((LETTERS, rule(LETTERS, Bernoulli(chance)), {}) for chance in (0.0, 0.3, 0.5, 1.0)),
    *(
        (WORDS, rule(WORDS[:4], parameter("index", INDEX), 2), {"index": index})
        for index in ("shapley", "banzhaf")
    ),
    (LETTERS, rule(("B",), Beta()), {}),
    (LETTERS, rule(("B",), Beta(), 2), {}),
    *(
        (LETTERS, ANY, {"world": world, "group": group})
        for world in ("full", "ABD", "A, B,D", "empty", "-", "E")
        for group in ("",)
    ),
    (LETTERS, ANY, {"world": "ABD", "group": "A, D"}),
    (LETTERS, ANY, {"world": "ABD", "group": "DA"}),
    (WORDS, ANY, {"world": 'north, B*, "a, b"', "group": "B*"}),
    (WORDS, ANY, {"world": "full", "group": ""}),
    (WORDS, ANY, {"world": '"a, b"', "group": ""}),
    (
        LETTERS,
        {"kind": "rule", "labels": [["x"], ["y"]], "members": ["A", "B", "C"],
         "targets": [["A"], []], "family": {"name": "bernoulli", "chance": 0.25}},
        {},
    ),
    (
        LETTERS,
        {"kind": "rule", "labels": [["1"]], "members": ["A", "C"], "targets": [[]],
         "coefficients": [[0.0, 0.5, 0.0]]},
        {},
    ),
    (
        LETTERS,
        {"kind": "terms", "labels": [["gap"]], "worlds": [{"A": 1.0}, {}, {"B": 1.0, "C": 1.0}],
         "terms": [[0, 0, 1.0], [0, 1, -0.5], [0, 2, -0.5]]},
        {},
    ),
]  # fmt: skip
WRONG: list[tuple[tuple[str, ...], Any, dict[str, Any]]] = [
    (LETTERS, ANY, {"world": "ABX", "group": ""}),
    (LETTERS, ANY, {"world": "A, A", "group": ""}),
    (LETTERS, ANY, {"world": "ABD", "group": "C"}),
    (LETTERS, ANY, {"world": "ABD", "group": "Q"}),
    (LETTERS, rule(LETTERS, BETA), {"alpha": 0.0, "beta": 1.0}),
    (LETTERS, rule(LETTERS, {"name": "bernoulli", "chance": 1.5}), {}),
    (LETTERS, rule(LETTERS, {"name": "gamma"}), {}),
]


def universe(names: tuple[str, ...]) -> Universe:
    return Universe(tuple(DataObject(name, digest(name)) for name in names))


def vector(names: tuple[str, ...], plain: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    """A template, what is given, and the weights: [label, world of the lattice, weight]."""
    found = read(filled(plain, parameters), universe(names))
    place = {world.positions: at for at, world in enumerate(Lattice(5, tuple(range(5))))}
    weights = np.zeros((len(found.labels), 32))
    for at, world in enumerate(found.worlds):
        weights[:, place[world.positions]] += found.weights(at, at + 1)[:, 0]
    return {
        "names": list(names),
        "contrast": plain,
        "parameters": parameters,
        "labels": [list(label) for label in found.labels],
        "weights": [
            [int(label), int(row), float(weights[label, row])]
            for label, row in np.argwhere(weights)
        ],
    }


def vectors() -> dict[str, Any]:
    wrong = [{"names": list(n), "contrast": c, "parameters": p} for n, c, p in WRONG]
    return {"right": [vector(*case) for case in CASES], "wrong": wrong}


def test_the_vectors_are_what_python_finds() -> None:
    kept = json.loads(FILE.read_text("utf-8"))
    assert json.loads(json.dumps(vectors())) == kept


@pytest.mark.parametrize(("names", "plain", "parameters"), WRONG)
def test_what_cannot_be_read_is_said(names: Any, plain: Any, parameters: Any) -> None:
    with pytest.raises(DataCounterfactualsError):
        read(filled(plain, parameters), universe(names))


@given(st.floats(0.01, 1000.0), st.floats(0.01, 1000.0), st.floats(0.0, 1.0), st.integers(0, 29))
@settings(max_examples=50)
def test_families_have_their_closed_forms(a: float, b: float, p: float, others: int) -> None:
    def log_beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    sizes = range(others + 1)
    wanted = [exp(log_beta(s + b, others - s + a) - log_beta(a, b)) for s in sizes]
    np.testing.assert_allclose(Beta(a, b).weights(others), wanted, rtol=1e-9)
    chances = [p**s * (1 - p) ** (others - s) for s in sizes]
    np.testing.assert_allclose(Bernoulli(p).weights(others), chances, rtol=1e-12)
    for one in (Beta(a, b), Bernoulli(p)):
        assert family(one.to_json()) == one


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors()) + "\n", "utf-8")
