import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.bank.column_set import ColumnSet, products
from tests.bank.support import atoms, columns


@given(st.integers(0, 2**12 - 1))
def test_any_columns_are_disjoint_products(bits: int) -> None:
    wanted = np.array([bits >> place & 1 for place in range(12)], dtype=bool).reshape(4, 3)
    again = np.zeros((4, 3), dtype=int)
    for some_atoms, some_statistics in products(wanted):
        again[np.ix_(some_atoms, some_statistics)] += 1
    assert (again == wanted).all()


def test_an_overlap_pairs_the_columns_that_both_have() -> None:
    asked = ColumnSet(atoms(1, 2, 3), ("loss", "margin"))
    stored = ColumnSet(atoms(3, 9, 1), ("right", "loss"))
    overlap = asked.overlap(stored)
    assert overlap is not None
    assert not overlap.covers
    assert overlap.mask.tolist() == [[True, False], [False, False], [True, False]]
    for here, there in zip(overlap.atoms, overlap.stored_atoms, strict=True):
        assert asked.atoms[here] == stored.atoms[there]


def test_sets_without_a_common_column_do_not_overlap() -> None:
    assert columns(statistics=["loss"]).overlap(columns(statistics=["right"])) is None
    assert ColumnSet(atoms(1), ("loss",)).overlap(ColumnSet(atoms(2), ("loss",))) is None


def test_a_column_set_is_read_back_from_its_text() -> None:
    assert ColumnSet.from_text(columns().text) == columns()


def test_order_counts_in_the_name() -> None:
    assert columns(statistics=["a", "b"]).name != columns(statistics=["b", "a"]).name


def test_a_column_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        columns(statistics=["loss", "loss"])
