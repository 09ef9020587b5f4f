"""The operator that the program plays: it licenses what its guess says is worth the fee."""

from itertools import combinations
from typing import final

from datacounterfactuals.board.moves import Audit, Deploy, License, Move, SideOffer
from datacounterfactuals.board.players.guess import Guess
from datacounterfactuals.board.players.people import share
from datacounterfactuals.board.players.player import Chance, Player, Sight
from datacounterfactuals.board.rows import licensed, present, sent
from datacounterfactuals.board.rules import coins
from datacounterfactuals.board.state import Row

AUDITS = 3
"""Rows that it audits in the first season at most; later one more each."""
RESERVE = 4.0
"""The coins that it keeps for licences when it audits."""
HOPE = 0.7
"""How much of the doubt about a row it takes to be in its favour when it looks for one to audit."""
MARGIN = 0.5
"""The coins that a licence has to be expected to bring beyond its fee."""
BRIBE = 0.45
"""The share of what a group is expected to bring that is offered to it in secret."""


BEYOND = 1.2
"""What it offers in secret at most, beside what a group may expect of a deal."""


@final
class Operator(Player):
    """Fits a datamodel to the rows that it has seen, audits where it knows least, and takes the
    licences that are expected to earn most."""

    def move(self, sight: Sight, chance: Chance) -> Move:
        del chance
        guess = _guess(sight)
        state = sight.state
        audit = self._audit(sight, guess)
        if audit is not None:
            return audit
        side = None if state.sided else self._side(sight, guess)
        if side is not None:
            return side
        wanted, row = self._wanted(sight, guess)
        for owner in wanted:
            if owner not in state.licensed:
                return License(owner=owner)
        return Deploy(row=tuple(sorted(row)))

    def _audit(self, sight: Sight, guess: Guess) -> Move | None:
        """At first the full row; then what it would license if its guess errs on the good side."""
        state = sight.state
        if state.operator < sight.rules.audit_costs + RESERVE or state.licensed or state.sided:
            return None
        if len(state.audited) >= AUDITS + state.season - 1:
            return None
        full = frozenset(present(sight.scenario, state))
        if not state.audited:
            return Audit(row=tuple(sorted(full)))
        _, row = self._wanted(sight, guess, HOPE)
        if row in state.audited or state.price * guess.doubt(row) < sight.rules.audit_costs:
            return None
        return Audit(row=tuple(sorted(row)))

    def _side(self, sight: Sight, guess: Guess) -> Move | None:
        """Win over whoever holds back and is expected to bring most."""
        state = sight.state
        mine = licensed(state)
        offered = [p for one in state.groups if one.standing == "offers" for p in one.pieces]
        base = frozenset([*mine, *offered])
        best: tuple[float, str] | None = None
        for one in state.groups:
            if one.standing not in {"holds", "sends"}:
                continue
            brings = state.price * guess.gain(
                guess.best(sorted(base | set(one.pieces))), guess.best(sorted(base))
            )
            if one.standing == "sends":
                rival = sent(sight.scenario, state)
                brings += state.price * max(0.0, guess.gain(rival, rival - set(one.pieces)))
            if best is None or brings > best[0]:
                best = brings, one.letter
        if best is None:
            return None
        expects = share(state, sight.targets.people, sight.rules.seasons)
        price = coins(min(BRIBE * best[0], BEYOND * expects, state.operator))
        return SideOffer(group=best[1], price=price) if price >= 1.0 else None

    def _wanted(self, sight: Sight, guess: Guess, hope: float = 0.0) -> tuple[tuple[str, ...], Row]:
        """The licences that are expected to earn most, and the row to deploy with them; with
        `hope`, if every row that was not seen scores so many times its doubt more."""
        state, scenario = sight.state, sight.scenario
        offers = {
            one.letter: (one.price, one.pieces)
            for one in state.groups
            if one.standing == "offers" and one.letter not in state.licensed
        }
        substitute = scenario.substitute
        if substitute.letter not in state.licensed:
            offers[substitute.letter] = float(substitute.price), (substitute.letter,)
        rival, mine = sent(scenario, state), licensed(state)
        best: tuple[float, tuple[str, ...], Row] | None = None
        for size in range(len(offers) + 1):
            for chosen in combinations(sorted(offers), size):
                fee = sum(offers[letter][0] for letter in chosen)
                if fee > state.operator:
                    continue
                own = sorted(mine.union(*(offers[letter][1] for letter in chosen)))
                row = guess.best(own)
                better = guess.gain(row, rival) + hope * guess.doubt(row)
                earns = state.price * max(0.0, better)
                profit = earns - fee - MARGIN * size
                if best is None or profit > best[0] + 1e-9:
                    best = profit, chosen, row
        return ((), frozenset()) if best is None else best[1:]


def _guess(sight: Sight) -> Guess:
    state = sight.state
    return Guess(sight.scenario, state, sight.targets.worth, sight.cells, state.pays)
