"""The jackknife is the textbook's, and honest in simulation; parts are never mixed."""

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.uncertainty import Part, Uncertainty, between_repeats, jackknife


def left_out_means(groups: list[Floats]) -> tuple[Floats, Floats, Floats]:
    """The mean of all values, the means with each group left out, the sizes of the groups."""
    everything = np.concatenate(groups)
    left = [
        np.concatenate([g for other, g in enumerate(groups) if other != out]).mean()
        for out in range(len(groups))
    ]
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    return np.asarray(everything.mean()), np.array(left), sizes


@pytest.mark.parametrize("size", [1, 5])
def test_for_equal_groups_it_is_the_delete_one_jackknife(size: int) -> None:
    values = np.random.default_rng(0).normal(size=(12, size))
    whole, left, sizes = left_out_means(list(values))
    textbook = np.sqrt((12 - 1) / 12 * ((left - left.mean()) ** 2).sum())
    np.testing.assert_allclose(jackknife(whole, left, sizes), textbook, rtol=1e-12)


def test_for_single_values_it_is_the_standard_error_of_the_mean() -> None:
    values = np.random.default_rng(1).normal(size=30)
    whole, left, sizes = left_out_means([values[place : place + 1] for place in range(30)])
    wanted = values.std(ddof=1) / np.sqrt(30)
    np.testing.assert_allclose(jackknife(whole, left, sizes), wanted, rtol=1e-12)


def test_for_unequal_groups_it_is_that_of_busing_meijer_and_van_der_leeden() -> None:
    random = np.random.default_rng(2)
    groups = [random.normal(size=size) for size in (3, 9, 1, 5, 20)]
    whole, left, sizes = left_out_means(groups)
    count, total = len(groups), sizes.sum()
    estimate = count * whole - ((1 - sizes / total) * left).sum()
    ratio = total / sizes
    pseudo = ratio * whole - (ratio - 1) * left
    variance = ((pseudo - estimate) ** 2 / (ratio - 1)).mean()
    np.testing.assert_allclose(jackknife(whole, left, sizes), np.sqrt(variance), rtol=1e-12)


def test_empty_groups_count_for_nothing() -> None:
    whole, left, sizes = left_out_means([np.array([1.0, 2.0]), np.array([5.0]), np.array([3.0])])
    padded = jackknife(whole, np.append(left, whole), np.append(sizes, 0.0))
    np.testing.assert_allclose(padded, jackknife(whole, left, sizes), rtol=1e-12)


def test_it_is_taken_for_every_value_at_once() -> None:
    random = np.random.default_rng(3)
    whole, left = random.normal(size=(4, 2)), random.normal(size=(4, 2, 6))
    sizes = random.integers(1, 9, 6).astype(np.float64)
    together = jackknife(whole, left, sizes)
    for place in np.ndindex(4, 2):
        alone = jackknife(whole[place], left[place], sizes)
        np.testing.assert_allclose(together[place], alone, rtol=1e-12)


def test_in_simulation_it_estimates_the_spread_of_a_ratio() -> None:
    random = np.random.default_rng(4)
    estimates, errors = [], []
    for _ in range(400):
        sizes = random.integers(20, 60, 16)
        groups = [random.exponential(size=(size, 2)) for size in sizes]
        tops = np.array([group[:, 0].sum() for group in groups])
        bottoms = np.array([group[:, 1].sum() for group in groups])
        whole = tops.sum() / bottoms.sum()
        left = (tops.sum() - tops) / (bottoms.sum() - bottoms)
        estimates.append(whole)
        errors.append(jackknife(np.asarray(whole), left, sizes.astype(np.float64)))
    np.testing.assert_allclose(np.mean(errors), np.std(estimates), rtol=0.1)
    covered = np.abs(np.array(estimates) - 1.0) <= 2.13 * np.array(errors)
    assert 0.92 <= covered.mean() <= 0.98


def test_the_spread_between_repeats_is_the_standard_error_of_their_mean() -> None:
    values = np.random.default_rng(5).normal(size=(7, 3, 2))
    wanted = np.sqrt(values.var(axis=0, ddof=1) / 7)
    np.testing.assert_allclose(between_repeats(values), wanted)


def test_a_total_is_shown_only_when_every_part_is_known() -> None:
    measured, none = Part.measured(np.array([3.0]), 5), Part.none("all worlds were trained")
    known = Uncertainty(measured, none, Part.measured(np.array([4.0]), 9), none)
    assert known.total is not None
    np.testing.assert_allclose(known.total, [5.0])
    assert known.with_(source=Part.unknown("not asked for")).total is None
    assert Uncertainty(none, none, none, none).total is None


def test_a_repeat_that_is_missing_is_left_out_of_the_spread() -> None:
    values = np.array([[1.0, 1.0, 1.0], [2.0, 2.0, np.nan], [6.0, np.nan, np.nan]])
    error = between_repeats(values)
    np.testing.assert_allclose(error[0], between_repeats(values[:, 0]))
    np.testing.assert_allclose(error[1], np.std([1.0, 2.0], ddof=1) / np.sqrt(2))
    assert np.isnan(error[2])
