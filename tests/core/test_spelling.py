"""Worlds are written as people write them, and read back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.core.world import World

NAMES = st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=5, unique=True)
WEIGHTS = st.sampled_from([0.0, 1.0, 1.0, 0.5, 2.0, 1e-9])


def universe(*names: str) -> Universe:
    return Universe(tuple(DataObject(name, name.encode().ljust(16)[:16]) for name in names))


@given(NAMES, st.data())
def test_a_world_spelled_is_read_back(names: list[str], data: st.DataObject) -> None:
    one = universe(*names)
    weights = {place: data.draw(WEIGHTS) for place in range(len(names))}
    world = World.of(len(names), weights)
    assume_clear = "empty" not in names
    if assume_clear or world.positions:
        assert one.world(one.spell(world)) == world


def test_letters_commas_weights_and_quotes_are_understood() -> None:
    letters = universe("A", "B", "C")
    assert letters.world("AC").positions == (0, 2)
    assert letters.world("A*0.5 B").weights == (0.5, 1.0)
    assert letters.world("full").positions == (0, 1, 2)
    assert letters.world("empty") == World.empty(3)
    people = universe("Smith, J.", "Jones")
    assert people.world('"Smith, J."*2, Jones').weights == (2.0, 1.0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("AX", "no object is named 'AX'"), ("A, A", "twice"), ("A*x", "not a number")],
)
def test_a_world_that_cannot_be_read_says_why(text: str, problem: str) -> None:
    with pytest.raises(StudyError, match=problem):
        universe("A", "B").world(text)
