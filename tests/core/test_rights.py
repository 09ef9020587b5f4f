"""Use rights: which rows and columns they shut, and how they are written."""

import numpy as np
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.rights import RIGHTS, TRAINED, rights_from, spelled
from datacounterfactuals.core.shutting import open_rows, refuse_rows
from datacounterfactuals.core.universe import DataObject, Universe


def universe(*names: str, **stand_ins: str) -> Universe:
    objects = [DataObject(name, name.encode()) for name in names]
    objects += [DataObject(name, name.encode(), stands_in_for=of) for name, of in stand_ins.items()]
    return Universe(tuple(objects))


@pytest.mark.parametrize("right", RIGHTS)
def test_a_row_is_open_exactly_if_all_in_it_may_be_trained_on(right: str) -> None:
    limited = universe("A", "B", "C").where({"B": right})
    lattice = Lattice(3, (0, 1, 2))
    wanted = [right in TRAINED or not (row >> 1 & 1) for row in range(8)]
    assert open_rows(limited, lattice).tolist() == wanted
    assert ("B" in limited.roster.names) == (right in TRAINED)
    assert limited.board.names == ("A", "B", "C")


def test_a_shut_row_is_refused_by_the_name_of_its_object_and_its_right() -> None:
    limited = universe("A", "B").where({"B": "evaluable"})
    with pytest.raises(StudyError, match="'B' may not be trained on: its use right is evaluable"):
        refuse_rows(limited, Lattice(2, (0, 1)))
    refuse_rows(limited, Lattice(2, (0,)))


def test_a_stand_in_is_bound_by_the_right_of_its_original_unless_it_has_its_own() -> None:
    limited = universe("A", "B", copy="B").where({"B": "unavailable"})
    assert limited.right(2) == "unavailable"
    assert limited.where({"copy": "trainable"}).right(2) == "trainable"


def test_rights_change_no_key() -> None:
    free = universe("A", "B")
    limited = free.where({"A": "unavailable"})
    lattice = Lattice(2, (0, 1))
    assert np.array_equal(lattice.all_keys(free.keys), lattice.all_keys(limited.keys))


def test_rights_are_read_as_they_are_written() -> None:
    rights = rights_from(["A=evaluable", "a=b:reserved"])
    assert rights == {"A": "evaluable", "a=b": "reserved"}
    assert rights_from(spelled(rights)) == rights


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["A"], "not the right of an object"),
        (["=both"], "not the right of an object"),
        (["A=all"], "no use right is called 'all'"),
        (["A=both", "A=evaluable"], "given two rights"),
    ],
)
def test_what_cannot_be_read_is_told(texts: list[str], said: str) -> None:
    with pytest.raises(StudyError, match=said):
        rights_from(texts)


def test_an_object_that_is_not_there_is_told() -> None:
    with pytest.raises(StudyError, match="no object is named 'Z'"):
        universe("A").where({"Z": "both"})
