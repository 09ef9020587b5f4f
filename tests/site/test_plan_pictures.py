"""The picture of a plan: what each loses when more take part."""

import re
from dataclasses import replace

from datacounterfactuals.planning.drawing import Range
from datacounterfactuals.planning.result import Point, StrikePlan
from datacounterfactuals.site.sheets.plan import FLAT, drawing


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
