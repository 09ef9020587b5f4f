"""The groups that the program plays: each looks one season ahead, and holds with the others while
that is worth more than what it may be offered in secret."""

from typing import Literal, final

from datacounterfactuals.board.moves import Hold, Make, Move, Offer, Reply, Send
from datacounterfactuals.board.players.guess import LATER, Guess
from datacounterfactuals.board.players.player import Chance, Player, Sight
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.state import Group, State

Mood = Literal["firm", "wavering", "gone"]
ASKS = 0.48
"""The share of what it is expected to bring that a group asks for at first."""
FLOOR = 1.5
"""The least that a group asks for: more than holding back would pay."""
SOLIDARITY = 0.4
"""The most of what the people lack so far that holding back counts for, by luck."""
LEAST, MOST = 0.8, 1.2
"""Between what bounds of its share, by luck, a side offer wins a group over."""


def share(state: State, people: float, seasons: int) -> float:
    """What a group may expect of a deal, a season: its part of what the people have to reach,
    more surely the more of them stand together."""
    together = sum(one.standing in {"holds", "sends"} for one in state.groups)
    return people / seasons / len(state.groups) * (0.5 + 0.5 * together / len(state.groups))


def mood(state: State, people: float, seasons: int) -> Mood:
    """How a group that holds back stands to the others: firm while its share of the expected deal
    beats what tempts it to leave them."""
    offered, expects = tempting(state), share(state, people, seasons)
    if offered <= LEAST * expects:
        return "firm"
    return "wavering" if offered <= MOST * expects else "gone"


def tempting(state: State) -> float:
    """What is to be had by leaving the others: what has been offered in secret, or an equal part
    of the fees paid last."""
    if state.side:
        return state.side[1]
    fees = state.paid[-1].fees if state.paid else ()
    paid = [fee for fee in fees if fee > 0.0]
    return sum(paid) / len(paid) if paid else 0.0


@final
class People(Player):
    """Plays every group, one after another."""

    def move(self, sight: Sight, chance: Chance) -> Move:
        state = sight.state
        if state.phase == "reply" and state.side is not None:
            expects = share(state, sight.targets.people, sight.rules.seasons)
            return Reply(takes=state.side[1] > expects * float(chance.uniform(LEAST, MOST)))
        group = state.groups[state.turn]
        brings = self._brings(sight, group)
        price = coins(
            min(
                sight.rules.most_price,
                max(FLOOR, sight.temper * self._asks(state, group, chance) * brings),
            )
        )
        left = sight.rules.seasons - state.season
        offer = price * self._taken(state, group)
        hold = min(sight.rules.hold_pays, state.fund) + self._solidarity(sight, chance)
        send = sight.rules.send_pays + 0.5 * self._solidarity(sight, chance)
        make = self._made(sight, group, left)
        best = max(offer, hold, send, make)
        if best == make and make > 0.0:
            return Make(group=group.letter, piece=group.unmade[0])
        if best == offer:
            return Offer(group=group.letter, price=price)
        return Hold(group=group.letter) if best == hold else Send(group=group.letter)

    def _brings(self, sight: Sight, group: Group) -> float:
        """What the operator is expected to earn more with the group's objects, on this slice."""
        state = sight.state
        guess = Guess(sight.scenario, state, sight.targets.worth, sight.cells, state.pays)
        others = [
            piece
            for one in state.groups
            if one.letter != group.letter and one.standing not in {"holds", "sends"}
            for piece in one.pieces
        ]
        own = guess.best([*others, *group.pieces])
        return max(0.0, state.price * guess.gain(own, guess.best(others)))

    def _asks(self, state: State, group: Group, chance: Chance) -> float:
        """Less after a refusal, more after a licence."""
        place = [one.letter for one in state.groups].index(group.letter)
        asks = ASKS * float(chance.uniform(0.8, 1.3))
        for paid in state.paid:
            if paid.standings[place] == "offers":
                asks *= 1.12 if paid.fees[place] > 0.0 else 0.75
        return min(asks, 0.95)

    def _taken(self, state: State, group: Group) -> float:
        """How surely an offer is taken: as often as lately, from two thirds at the start."""
        place = [one.letter for one in state.groups].index(group.letter)
        offered = [
            paid.fees[place] > 0.0 for paid in state.paid if paid.standings[place] == "offers"
        ]
        return (2.0 + sum(offered)) / (3.0 + len(offered))

    def _solidarity(self, sight: Sight, chance: Chance) -> float:
        """What holding back is worth beyond its pay: it shows the operator what it loses, while
        the people are behind what they have to reach."""
        state = sight.state
        done = (state.season - 1) / sight.rules.seasons
        earned = state.people - sight.rules.group_coins * len(state.groups)
        behind = done * sight.targets.people - earned
        each = sight.targets.people / sight.rules.seasons / len(state.groups)
        return float(chance.uniform(0.0, SOLIDARITY)) * min(max(behind, 0.0), 2.0 * each)

    def _made(self, sight: Sight, group: Group, left: int) -> float:
        """What a new object is worth: a part of what the first brings, while seasons are left."""
        state, rules = sight.state, sight.rules
        full = sum(len(one.pieces) for one in state.groups) + 1 >= rules.most_objects
        if not group.unmade or full or group.coins < rules.make_costs or left < 2:
            return 0.0
        next_ = state.slices[state.season] if state.season < rules.seasons else state.pays
        guess = Guess(sight.scenario, state, sight.targets.worth, sight.cells, next_)
        others = [p for one in state.groups if one.letter != group.letter for p in one.pieces]
        own = frozenset([*others, *group.pieces])
        brings = state.price * guess.gain(own, frozenset(others))
        expected = sight.temper * ASKS * LATER * max(0.0, brings) * self._taken(state, group)
        return expected * left - rules.make_costs
