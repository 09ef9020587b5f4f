"""A plan of the people for one season: who offers at what price, who holds back and who sends, by
what the operator is expected to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.board.players.guess import Guess
from datacounterfactuals.board.players.player import Chance, Sight
from datacounterfactuals.board.state import Group
from datacounterfactuals.core.arrays import Floats, Ints

LOWEST, STEP = 1.5, 0.5
"""The prices that are thought of: from the lowest, by so much."""
DRAWS = 32
"""So many operators are imagined, each with another error in its own guess."""
COMMON, OWN = 0.4, 0.3
"""The errors: of all that data are worth together, and of what each group adds, as shares."""
MARGIN = 0.5
"""What a licence has to be expected to bring the operator beyond its fee."""
WON_OVER = 0.45
"""The share of what a group adds that it is expected to be offered in secret for a hold."""
WINS = 0.9
"""Of an equal share of what the people have to reach: what it is offered at most."""
PASSES = 2


@final
@dataclass(frozen=True)
class Step:
    """What one group is to do: offer at a price, hold or send; `pays`: what the people are
    expected to be paid this season if all do as planned."""

    way: str
    price: float
    pays: float


@final
class Plan:
    """One season of the people, looked ahead: for each way in which the groups may stand, the
    licences that imagined operators would take, and what that pays all groups together.

    `believed`: by group, how much more it thinks it is worth to the operator than the guess says.
    """

    def __init__(self, sight: Sight, believed: Mapping[str, float], chance: Chance) -> None:
        state = sight.state
        self._groups = state.groups
        self._believed = np.array([believed[one.letter] for one in state.groups])
        self._hold, self._send = min(sight.rules.hold_pays, state.fund), sight.rules.send_pays
        self._purse = state.purse
        expects = sight.targets.people / sight.rules.seasons / len(state.groups)
        self._most = WINS * expects
        self._members = _subsets(len(state.groups))
        self._values = self._worth(sight)
        common = np.exp(COMMON * chance.standard_normal(DRAWS))
        own = OWN * sight.targets.worth / len(state.groups)
        self._common = common[:, None]
        self._own = own * chance.standard_normal((DRAWS, len(state.groups))) @ self._members.T
        highest = min(sight.rules.most_price, sight.targets.worth)
        self._prices = np.arange(LOWEST, max(highest, LOWEST) + STEP / 2, STEP)

    def best(self, fixed: Sequence[tuple[str, float]], turn: int) -> Step:
        """What the group whose turn it is does best, those after it doing their best too.

        `fixed`: how the groups before it stand.
        """
        ways = [*fixed, *(("offers", LOWEST + 1.0) for _ in self._groups[len(fixed) :])]
        pays = self.pays(ways)
        for _ in range(PASSES):
            for place in range(len(fixed), len(ways)):
                ways[place], pays = self._improved(ways, place)
        way, price = ways[turn]
        return Step(way, price, pays)

    def pays(self, ways: Sequence[tuple[str, float]]) -> float:
        """What the people are expected to be paid this season if the groups stand so."""
        prices = np.array([[price for _, price in ways]])
        return float(self._income([way for way, _ in ways], prices)[0])

    def _improved(
        self, ways: Sequence[tuple[str, float]], place: int
    ) -> tuple[tuple[str, float], float]:
        """The best way for one group, the others staying as they are."""
        kinds, prices = [way for way, _ in ways], np.array([[price for _, price in ways]])
        many = np.repeat(prices, len(self._prices), axis=0)
        many[:, place] = self._prices
        offers = self._income([*kinds[:place], "offers", *kinds[place + 1 :]], many)
        best = int(np.argmax(offers))
        found = ("offers", float(self._prices[best])), float(offers[best])
        for way in ("holds", "sends"):
            pays = float(self._income([*kinds[:place], way, *kinds[place + 1 :]], prices)[0])
            if pays > found[1]:
                found = (way, 0.0), pays
        return found

    def _income(self, kinds: Sequence[str], prices: Floats) -> Floats:
        """Shape: [plans, groups] to [plans]."""
        offering = np.array([kind == "offers" for kind in kinds])
        holding = np.array([kind == "holds" for kind in kinds])
        sending = np.array([kind == "sends" for kind in kinds])
        open_ = ~(self._members[:, ~offering] > 0).any(axis=1)
        rival = int(sending @ (1 << np.arange(len(kinds))))
        values = self._values[:, rival]
        fees = prices * offering @ self._members.T
        felt = (prices / self._believed + MARGIN) * offering @ self._members.T
        allowed = open_ & (fees <= self._purse)
        left = values * self._common + self._own * (values > 0)
        left = left[None] - felt[:, None, :]
        left = np.where(allowed[:, None, :], left, -np.inf)
        taken = left.argmax(axis=2)
        paid = np.take_along_axis(fees, taken, axis=1).mean(axis=1)
        won = self._won(values, taken, holding)
        return paid + won + self._send * sending.sum() + self._hold * holding.sum()

    def _won(self, values: Floats, taken: Ints, holding: np.ndarray) -> Floats:
        """What is offered in secret to whoever holds back and would add most."""
        best = np.zeros(taken.shape)
        for place in np.flatnonzero(holding):
            more = values[taken | (1 << place)] - values[taken]
            offered = np.minimum(WON_OVER * self._believed[place] * more, self._most)
            best = np.maximum(best, offered - self._hold)
        return best.mean(axis=1)

    def _worth(self, sight: Sight) -> Floats:
        """What the operator is expected to earn with the objects of some groups, when others are
        sent to the rival. Shape: [groups licensed, groups sent]."""
        state, substitute = sight.state, sight.scenario.substitute
        guess = Guess(sight.scenario, state, sight.targets.worth, sight.cells, state.pays)
        owns = [_pieces(state.groups, row) for row in self._members]
        bare = np.array([guess.score(guess.best(own)) for own in owns])
        more = [guess.best([*own, substitute.letter]) for own in owns]
        with_ = np.array([guess.score(row) for row in more])
        rival = np.array([guess.score(frozenset([*own, substitute.letter])) for own in owns])
        listed = state.price * np.maximum(with_[:, None] - rival, 0.0) - substitute.price
        return np.maximum(state.price * np.maximum(bare[:, None] - rival, 0.0), listed)


def _subsets(count: int) -> Floats:
    """Every subset of so many groups, by its number in binary. Shape: [subsets, groups]."""
    return (np.arange(1 << count)[:, None] >> np.arange(count) & 1).astype(float)


def _pieces(groups: Sequence[Group], chosen: Floats) -> list[str]:
    return [
        piece for one, there in zip(groups, chosen, strict=True) if there for piece in one.pieces
    ]
