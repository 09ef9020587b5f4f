"""Rows by the names that everybody uses, and what they really are."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from datacounterfactuals.board.scenario import Scenario
from datacounterfactuals.board.state import Row, State
from datacounterfactuals.board.table import SPOILED


def present(scenario: Scenario, state: State) -> frozenset[str]:
    """Every object that is real now."""
    own = (piece for group in state.groups for piece in group.pieces)
    return frozenset([*own, scenario.substitute.letter])


def licensed(state: State) -> frozenset[str]:
    """The objects that the operator may use this season."""
    out: set[str] = set()
    for letter in state.licensed:
        group = state.group(letter)
        out.update([letter] if group is None else group.pieces)
    return frozenset(out)


def sent(scenario: Scenario, state: State) -> Row:
    """What the rival deploys: the public substitute, and what it was sent."""
    own = (piece for one in state.groups if one.standing == "sends" for piece in one.pieces)
    return frozenset([scenario.substitute.letter, *own])


def really(state: State, row: Row) -> Row:
    """The row as it is: with the spoiled pieces for what they are."""
    spoiled = frozenset(chain.from_iterable(group.spoiled for group in state.groups))
    return frozenset(real(name, name in spoiled) for name in row)


def real(piece: str, spoiled: bool) -> str:
    """The table's name of a piece."""
    return piece + SPOILED if spoiled else piece


def rows(names: Iterable[str]) -> Iterator[Row]:
    """Every row that can be made of some objects, the fullest first."""
    every = sorted(names)
    for size in range(len(every), -1, -1):
        for chosen in combinations(every, size):
            yield frozenset(chosen)
