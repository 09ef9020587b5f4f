"""A game in the terminal: the table of rows, a hand of moves in words, the debrief."""

from typing import Any, final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from datacounterfactuals.board.debrief import Debrief, debrief
from datacounterfactuals.board.events import events
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.hand import Choice
from datacounterfactuals.board.moves import read_move
from datacounterfactuals.board.record import Record
from datacounterfactuals.board.scenario import BoardError
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.visible import Numbers, Visible, visible
from datacounterfactuals.board.words import money, spelled
from datacounterfactuals.cli.faults import StoppedError

FOG = "·"
MOST_ROWS = 16
"""Rows of the table that are printed at most: the full one, and those with a number to show."""


@final
class Playing:
    """Plays one game with a person at the terminal."""

    def __init__(self, game: Game, seat: Seat, console: Console) -> None:
        self.game, self.seat, self.console = game, seat, console
        self._told: Numbers = ()

    def play(self) -> Debrief:
        """To the end, which tells what the game was. Raises StoppedError when the person leaves."""
        try:
            self._run(len(self.game.moves))
            while not self.game.over:
                view = visible(self.game, self.seat)
                self._show(view)
                since = self._move(view)
                self._run(since)
        except (KeyboardInterrupt, EOFError, typer.Abort):
            link = Record.of(self.game, self.seat, own=True).link()
            raise StoppedError(
                "The game is left as it stands", f"Go on: datacf board --json '{link}'"
            ) from None
        self._show(visible(self.game, self.seat))
        told = debrief(self.game, self.seat)
        self._debrief(told)
        return told

    def _run(self, since: int) -> None:
        """Let the program move, and tell what happened since."""
        self.game.run(self.seat)
        for one in events(self.game, self.seat, since):
            seconds = f" ({one.seconds * 1000:.0f} ms to train them)" if one.rows else ""
            self._say(f"{one.say}{seconds}")

    def _move(self, view: Visible) -> int:
        """Ask until a move is made; says how many were made before it."""
        for number, choice in enumerate(view.hand, 1):
            cost = f"costs {money(choice.cost)}" if choice.cost else ""
            earns = f"pays {money(choice.earns)}" if choice.earns else ""
            self._say(f"{number:>3}  {choice.say}  {cost}{earns}")
        while True:
            said = typer.prompt("Your move (a number; u takes the last one back)").strip()
            since = len(self.game.moves)
            try:
                if said == "u":
                    self.game.undo(self.seat)
                    return len(self.game.moves)
                if not said.isdecimal() or not 1 <= int(said) <= len(view.hand):
                    raise BoardError(f"{said!r} is no move", f"Type 1 to {len(view.hand)}")
                choice = view.hand[int(said) - 1]
                self.game.make(read_move({**choice.move, **self._filled(choice)}))
                return since
            except BoardError as error:
                self._say(str(error))

    def _filled(self, choice: Choice) -> dict[str, Any]:
        """The price or the row that a move needs."""
        if choice.needs == "price":
            asked = f"At what price, {choice.least:g} to {choice.most:g}"
            return {"price": typer.prompt(asked, type=float, default=choice.price)}
        if choice.needs == "row":
            said = str(typer.prompt("Which row (its objects, such as A B2; nothing for none)"))
            names = [] if said.strip() == "nothing" else said.replace(",", " ").upper().split()
            return {"row": names}
        return {}

    def _show(self, view: Visible) -> None:
        """The season, the sides, the groups and the rows."""
        self.console.print()
        if view.pays is not None:
            now, later = view.slices[view.pays].name, ""
            if view.next is not None:
                later = f", next {view.slices[view.next].name}"
            self._say(f"Season {view.season} of {view.seasons}: {now} pays{later}.")
        for side in (view.people, view.operator):
            self._say(
                f"{side.name}: {money(side.coins)}, earned {side.profit:g} of {side.target:g}"
            )
        self._say(
            f"the common fund: {money(view.fund)}; the rival has {spelled(view.rival_pieces)}"
        )
        now_ = () if view.phase == "over" else ("this season", "mood")
        groups = Grid("", "group", "objects", "coins", *now_, box=None)
        for one in view.groups:
            price = f" {one.price:g}" if one.standing in {"offers", "bought"} else ""
            groups.add_row(
                one.letter,
                one.name,
                " ".join(f"{own}*" if own in one.spoiled else own for own in one.pieces),
                f"{one.coins:g}",
                *((one.standing + price, one.mood) if now_ else ()),
            )
        self.console.print(groups)
        if view.rows.shown != self._told:
            self._rows(view)
            self._told = view.rows.shown

    def _rows(self, view: Visible) -> None:
        names = sorted({piece for row in view.rows.pieces for piece in row})
        heads = [
            f"{one.name}{' ←' if place == view.pays else ''}"
            for place, one in enumerate(view.slices)
        ]
        table = Grid("".join(f"{name:<3}" for name in names), *map(escape, heads), box=None)
        places = range(len(view.rows.pieces))
        lit = [p for p in places if any(cell is not None for cell in view.rows.shown[p])]
        shown = sorted({0, *lit})[:MOST_ROWS]
        for place in shown:
            row = set(view.rows.pieces[place])
            dots = "".join(f"{'●' if name in row else '○':<3}" for name in names)
            cells = [FOG if one is None else f"{one:.3f}" for one in view.rows.shown[place]]
            table.add_row(dots, *cells)
        self.console.print(table)
        if len(view.rows.pieces) > len(shown):
            fog = "" if len(lit) > len(shown) else " under fog"
            self._say(f"and {len(view.rows.pieces) - len(shown)} more rows{fog}")

    def _debrief(self, told: Debrief) -> None:
        self.console.print(told.say, style="bold")
        for step in told.path:
            self._say(
                f"Season {step.season}, {told.slices[step.slice]}: {spelled(step.row)} was "
                f"deployed, {step.left:g} left after fees; the best reply was "
                f"{spelled(step.best_row)}, {step.best_left:g}."
            )
        idle = [one for one in told.leverage if not one.leverage]
        for one in [one for one in told.leverage if one.leverage]:
            kept = "" if one.lasted else " A side offer undid it."
            self._say(
                f"Season {one.season}: {one.group} {one.move}s, and the best row open goes from "
                f"{one.before:g} to {one.after:g} coins: leverage {one.leverage:g}.{kept}"
            )
        if idle:
            self._say(
                f"{len(idle)} holds or sends left the best row open to the operator as it was."
            )
        for made in told.made:
            spoiled = ", spoiled" if made.spoiled else ""
            self._say(
                f"Season {made.season}: {made.piece}{spoiled} was worth {made.worth:g} coins."
            )
        self._say(told.claim.supports)
        for line in told.claim.not_established:
            self._say(f"Not established: {line}.")
        self._say(f"To play it again: datacf board --json '{told.link}'")

    def _say(self, words: str) -> None:
        self.console.print(words, markup=False, soft_wrap=True)
