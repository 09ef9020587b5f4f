"""The rows of a board that was extended."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.core.blocks import Block, blocks_of, joined
from datacounterfactuals.core.universe import DataObject, Universe

OLD = tuple(DataObject(name, name.encode() * 16) for name in "ABCD")
E = DataObject("E", b"E" * 16)
STAND_IN = DataObject("B*", b"b" * 16, stands_in_for="B", instead=True)


def rows(universe: Universe, blocks: tuple[Block, ...]) -> list[frozenset[str]]:
    worlds = joined(blocks, len(universe))
    every = worlds.weights(0, len(worlds))
    assert ((every == 0) | (every == 1)).all()
    return [frozenset(universe.names[at] for at in np.flatnonzero(row)) for row in every]


def test_old_rows_come_first_and_stay_in_their_order() -> None:
    universe = Universe((*OLD, E, STAND_IN))
    blocks = blocks_of(universe, range(4), 1 << 16)
    old = rows(universe, blocks)[:16]
    assert old == [frozenset("ABCD"[j] for j in range(4) if b >> j & 1) for b in range(16)]


def test_every_choice_of_what_is_new_is_a_block_and_no_row_stands_twice() -> None:
    universe = Universe((*OLD, E, STAND_IN))
    blocks = blocks_of(universe, range(4), 1 << 16)
    assert [len(block) for block in blocks] == [16, 16, 8, 8]
    every = rows(universe, blocks)
    assert len(set(every)) == len(every) == 48
    assert not any({"B", "B*"} <= row for row in every)
    assert {row for row in every if "E" in row and "B*" in row} == {
        frozenset({"E", "B*", *("ACD"[j] for j in range(3) if b >> j & 1)}) for b in range(8)
    }


def test_a_board_too_large_has_the_rows_near_its_ends() -> None:
    universe = Universe((*OLD, E))
    blocks = blocks_of(universe, range(4), 20)
    assert [block.whole for block in blocks] == [True, False]
    new = rows(universe, blocks)[16:]
    assert new[0] == {"A", "B", "C", "D", "E"}
    assert [frozenset("ABCD") - row for row in new[1:5]] == [{"D"}, {"C"}, {"B"}, {"A"}]
    assert [row - {"E"} for row in new[5:9]] == [{"A"}, {"B"}, {"C"}, {"D"}]
    assert new[9] == {"E"}


@given(st.integers(0, 8), st.booleans())
def test_a_block_has_as_many_rows_as_it_says(free: int, whole: bool) -> None:
    block = Block((free,), tuple(range(free)), whole)
    assert len(block.worlds(free + 1)) == len(block)


@pytest.mark.parametrize("taken", [False, True])
def test_a_stand_in_is_on_the_roster_only_where_it_takes_the_place(taken: bool) -> None:
    other = DataObject("B*", b"b" * 16, stands_in_for="B", instead=taken)
    assert Universe((*OLD, other)).roster.names == (
        ("A", "C", "D", "B*") if taken else ("A", "B", "C", "D")
    )
