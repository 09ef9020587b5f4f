"""What a table can tell is said before any score is looked at."""

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.runs.design import design_of
from datacounterfactuals.runs.geometry import Geometry
from tests.runs.support import design, table


def rows(*worlds: str, names: str = "ABCD") -> Floats:
    return np.array([[float(name in world) for name in names] for world in worlds])


def test_a_full_lattice_identifies_everything() -> None:
    lattice = rows("", "A", "B", "C", "AB", "AC", "BC", "ABC", names="ABC")
    found = design_of(table(lattice, np.arange(8.0)))
    assert found.rank == found.effects == 4
    assert found.identified == ("s0", "s1", "s2")
    assert found.ties == ()


def test_objects_that_always_move_together_are_named_with_the_run_that_parts_them() -> None:
    runs = table(rows("ABCD", "AD", "ABC", "D", "BCD", "A"), np.arange(6.0))
    (tie,) = design_of(runs).ties
    assert tie.kind == "together"
    assert tie.objects == ("s1", "s2")
    assert tie.words().startswith("s1 and s2 always move together: only their sum is identified")
    parted = np.array(tie.weights)
    assert parted[1] != parted[2]
    assert np.abs(runs.worlds - parted).sum(axis=1).min() == 1  # one step from a run
    grown = table(np.vstack([runs.weights, parted]), np.arange(7.0))
    assert design_of(grown).ties == ()


@pytest.mark.parametrize(
    ("worlds", "kind"),
    [
        (("AB", "A", "AC", "ABC"), "always in"),
        (("AB", "A", "B", ""), "never in"),
        (("AB", "C", "A", "AC", "B"), "one of two"),
    ],
)
def test_other_ties_are_told_apart(worlds: tuple[str, ...], kind: str) -> None:
    if kind == "one of two":
        worlds = ("AB", "AC", "B", "C", "AB")
    found = design_of(table(rows(*worlds, names="ABC"), np.arange(float(len(worlds)))))
    assert [tie.kind for tie in found.ties] == [kind]


def test_a_relation_among_three_objects_is_found() -> None:
    # C is in exactly when one of A and B is, and D varies freely: C = A + B.
    runs = table(rows("AC", "BC", "D", "ACD", "BCD", ""), np.arange(6.0))
    (tie,) = design_of(runs).ties
    assert tie.kind == "related"
    assert set(tie.objects) == {"s0", "s1", "s2"}
    assert design_of(runs).identified == ("s3",)


def test_identified_effects_are_those_that_least_squares_determines() -> None:
    chance = np.random.default_rng(3)
    for _ in range(40):
        weights = design(chance, int(chance.integers(3, 12)), 6, 0.5)
        runs = table(weights, np.zeros(len(weights)))
        X = np.column_stack([np.ones(len(weights)), weights])
        null = np.eye(7) - np.linalg.pinv(X) @ X
        expected = np.abs(null[1:]).max(axis=1) < 1e-8
        assert Geometry(runs).identified().tolist() == expected.tolist()
        assert design_of(runs).rank == np.linalg.matrix_rank(X)


def test_every_unidentified_object_is_in_a_tie() -> None:
    chance = np.random.default_rng(4)
    for _ in range(40):
        found = design_of(table(design(chance, 6, 8, 0.5), np.zeros(6)))
        tied = {name for tie in found.ties for name in tie.objects}
        assert set(found.objects) - set(found.identified) <= tied


def test_noise_is_pooled_over_repeats() -> None:
    weights = rows("A", "A", "B", "B", "B", "AB", names="AB")
    values = np.array([1.0, 3.0, 5.0, 6.0, 7.0, 9.0])
    (noise,) = design_of(table(weights, values)).noise
    assert noise.freedom == 3
    assert noise.spread == pytest.approx(np.sqrt((2.0 + 2.0) / 3))
    (none,) = design_of(table(rows("A", "B", "AB", names="AB"), np.arange(3.0))).noise
    assert none.spread is None


def test_a_run_that_alone_tells_of_something_is_named() -> None:
    weights = np.vstack([rows("AB", "A", "B", "AB", "A", "B", ""), rows("ABC")])
    found = design_of(table(weights, np.arange(8.0)))
    assert found.lonely == ("row 8",)


def test_shares_identify_trade_offs() -> None:
    chance = np.random.default_rng(0)
    shares = chance.dirichlet(np.ones(3), 8)
    found = design_of(table(shares, np.zeros(8), "shares"))
    assert found.identified == ("s0", "s1", "s2")
    assert found.rank == found.effects == 3


def test_hopeless_tables_identify_nothing_and_say_so() -> None:
    for weights in (rows("AB"), rows("AB", "AB", "AB")):
        found = design_of(table(weights, np.arange(float(len(weights)))))
        assert found.identified == ()
        assert "no object's own effect is identified" in found.words()
