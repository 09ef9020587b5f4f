"""The groups that the program plays: each looks one season ahead, and holds with the others while
that is worth more than what it may be offered in secret."""

from typing import Literal, final

from datacounterfactuals.board.moves import Hold, Make, Move, Offer, Reply, Send
from datacounterfactuals.board.players.guess import LATER, Guess
from datacounterfactuals.board.players.plan import Plan
from datacounterfactuals.board.players.player import Chance, Player, Sight
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.state import Group, State

Mood = Literal["firm", "wavering", "gone"]
GETS = 0.15
"""The share of what a new object adds that a group expects to be paid for it, a season."""
TAKEN, REFUSED = 1.25, 0.85
"""How a group's belief in what it is worth changes when its offer is taken, and when it is not."""
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
    """Plays every group, one after another, each looking one season ahead: it imagines what the
    operator would license and offer in secret, and does what is expected to pay the people most."""

    def move(self, sight: Sight, chance: Chance) -> Move:
        state = sight.state
        if state.phase == "reply" and state.side is not None:
            expects = share(state, sight.targets.people, sight.rules.seasons)
            return Reply(takes=state.side[1] > expects * float(chance.uniform(LEAST, MOST)))
        group = state.groups[state.turn]
        believed = {one.letter: sight.temper * _learned(state, one) for one in state.groups}
        plan = Plan(sight, believed, chance)
        fixed = [(one.standing, one.price) for one in state.groups[: state.turn]]
        best = plan.best(fixed, state.turn)
        new = self._made(sight, group, believed[group.letter])
        if new > 0.0 and plan.best([*fixed, ("makes", 0.0)], state.turn).pays + new > best.pays:
            return Make(group=group.letter, piece=group.unmade[0])
        if best.way == "offers":
            return Offer(group=group.letter, price=coins(best.price))
        return Hold(group=group.letter) if best.way == "holds" else Send(group=group.letter)

    def _made(self, sight: Sight, group: Group, believed: float) -> float:
        """What a new object is worth: a part of what the group brings, while seasons are left."""
        state, rules = sight.state, sight.rules
        left = rules.seasons - state.season
        full = sum(len(one.pieces) for one in state.groups) + 1 >= rules.most_objects
        if not group.unmade or full or group.coins < rules.make_costs or left < 2:
            return 0.0
        next_ = state.slices[state.season] if state.season < rules.seasons else state.pays
        guess = Guess(sight.scenario, state, sight.targets.worth, sight.cells, next_)
        others = [p for one in state.groups if one.letter != group.letter for p in one.pieces]
        brings = state.price * guess.gain(frozenset([*others, *group.pieces]), frozenset(others))
        return believed * GETS * LATER * max(0.0, brings) * left - rules.make_costs


def _learned(state: State, group: Group) -> float:
    """Less after every refusal, more after every licence."""
    place = [one.letter for one in state.groups].index(group.letter)
    out = 1.0
    for paid in state.paid:
        if paid.standings[place] == "offers":
            out *= TAKEN if paid.fees[place] > 0.0 else REFUSED
    return out
