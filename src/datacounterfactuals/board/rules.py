"""The numbers of the game, from one file, so that play-testing changes them in one place."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import final

from datacounterfactuals.board.scenario import Scenario


@final
@dataclass(frozen=True)
class Rules:
    """See `rules.toml`, where each stands with what it means."""

    seasons: int
    operator_coins: float
    group_coins: float
    fund: float
    hold_pays: float
    send_pays: float
    make_costs: float
    audit_costs: float
    stake: float
    share: float
    most_objects: int
    most_price: float
    signal_pays: float
    signal_costs: float


@cache
def rules() -> Rules:
    """The rules as they are played."""
    return Rules(**tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")))


def rules_of(scenario: Scenario) -> Rules:
    """The rules of a scenario: it may have a few numbers of its own."""
    return replace(rules(), **scenario.numbers.model_dump(exclude_none=True))


def coins(amount: float) -> float:
    """An amount of coins: money is counted in tenths."""
    return round(amount, 1)
