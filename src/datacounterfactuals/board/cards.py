"""Scenario cards: each changes one rule, and may be played with any scenario."""

from dataclasses import dataclass
from typing import final

from datacounterfactuals.board.scenario import Card


@final
@dataclass(frozen=True)
class CardInfo:
    """A card in words."""

    name: Card
    title: str
    about: str


CARDS = (
    CardInfo(
        "signal",
        "Planting a signal",
        "For one coin more, what a group makes carries a mark. A deployed row that holds it shows "
        "the mark, and the operator settles with the group for two coins.",
    ),
    CardInfo(
        "reserved",
        "Reserving a test set",
        "The people keep the evaluation points of the slices that pay now and next: an audit does "
        "not lift their fog before they have paid.",
    ),
    CardInfo(
        "regulator",
        "A regulator's audit",
        "A row that is deployed is uncovered to all on every slice, not on the one that pays.",
    ),
    CardInfo(
        "kept",
        "Kept models",
        "Nothing is unlearned: a row that was deployed once may be deployed again without a "
        "licence, as it was trained.",
    ),
)
