"""Operations on lanes agree with numpy's on numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.learners.kernels import lanes
from datacounterfactuals.learners.kernels.compiling import kernel
from datacounterfactuals.learners.kernels.lanes import (
    absolute,
    exp,
    fma,
    high8,
    larger,
    load8,
    load16,
    log,
    low8,
    narrow16,
    root,
    smaller,
    splat8,
    splat16,
    store8,
    store16,
    total,
    totals8,
    where_less,
)

SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 5e-324]


@kernel
def exponentials(values: Array, out: Array) -> None:
    for place in range(0, values.size, 8):
        store8(out, place, exp(load8(values, place)))


@kernel
def exponentials16(values: Array, out: Array) -> None:
    for place in range(0, values.size, 16):
        store16(out, place, exp(load16(values, place)))


@kernel
def logarithms(values: Array, out: Array) -> None:
    for place in range(0, values.size, 8):
        store8(out, place, log(load8(values, place)))


@kernel
def logarithms16(values: Array, out: Array) -> None:
    for place in range(0, values.size, 16):
        store16(out, place, log(load16(values, place)))


@kernel
def arithmetic(a: Array, b: Array, out: Array) -> None:
    x, y = load8(a, 0), load8(b, 0)
    store8(out, 0, x + y)
    store8(out, 8, x - y)
    store8(out, 16, x * y)
    store8(out, 24, x / y)
    store8(out, 32, -x)
    store8(out, 40, fma(x, y, splat8(2.0)))
    store8(out, 48, smaller(x, y))
    store8(out, 56, larger(x, y))
    store8(out, 64, root(absolute(x)))
    store8(out, 72, where_less(x, y, splat8(1.0), splat8(0.0)))
    store8(out, 80, splat8(total(x)))


@kernel
def halved(values: Array, single: Array, out: Array) -> None:
    both = narrow16(load8(values, 0), load8(values, 8))
    store16(single, 0, both * splat16(2.0))
    store8(out, 0, low8(both))
    store8(out, 8, high8(both))


@kernel
def summed(values: Array, out: Array) -> None:
    a, b, c, d = load8(values, 0), load8(values, 8), load8(values, 16), load8(values, 24)
    e, f, g, h = load8(values, 32), load8(values, 40), load8(values, 48), load8(values, 56)
    store8(out, 0, totals8(a, b, c, d, e, f, g, h))


def test_the_sums_of_eight_registers_stand_side_by_side() -> None:
    values, out = np.random.default_rng(5).normal(size=(8, 8)), np.empty(8)
    summed(values, out)
    np.testing.assert_allclose(out, values.sum(axis=1), rtol=1e-13)


def relative(found: Array, wanted: Array) -> Any:
    with np.errstate(all="ignore"):
        sound = np.isfinite(wanted) & (wanted != 0)
        return np.abs(found[sound].astype(float) / wanted[sound] - 1.0).max()


def test_exponentials_are_right_to_the_last_places() -> None:
    draw = np.random.default_rng(0)
    values = np.concatenate([draw.uniform(-708, 709, 4000), draw.normal(size=4000), SPECIAL])
    out = np.empty_like(values)
    exponentials(values, out)
    with np.errstate(all="ignore"):
        wanted = np.exp(values)
    assert relative(out, wanted) < 4e-16
    np.testing.assert_array_equal(np.isnan(out), np.isnan(wanted))
    np.testing.assert_array_equal(np.isinf(out), np.isinf(wanted))


def test_exponentials_go_under_and_over_as_numbers_do() -> None:
    values = np.array([-745.0, -720.0, -746.0, -1e300, 709.7, 710.0, 1e300, -1e-300])
    out = np.empty_like(values)
    exponentials(values, out)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(out, np.exp(values), rtol=1e-15, atol=1e-323)


def test_logarithms_are_right_to_the_last_places() -> None:
    draw = np.random.default_rng(1)
    near = 1.0 + draw.uniform(-0.3, 0.5, 4000) * 10.0 ** draw.uniform(-15, 0, 4000)
    values = np.concatenate([np.exp(draw.uniform(-744, 709, 4000)), near, SPECIAL])
    out = np.empty_like(values)
    logarithms(values, out)
    with np.errstate(all="ignore"):
        wanted = np.log(values)
    assert relative(out, wanted) < 4e-16
    np.testing.assert_array_equal(np.isnan(out), np.isnan(wanted))
    np.testing.assert_array_equal(out[np.isinf(wanted)], wanted[np.isinf(wanted)])


@pytest.mark.parametrize(
    ("made", "numpy", "low", "high"),
    [(exponentials16, np.exp, -87.0, 88.0), (logarithms16, np.log, 1e-38, 1e38)],
)
def test_single_precision_is_right_to_its_last_places(
    made: Callable[[Array, Array], None], numpy: Any, low: float, high: float
) -> None:
    values = np.random.default_rng(2).uniform(low, high, 8000).astype(np.float32)
    out = np.empty_like(values)
    made(values, out)
    assert relative(out, numpy(values.astype(float))) < 2e-7


def test_arithmetic_is_lane_by_lane() -> None:
    draw = np.random.default_rng(3)
    a, b = draw.normal(size=8), draw.normal(size=8)
    out = np.empty((11, 8))
    arithmetic(a, b, out)
    wanted = [
        a + b, a - b, a * b, a / b, -a, a * b + 2.0, np.minimum(a, b), np.maximum(a, b),
        np.sqrt(np.abs(a)), (a < b) * 1.0, np.full(8, a.sum()),
    ]  # fmt: skip
    np.testing.assert_allclose(out, wanted, rtol=1e-14)


def test_numbers_change_precision_both_ways() -> None:
    values = np.random.default_rng(4).normal(size=16)
    single, out = np.empty(16, dtype=np.float32), np.empty(16)
    halved(values, single, out)
    np.testing.assert_array_equal(out, values.astype(np.float32))
    np.testing.assert_array_equal(single, 2 * values.astype(np.float32))


def test_lanes_outside_a_kernel_say_so() -> None:
    with pytest.raises(RuntimeError, match="inside a kernel"):
        splat8(1.0)


def test_every_operation_is_known_to_the_compiler() -> None:
    assert set(lanes.compiled()) == lanes.OPERATIONS
