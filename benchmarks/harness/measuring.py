"""Measures a claim: its sides in turn, round by round, in one run."""

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import final

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides

Say = Callable[[str], None]
QUICK_ROUNDS = 2
LEAST, MOST_CALLS = 0.2, 100
"""Seconds that what is timed takes at least, by calling it several times if need be."""


@final
@dataclass(frozen=True)
class Spread:
    """The least, the median and the most of some numbers."""

    low: float
    median: float
    high: float

    @staticmethod
    def of(numbers: list[float]) -> "Spread":
        return Spread(min(numbers), statistics.median(numbers), max(numbers))


@final
@dataclass(frozen=True)
class Measured:
    """What came of a claim: rates in units per second, and how many times as fast as each peer we
    were, pair by pair; `fraction` of the limit's rate. `units` of one call of ours."""

    claim: Claim
    rounds: int
    ours: Spread
    ours_name: str
    units: float
    peers: Mapping[str, Spread]
    ratios: Mapping[str, Spread]
    limit: Spread | None
    limit_name: str
    fraction: Spread | None
    agreement: str
    skipped: Mapping[str, str]
    facts: Mapping[str, Fact]
    seconds: float


def measure(claim: Claim, quick: bool, say: Say) -> Measured:
    """Build the sides, warm each up, then run them in turn so many rounds."""
    began = time.perf_counter()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        sides = claim.build(Setting(quick, folder, opened))
        for name, reason in sides.skipped.items():
            say(f"{name} is left out: {reason}")
        rounds = QUICK_ROUNDS if quick else claim.rounds
        rates = _rounds(sides, rounds, quick, say)
        facts = dict(sides.facts())
    ours = rates[0]
    peers = {s.name: rate for s, rate in zip(sides.peers, rates[1:], strict=False)}
    limit = rates[-1] if sides.limit else None
    return Measured(
        claim,
        rounds,
        Spread.of(ours),
        sides.ours.name,
        sides.ours.units,
        {name: Spread.of(rate) for name, rate in peers.items()},
        {name: _ratio(ours, rate) for name, rate in peers.items()},
        Spread.of(limit) if limit else None,
        sides.limit.name if sides.limit else "",
        _ratio(ours, limit) if limit else None,
        sides.agreement,
        sides.skipped,
        facts,
        time.perf_counter() - began,
    )


def rate(side: Side, calls: int = 1) -> float:
    """Units per second of some calls in a row."""
    began, own = time.perf_counter(), 0.0
    for _ in range(calls):
        own += side.run() or 0.0
    return calls * side.units / (own or time.perf_counter() - began)


def calls(side: Side, quick: bool) -> int:
    """Warm a side up, and say how many calls in a row are long enough to be timed."""
    side.run()
    if quick:
        return 1
    began = time.perf_counter()
    side.run()
    return min(MOST_CALLS, ceil(LEAST / (time.perf_counter() - began)))


def _rounds(
    sides: Sides, rounds: int, quick: bool, say: Callable[[str], None]
) -> list[list[float]]:
    every = [sides.ours, *sides.peers, *([sides.limit] if sides.limit else [])]
    say("warming up")
    often = [calls(side, quick) for side in every]
    rates: list[list[float]] = [[] for _ in every]
    for number in range(rounds):
        for side, times, kept in zip(every, often, rates, strict=True):
            kept.append(rate(side, times))
        against = ", ".join(
            f"{rates[0][-1] / kept[-1]:.3g} x {side.name}"
            for side, kept in zip(every[1:], rates[1:], strict=True)
        )
        say(f"round {number + 1} of {rounds}: {rates[0][-1]:.4g}/s, {against or 'no peer'}")
    return rates


def _ratio(ours: list[float], theirs: list[float]) -> Spread:
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])
