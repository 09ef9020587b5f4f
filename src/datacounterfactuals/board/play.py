"""The rules of the game: which moves there are, and what each does."""

from collections.abc import Iterable, Iterator
from typing import final

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
from datacounterfactuals.board.paying import pay
from datacounterfactuals.board.rows import licensed, present, real, really, rows
from datacounterfactuals.board.rules import Rules, coins
from datacounterfactuals.board.scenario import BoardError, Scenario
from datacounterfactuals.board.state import Group, Row, State
from datacounterfactuals.board.table import Table


@final
class Play:
    """Plays moves of one scenario on one table."""

    def __init__(self, scenario: Scenario, rules: Rules, table: Table) -> None:
        self.scenario, self.rules, self.table = scenario, rules, table

    def after(self, state: State, move: Move) -> State:
        """The state after a move. Raises BoardError for one that the rules do not allow."""
        match move:
            case Offer() | Hold() | Make() | Send():
                return self._group(state, move)
            case Reply():
                return self._reply(state, move)
            case Audit():
                return self._audit(state, move)
            case SideOffer():
                return self._side(state, move)
            case License():
                return self._license(state, move)
            case Deploy():
                return self._deploy(state, move)

    # The people

    def _group(self, state: State, move: Offer | Hold | Make | Send) -> State:
        group = self._whose(state, move.group)
        match move:
            case Offer():
                if move.price > self.rules.most_price:
                    raise BoardError(
                        f"a price of {move.price:g} is more than {self.rules.most_price:g}",
                        "Name a lower one",
                    )
                state = _with(state, group.with_(standing="offers", price=coins(move.price)))
            case Hold():
                paid = min(self.rules.hold_pays, state.fund)
                group = group.with_(standing="holds", pay=paid, coins=coins(group.coins + paid))
                state = _with(state, group).with_(fund=coins(state.fund - paid))
            case Send():
                paid = self.rules.send_pays
                group = group.with_(standing="sends", pay=paid, coins=coins(group.coins + paid))
                state = _with(state, group)
            case Make():
                state = _with(state, self._made(state, group, move))
        last = state.turn + 1 == len(state.groups)
        return state.with_(turn=0, phase="operator") if last else state.with_(turn=state.turn + 1)

    def _made(self, state: State, group: Group, move: Make) -> Group:
        cost = self.rules.make_costs + (self.rules.signal_costs if move.marked else 0.0)
        if move.piece not in group.unmade:
            raise BoardError(
                f"{group.name} cannot make {move.piece}", f"They can make {_list(group.unmade)}"
            )
        if group.coins < cost:
            raise BoardError(
                f"making costs {cost:g} coins, and {group.name} have {group.coins:g}", "Earn first"
            )
        if move.marked and ("signal" not in self.scenario.cards or move.spoiled):
            raise BoardError("nothing can be marked here", "Make it plain")
        if sum(len(one.pieces) for one in state.groups) + 1 >= self.rules.most_objects:
            raise BoardError(
                f"the table holds {self.rules.most_objects} objects", "Offer, hold or send"
            )
        there = really(state, present(self.scenario, state))
        self.table.bring([*there, real(move.piece, move.spoiled)])
        named = frozenset([move.piece])
        return group.with_(
            standing="makes",
            coins=coins(group.coins - cost),
            pieces=(*group.pieces, move.piece),
            unmade=tuple(one for one in group.unmade if one != move.piece),
            spoiled=group.spoiled | (named if move.spoiled else frozenset()),
            marked=group.marked | (named if move.marked else frozenset()),
        )

    def _whose(self, state: State, letter: str) -> Group:
        if state.phase != "groups":
            raise BoardError("it is not the people's turn", "Wait for the next season")
        turn = state.groups[state.turn]
        if turn.letter != letter:
            raise BoardError(f"it is the turn of {turn.name} ({turn.letter})", "Move for them")
        return turn

    def _reply(self, state: State, move: Reply) -> State:
        if state.phase != "reply" or state.side is None:
            raise BoardError("there is no side offer to reply to", "Wait for one")
        letter, price = state.side
        state = state.with_(phase="operator", side=None)
        group = state.group(letter)
        if not move.takes or group is None:
            return state
        was, purse = group.standing, coins(group.coins + price - group.pay)
        back = group.pay if was == "holds" else 0.0
        group = group.with_(standing="bought", undone=was, price=price, coins=purse)
        return _with(state, group).with_(
            operator=coins(state.operator - price),
            fund=coins(state.fund + back),
            licensed=(*state.licensed, letter),
        )

    # The operator

    def _audit(self, state: State, move: Audit) -> State:
        self._operates(state)
        row = self._row(state, move.row)
        if row in state.audited:
            raise BoardError("that row has no fog any more", "Audit another")
        self._afford(state, self.rules.audit_costs)
        return state.with_(
            audited=state.audited | {row}, operator=coins(state.operator - self.rules.audit_costs)
        )

    def _side(self, state: State, move: SideOffer) -> State:
        self._operates(state)
        group = state.group(move.group)
        if state.sided:
            raise BoardError("one side offer was made this season", "Wait for the next")
        if group is None or group.standing not in {"holds", "sends"}:
            raise BoardError(
                "only who holds back or sends can be won over", "License what is offered"
            )
        price = coins(move.price)
        self._afford(state, price)
        return state.with_(side=(move.group, price), sided=True, phase="reply")

    def _license(self, state: State, move: License) -> State:
        self._operates(state)
        if move.owner in state.licensed:
            raise BoardError(f"{move.owner} is licensed already", "Deploy a row")
        if move.owner == self.scenario.substitute.letter:
            fee = float(self.scenario.substitute.price)
            self._afford(state, fee)
        else:
            group = state.group(move.owner)
            if group is None or group.standing != "offers":
                raise BoardError(f"{move.owner} is not on offer", "License what is offered")
            fee = group.price
            self._afford(state, fee)
            state = _with(state, group.with_(coins=coins(group.coins + fee)))
        return state.with_(
            operator=coins(state.operator - fee), licensed=(*state.licensed, move.owner)
        )

    def _deploy(self, state: State, move: Deploy) -> State:
        self._operates(state)
        row = self._row(state, move.row)
        kept = "kept" in self.scenario.cards and row in state.kept
        if not row <= licensed(state) and not kept:
            raise BoardError("the row holds what is not licensed", "License it, or leave it out")
        return pay(self.scenario, self.rules, self.table, state, row)

    def _operates(self, state: State) -> None:
        if state.phase != "operator":
            raise BoardError("it is not the operator's turn", "Wait")

    def _afford(self, state: State, cost: float) -> None:
        if cost > state.operator:
            raise BoardError(
                f"that costs {cost:g} coins, and the operator has {state.operator:g}",
                "Spend less",
            )

    def _row(self, state: State, names: tuple[str, ...]) -> Row:
        there = present(self.scenario, state)
        unknown = [name for name in names if name not in there]
        if unknown or len(set(names)) < len(names):
            raise BoardError(
                f"no row can be made of {_list(names)}", f"There are {_list(sorted(there))}"
            )
        return frozenset(names)

    # Which moves there are

    def moves(self, state: State) -> Iterator[Move]:
        """Every move that is allowed now; prices are examples, and rows those of the table."""
        if state.phase == "groups":
            yield from self._of_group(state)
        elif state.phase == "reply":
            yield Reply(takes=True)
            yield Reply(takes=False)
        elif state.phase == "operator":
            yield from self._of_operator(state)

    def _of_group(self, state: State) -> Iterator[Move]:
        group = state.groups[state.turn]
        yield Offer(group=group.letter, price=group.price or 1.0)
        yield Hold(group=group.letter)
        yield Send(group=group.letter)
        if sum(len(one.pieces) for one in state.groups) + 1 >= self.rules.most_objects:
            return
        for piece in group.unmade:
            if group.coins >= self.rules.make_costs:
                yield Make(group=group.letter, piece=piece)
                yield Make(group=group.letter, piece=piece, spoiled=True)
            dear = self.rules.make_costs + self.rules.signal_costs
            if "signal" in self.scenario.cards and group.coins >= dear:
                yield Make(group=group.letter, piece=piece, marked=True)

    def _of_operator(self, state: State) -> Iterator[Move]:
        if state.operator >= self.rules.audit_costs:
            for row in rows(present(self.scenario, state)):
                if row not in state.audited:
                    yield Audit(row=tuple(sorted(row)))
        for group in state.groups:
            if group.standing in {"holds", "sends"} and not state.sided and state.operator >= 1.0:
                yield SideOffer(group=group.letter, price=min(2.0, state.operator))
            open_ = group.standing == "offers" and group.letter not in state.licensed
            if open_ and group.price <= state.operator:
                yield License(owner=group.letter)
        substitute = self.scenario.substitute
        if substitute.letter not in state.licensed and substitute.price <= state.operator:
            yield License(owner=substitute.letter)
        for row in self.open(state):
            yield Deploy(row=tuple(sorted(row)))

    def open(self, state: State) -> tuple[Row, ...]:
        """The rows that may be deployed now."""
        found = dict.fromkeys(rows(licensed(state)))
        if "kept" in self.scenario.cards:
            found |= dict.fromkeys(state.kept)
        return tuple(found)


def _with(state: State, group: Group) -> State:
    return state.with_(groups=state.changed(group))


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
