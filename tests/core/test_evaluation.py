"""Atoms: the common refinement of the slices, cut by content."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Schema, Table

TWO = Schema("classification", ("no", "yes"), features=1)


def points(numbers: list[float], schema: Schema = TWO) -> Table:
    features = np.array(numbers, dtype=np.float64)
    return Table.of(
        schema,
        hash_rows([features]),
        features=features[:, None],
        target=(features > 0).astype(np.int64) if schema.classes else features,
    )


def cut(table: Table, parts: int, slices: int = 2, seed: int = 0) -> Evaluation:
    members = np.random.default_rng(seed).random((slices, len(table))) < 0.5
    members[0] = True
    return Evaluation.cut(table, members, tuple(f"slice {s}" for s in range(slices)), parts)


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=60, unique=True),
    st.integers(1, 32),
    st.integers(1, 4),
)
def test_every_slice_is_a_union_of_atoms(numbers: list[float], parts: int, slices: int) -> None:
    table = points(numbers)
    members = np.random.default_rng(len(numbers)).random((slices, len(table))) < 0.5
    evaluation = Evaluation.cut(table, members, tuple(map(str, range(slices))), parts)
    rebuilt = evaluation.membership[:, evaluation.atom_of]
    np.testing.assert_array_equal(rebuilt, members)
    np.testing.assert_array_equal(evaluation.points, members.sum(axis=1))
    assert len(evaluation.atoms) == len(set(evaluation.atoms)) == evaluation.atom_of.max() + 1


def test_equal_points_share_an_atom() -> None:
    table = points([1.0, 2.0, 1.0, 3.0, 1.0])
    evaluation = Evaluation.cut(table, np.ones((1, 5), dtype=bool), ("all",), 32)
    assert len(set(evaluation.atom_of[table.features[:, 0] == 1.0])) == 1


def test_atoms_are_named_by_their_points_alone() -> None:
    numbers = [float(n) for n in range(40)]
    first, second = (
        Evaluation.cut(points(ns), np.ones((1, 40), dtype=bool), (name,), 8)
        for ns, name in ((numbers, "all"), (numbers[::-1], "renamed"))
    )
    assert set(first.atoms) == set(second.atoms)
    changed = Evaluation.cut(points([*numbers[:-1], 99.0]), np.ones((1, 40), dtype=bool), ("a",), 8)
    kept = set(first.atoms) & set(changed.atoms)
    assert len(first.atoms) - 2 <= len(kept) < len(first.atoms)


def test_parts_are_about_equal() -> None:
    table = points([float(n) for n in range(4000)])
    evaluation = Evaluation.cut(table, np.ones((1, 4000), dtype=bool), ("all",), 32)
    sizes = np.bincount(evaluation.atom_of)
    assert len(sizes) == 32
    assert sizes.min() > 80
    assert sizes.max() < 175


def test_sums_by_atom_take_worlds_in_front() -> None:
    evaluation = cut(points([float(n) for n in range(30)]), 4)
    values = np.random.default_rng(0).normal(size=(2, 3, 30))
    sums = evaluation.per_atom(values)
    assert sums.shape == (2, 3, len(evaluation.atoms))
    for place in np.ndindex(2, 3):
        np.testing.assert_array_equal(sums[place], evaluation.per_atom(values[place]))
        for atom in range(len(evaluation.atoms)):
            mine = values[place][evaluation.atom_of == atom].sum()
            np.testing.assert_allclose(sums[place][atom], mine, atol=1e-12)
    assert evaluation.per_atom(values[:0]).shape == (0, 3, len(evaluation.atoms))


def test_single_points_hold_the_same_slices() -> None:
    evaluation = cut(points([float(n) for n in range(-9, 9)]), 3, slices=3)
    single = evaluation.single_points
    assert len(single.atoms) == len(evaluation.table)
    np.testing.assert_array_equal(single.points, evaluation.points)
    values = np.random.default_rng(1).normal(size=18)
    np.testing.assert_allclose(
        single.membership @ single.per_atom(values),
        evaluation.membership @ evaluation.per_atom(values),
    )


def test_constants_count_points_and_classes() -> None:
    evaluation = cut(points([-2.0, -1.0, 1.0, 2.0, 3.0]), 2)
    constants = evaluation.constants
    assert constants["count"].sum() == 5
    assert constants["actual:0"].sum() == 2
    assert constants["actual:1"].sum() == 3


def test_constants_of_targets_are_about_the_center() -> None:
    table = points([4.0, 5.0, 9.0], Schema("regression", center=5.0, features=1))
    evaluation = Evaluation.cut(table, np.ones((1, 3), dtype=bool), ("all",), 1)
    assert evaluation.constants["target"].sum() == 3.0
    assert evaluation.constants["target_squared"].sum() == 17.0


def test_the_middle_is_the_median_of_each_feature() -> None:
    assert cut(points([1.0, 2.0, 900.0]), 1).middle.tolist() == [2.0]
    assert Evaluation.opaque(("a", "b")).middle.shape == (0,)
    moved = replace(cut(points([1.0, 2.0, 900.0]), 1), about=np.array([5.0]))
    assert moved.middle.tolist() == moved.single_points.middle.tolist() == [5.0]


def test_an_unknown_slice_is_an_error_with_its_remedy() -> None:
    evaluation = cut(points([1.0, 2.0]), 1)
    with pytest.raises(StudyError, match="Did you mean 'slice 1'"):
        evaluation.slice("slise 1")


def test_an_opaque_evaluation_has_an_atom_for_each_score() -> None:
    evaluation = Evaluation.opaque(("mmlu", "gsm8k"))
    assert len(set(evaluation.atoms)) == 2
    assert evaluation.membership.tolist() == [[True, False], [False, True]]
    assert all(a != b for a, b in pairwise(evaluation.atoms))


def test_equal_points_in_two_slices_are_two_atoms_with_names_of_their_own() -> None:
    table = points([1.0, 1.0, 2.0])
    members = np.array([[True, False, True], [False, True, True]])
    evaluation = Evaluation.cut(table, members, ("one", "other"), 1 << 40)
    assert len(set(evaluation.atoms)) == len(evaluation.atoms) == 3


def test_equal_points_are_single_points_with_names_of_their_own() -> None:
    table = points([1.0, 2.0, 1.0, 1.0])
    single = cut(table, 1).single_points
    assert len(set(single.atoms)) == 4
    alone = cut(points([1.0, 2.0]), 1).single_points
    assert set(alone.atoms) < set(single.atoms)
