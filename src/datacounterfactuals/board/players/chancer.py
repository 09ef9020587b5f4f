"""A player that does anything that is allowed: what the program has to beat."""

from typing import final

from datacounterfactuals.board.moves import Move, Offer, SideOffer
from datacounterfactuals.board.play import Play
from datacounterfactuals.board.players.player import Chance, Player, Sight
from datacounterfactuals.board.rules import coins


@final
class Chancer(Player):
    """Moves at random: first a kind of move, then one of that kind, at any price."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def move(self, sight: Sight, chance: Chance) -> Move:
        kinds: dict[str, list[Move]] = {}
        for move in self._play.moves(sight.state):
            kinds.setdefault(move.move, []).append(move)
        names = sorted(kinds)
        some = kinds[names[int(chance.integers(len(names)))]]
        move = some[int(chance.integers(len(some)))]
        if isinstance(move, Offer):
            return Offer(group=move.group, price=coins(float(chance.uniform(0.0, 8.0))))
        if isinstance(move, SideOffer):
            price = coins(float(chance.uniform(0.0, sight.state.operator)))
            return SideOffer(group=move.group, price=price)
        return move
