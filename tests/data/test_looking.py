"""Looking at a table: what each column seems to be."""

import numpy as np
import pytest

from datacounterfactuals.data.frames import read_columns
from datacounterfactuals.data.looking import look

ROWS = 60
CHANCE = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("age", CHANCE.integers(18, 80, ROWS).tolist(), "number"),
        ("height", CHANCE.normal(size=ROWS).tolist(), "number"),
        ("colour", CHANCE.choice(["red", "blue"], ROWS).tolist(), "category"),
        ("row", list(range(1, ROWS + 1)), "id"),
        ("customer_id", CHANCE.choice(10**6, ROWS, replace=False).tolist(), "id"),
        ("code", [f"k{number}x" for number in range(ROWS)], "id"),
        ("note", [f"this is the remark number {n} of them all" for n in range(ROWS)], "text"),
        ("same", ["x"] * ROWS, "constant"),
        ("nothing", [None] * ROWS, "constant"),
    ],
)
def test_a_column_is_what_it_looks_like(name: str, values: list[object], kind: str) -> None:
    (profile,) = look(read_columns({name: values}))
    assert profile.kind == kind


def test_missing_and_distinct_values_are_counted() -> None:
    (profile,) = look(read_columns({"a": ["x", "y", None, "x"]}))
    assert (profile.rows, profile.distinct, profile.missing) == (4, 2, 1)
    assert profile.values == (("x", 2), ("y", 1))


def test_only_few_and_frequent_values_make_groups() -> None:
    few, many = look(
        read_columns({"few": ["a", "b"] * 30, "many": [str(n % 20) for n in range(60)]})
    )
    assert few.few
    assert not many.few
