"""Sums over a lattice: one pass gives what the direct sum over all worlds gives."""

import math
from collections.abc import Sequence
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest

from datacounterfactuals.core import lattice_sums
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.contrast import Rule, semivalue, size_means
from datacounterfactuals.core.lattice_sums import LatticeSums

NAMES = tuple(f"o{number}" for number in range(16))


def rules(width: int, members: tuple[int, ...]) -> list[Rule]:
    """Semivalues, interactions of pairs and of three, averages by size."""

    def shapley(size: int, count: int) -> float:
        return 1.0 / (count * math.comb(count - 1, size))

    return [
        semivalue(width, members, NAMES, shapley),
        semivalue(width, members, NAMES, lambda size, count: 0.5 ** (count - 1)),
        semivalue(width, members, NAMES, lambda size, count: 0.3**size, order=2),
        semivalue(width, members, NAMES, lambda size, count: 0.5**count, order=3),
        size_means(width, members),
    ]


def direct(rule: Rule, values: Floats) -> Floats:
    """Weight times value, world by world; NaN where a world with a weight has no value."""
    weights = rule.weights(0, len(values))
    absent = ~np.isfinite(values)
    holes = (weights != 0).astype(np.float64) @ absent.astype(np.float64) > 0
    return np.where(holes, np.nan, weights @ np.where(absent, 0.0, values))


def folded(
    values: Floats, count: int, order: int, edges: Sequence[int] = (), threads: int = 2
) -> LatticeSums:
    """The sums, from blocks that end at these edges."""
    sums = LatticeSums(count, values.shape[1], order, threads)
    for start, stop in pairwise([0, *sorted(edges), len(values)]):
        sums.add(start, values[start:stop])
    return sums


@pytest.mark.parametrize("columns", [1, 3, 10, 130])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 9])
def test_every_rule_agrees_with_the_direct_sum(count: int, columns: int) -> None:
    draw = np.random.default_rng(count)
    values = draw.normal(size=(1 << count, columns))
    members = tuple(range(count))
    for rule in rules(count, members):
        got = rule.of(folded(values, count, 3))
        np.testing.assert_allclose(got, direct(rule, values), atol=1e-11)
        alone = rule.of(folded(values, count, rule.order))
        np.testing.assert_allclose(alone, got, atol=1e-12)


def test_members_may_be_any_objects_in_any_order() -> None:
    members = (7, 2, 11, 3, 9)
    values = np.random.default_rng(1).normal(size=(32, 2))
    for rule in rules(13, members):
        np.testing.assert_allclose(rule.of(folded(values, 5, 3)), direct(rule, values), atol=1e-12)


def test_blocks_may_be_of_any_length_and_come_in_any_order() -> None:
    draw = np.random.default_rng(2)
    count = 11
    values = draw.normal(size=(1 << count, 3))
    edges = [0, *sorted(draw.integers(0, 1 << count, 9).tolist()), 1 << count]
    with patch.object(lattice_sums, "STRETCH", 64):  # many rows of high bits
        sums = LatticeSums(count, 3, 2)
        for start, stop in reversed(list(pairwise(edges))):
            sums.add(start, values[start:stop])
    for rule in rules(count, tuple(range(count))):
        if rule.order <= 2:
            np.testing.assert_allclose(rule.of(sums), direct(rule, values), atol=1e-11)


def test_threads_change_nothing() -> None:
    values = np.random.default_rng(3).normal(size=(1 << 12, 4))
    with patch.object(lattice_sums, "THREADED", 1):
        several = [folded(values, 12, 1, threads=threads).holding()[1] for threads in (1, 2, 5)]
    np.testing.assert_allclose(several[1], several[0], atol=1e-11)
    np.testing.assert_allclose(several[2], several[0], atol=1e-11)


@pytest.mark.parametrize("hole", [np.nan, np.inf])
@pytest.mark.parametrize("edges", [(), (77, 640, 1111)])
def test_a_hole_spoils_the_labels_that_weigh_it_and_no_others(
    hole: float, edges: tuple[int, ...]
) -> None:
    count = 11
    draw = np.random.default_rng(4)
    values = draw.normal(size=(1 << count, 3))
    values[[5, 700, 2047], 1] = hole
    members = tuple(range(count))
    some = np.zeros((2, count + 1))
    some[0, 3], some[1, 10] = 2.0, 1.0  # no hole has 3 members outside {0}; one has 10
    picky = Rule((("a",), ("b",)), count, members, ((0,), (0,)), some)
    with patch.object(lattice_sums, "STRETCH", 64):
        sums = folded(values, count, 2, edges)
    for rule in (picky, *rules(count, members)):
        if rule.order <= 2:
            np.testing.assert_allclose(rule.of(sums), direct(rule, values), atol=1e-11)
    assert np.isfinite(picky.of(sums)[0]).all()
    assert np.isnan(picky.of(sums)[1]).tolist() == [False, True, False]


def test_a_rule_touches_the_worlds_that_it_weighs() -> None:
    count, members = 6, tuple(range(6))
    sparse = np.zeros((2, count + 1))
    sparse[0, 2], sparse[1, 4] = 1.0, -1.0
    picky = Rule((("a",), ("b",)), count, members, ((0,), (1, 2)), sparse)
    means = size_means(count, members)
    means = Rule(means.labels[2:4], count, members, means.targets[2:4], means.coefficients[2:4])
    for rule in (picky, means, *rules(count, members)):
        wanted = (rule.weights(3, 60) != 0).any(axis=0)
        np.testing.assert_array_equal(rule.touches(3, 60), wanted)


def test_the_memory_of_the_tables_is_known_before_they_are_made() -> None:
    sums = LatticeSums(12, 100, 2, threads=2)
    held = [*sums._by_low, sums._by_high]  # pyright: ignore[reportPrivateUsage]
    assert sum(table.nbytes for table in held) == LatticeSums.bytes(12, 100, 2, threads=2)
