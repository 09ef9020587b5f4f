"""The picture of a plan, and how its numbers are said."""

import re
from dataclasses import replace

import pytest

from datacounterfactuals.planning.drawing import Range
from datacounterfactuals.planning.result import Point, StrikePlan
from datacounterfactuals.site.sheets.plan import FLAT, drawing, percent, worse


def _plan(high: float) -> StrikePlan:
    """Ten people, whose leaving costs as much as they are in number; the last range is wide."""
    curve = tuple(
        Point("everybody", float(people), Range(people - 1.0, float(people), people + 1.0))
        for people in range(10)
    )
    last = Point("everybody", 10.0, Range(9.0, 10.0, high))
    return StrikePlan(
        "rides.csv", "driver", "tip", 90, 10, 0.3, None, 4, "more wrong guesses in 100", "", (), (),
        (*curve, last), (), (), 6,
    )  # fmt: skip


def _scale(picture: str) -> float:
    """The largest number that stands at an axis."""
    return max(float(one) for one in re.findall(r">(\d+)</text>", picture))


def test_a_wide_range_at_the_end_does_not_press_the_picture_flat() -> None:
    wide, narrow = drawing(_plan(900.0)), drawing(_plan(12.0))
    assert _scale(wide) <= 20 < 900
    assert FLAT in wide
    assert FLAT not in narrow


def test_a_plan_in_which_nobody_loses_anything_has_a_picture() -> None:
    plan = _plan(12.0)
    still = tuple(Point(one.series, one.people, Range(0.0, 0.0, 0.0)) for one in plan.curve)
    assert drawing(replace(plan, curve=still)).startswith("<svg")


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (Range(0.0, 0.0, 0.0), "nothing"),
        (Range(-0.0031, 0.0112, 0.0411), "0.011 (−0.003 to 0.041)"),
        (Range(-1.64, 0.62, 9.3), "0.6 (−1.6 to 9.3)"),
        (Range(-1.64, 2.2, 48.0), "2 (−2 to 48)"),
    ],
)
def test_a_loss_is_said_with_the_digits_that_count(loss: Range, said: str) -> None:
    assert worse(loss) == said


def test_a_share_on_which_all_tries_agree_is_said_to_be_so() -> None:
    assert percent(Range(0.999, 1.0, 1.0)) == "100% in every try"
    assert percent(Range(0.69, 0.99, 1.0)) == "99% (69 to 100%)"
