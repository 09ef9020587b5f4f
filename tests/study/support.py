"""Small tables that the tests of studies share."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.study.study import Study

Plain = dict[str, list[Any]]


def people(rows: int = 120, seed: int = 0) -> Plain:
    """People with numbers and categories, some missing; four regions; a yes or no."""
    chance = np.random.default_rng(seed)
    age = chance.integers(18, 80, rows)
    job = chance.choice(["baker", "cook", "tailor"], rows)
    income = chance.normal(30, 9, rows).round(2)
    said = np.where(income + 5 * (job == "cook") + chance.normal(0, 5, rows) > 31, "yes", "no")
    return {
        "age": [None if row % 11 == 3 else int(value) for row, value in enumerate(age)],
        "job": [None if row % 13 == 5 else str(value) for row, value in enumerate(job)],
        "income": [float(value) for value in income],
        "sex": [str(value) for value in chance.choice(["f", "m"], rows)],
        "region": [str(value) for value in chance.choice(["N", "E", "S", "W"], rows)],
        "said": [str(value) for value in said],
    }


def study(table: Any = None, **settings: Any) -> Study:
    """A study of people, by region, with the fast learner."""
    given: dict[str, Any] = {
        "target": "said", "objects": "region", "slices": ["sex"], "learner": "centroid",
    }  # fmt: skip
    return Study.from_frame(people() if table is None else table, **(given | settings))


def taken(plain: Plain, rows: Any) -> Plain:
    """Some rows of a table."""
    return {name: [values[int(row)] for row in rows] for name, values in plain.items()}


def joined(first: Plain, second: Plain) -> Plain:
    return {name: values + second[name] for name, values in first.items()}


def contents(made: Study) -> Mapping[str, bytes]:
    return {item.name: item.content for item in made.universe}


def same_table(first: Table, second: Table) -> bool:
    """Bit for bit."""
    return all(
        np.array_equal(getattr(first, name), getattr(second, name), equal_nan=True)
        for name in ("hashes", "features", "target", "tokens", "offsets")
    )


def same_evaluation(first: Evaluation, second: Evaluation) -> bool:
    """The same atoms and slices, and points bit for bit."""
    return (
        sorted(first.atoms) == sorted(second.atoms)
        and first.slices == second.slices
        and same_table(first.table, second.table)
        and np.array_equal(first.atom_of, second.atom_of)
        and np.array_equal(first.membership, second.membership)
    )


def population(seed: int, learner: Any, rows: int = 400) -> Study:
    """A finite population of few distinct rows, which is trained on and measured on."""
    random = np.random.default_rng(seed)
    table = {
        "kind": random.integers(0, 4, rows).astype(float).tolist(),
        "mark": random.integers(0, 4, rows).astype(float).tolist(),
        "part": [f"p{row % 2}" for row in range(rows)],
    }
    leans = random.uniform(0.0, 0.6, (4, 4))
    table["said"] = [
        "yes" if random.uniform() < leans[int(kind), int(mark)] else "no"
        for kind, mark in zip(table["kind"], table["mark"], strict=True)
    ]
    return Study.from_frame(
        table, objects="part", target="said", evaluation=table, learner=learner, whole=True
    )
