"""Moves in words, as they stand in a hand and in a log."""

from datacounterfactuals.board.moves import (
    Audit,
    Deploy,
    Hold,
    License,
    Make,
    Move,
    Offer,
    Reply,
    Send,
    SideOffer,
)
from datacounterfactuals.board.scenario import Scenario


def spelled(row: object) -> str:
    """A row of pieces as a word; "nothing" for the empty one."""
    return " ".join(sorted(row)) if isinstance(row, tuple | frozenset) and row else "nothing"


def money(amount: float) -> str:
    """Coins in words."""
    return f"{amount:g} coin" if amount == 1 else f"{amount:g} coins"


def told(scenario: Scenario, move: Move) -> str:
    """What was done, as a sentence."""
    names = {one.letter: one.name for one in (*scenario.groups, scenario.substitute)}
    operator = scenario.operator.capitalize()

    def whole(letter: str) -> str:
        return names.get(letter, letter).capitalize()

    match move:
        case Offer():
            return f"{whole(move.group)} offer their data for {money(move.price)}."
        case Hold():
            return f"{whole(move.group)} hold their data back."
        case Send():
            return f"{whole(move.group)} send their data to {scenario.rival}."
        case Make():
            how = " It is a spoiled stand-in." if move.spoiled else ""
            how = " It carries a mark." if move.marked else how
            return f"{whole(move.group)} make {move.piece}.{how}"
        case Reply():
            return "The side offer is taken." if move.takes else "The side offer is declined."
        case Audit():
            return f"{operator} audits the row {spelled(move.row)}."
        case SideOffer():
            price = money(move.price)
            return f"{operator} offers the {names.get(move.group, move.group)} {price} in secret."
        case License():
            return f"{operator} licenses the data of {names.get(move.owner, move.owner)}."
        case Deploy():
            return f"{operator} deploys the row {spelled(move.row)}."
