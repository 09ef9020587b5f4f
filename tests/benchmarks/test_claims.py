"""Every claim of speed can still be measured, at toy sizes; no time is judged here."""

import pytest
from benchmarks.harness import catalogue
from benchmarks.harness.claim import Claim, Sides
from benchmarks.harness.measuring import measure
from benchmarks.harness.page import page
from benchmarks.harness.record import Kept, keep_claim

CLAIMS = {name: claim for name, claim in catalogue.claims().items() if claim.smoke}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_measured_and_written_down(name: str) -> None:
    measured = measure(CLAIMS[name], True, _nobody)
    assert measured.ours.low > 0
    assert set(measured.ratios) == set(measured.peers)
    kept: Kept = {"claims": {}, "curves": {}}
    keep_claim(kept, measured)
    assert CLAIMS[name].job in page(kept)


def test_sides_that_do_not_agree_are_not_timed() -> None:
    def build(_: object) -> Sides:
        raise AssertionError("accuracies differ")

    with pytest.raises(AssertionError, match="accuracies differ"):
        measure(Claim("wrong", "a wrong answer", "rows/s", build), True, _nobody)


@pytest.mark.parametrize(
    ("unit", "goal", "rate", "met"),
    [("rows/s", 100.0, 101.0, True), ("rows/s", 100.0, 99.0, False), ("ms", 10.0, 101.0, True)],
)
def test_a_goal_is_met_on_its_own_side(unit: str, goal: float, rate: float, met: bool) -> None:
    claim = Claim("some", "a job", unit, lambda _: pytest.fail("built"), goal=goal)
    assert claim.met(rate) is met


def _nobody(words: str) -> None:
    del words
