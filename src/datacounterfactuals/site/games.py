"""The games of a server: a few at a time, each trained in a bank of its own, which nothing else
reads and which goes with the game."""

import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, final

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.events import events
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.moves import read_move
from datacounterfactuals.board.record import Record
from datacounterfactuals.board.scenario import BoardError
from datacounterfactuals.board.seat import Seat
from datacounterfactuals.board.visible import visible
from datacounterfactuals.site.faults import BusyError, UnknownError
from datacounterfactuals.site.shapes.games import GameView

MOST = 24
"""Games that are kept; the one that was left longest goes first."""
IDLE = 2 * 3600.0
"""Seconds after which a game that nobody plays is forgotten."""
BEGINNING = 4
"""Games that may be waiting to begin at once: the opening rows are trained one game at a time."""


@final
@dataclass
class Held:
    """A game that is being played."""

    id: str
    game: Game
    seat: Seat
    touched: float
    released: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def view(self, since: int | None = None) -> GameView:
        """The game as its player may see it, with what happened since a move."""
        plain = asdict(visible(self.game, self.seat))
        happened = () if since is None else events(self.game, self.seat, since)
        link = Record.of(self.game, self.seat, own=not self.game.over).link()
        return GameView.model_validate(
            {"id": self.id, **plain, "link": link, "events": [asdict(one) for one in happened]}
        )


@final
class Games:
    """Games by their identity. They live in a folder that goes with the server."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock, self._beginning = threading.Lock(), threading.Lock()
        self._waiting = threading.Semaphore(BEGINNING)
        self._home: Path | None = None

    def begin(self, record: Record) -> tuple[Held, GameView]:
        """Begin a game, or go on with one: its events are all that happened so far. Raises
        BoardError or BusyError."""
        if not self._waiting.acquire(blocking=False):
            raise BusyError("several games are being set up", "Try again in a moment")
        try:
            with self._beginning:
                held = self._set_up(record)
        finally:
            self._waiting.release()
        with self._lock:
            self._forget(MOST - 1)
            self._held[held.id] = held
        return held, held.view(0)

    def get(self, identity: str) -> Held:
        """A game. Raises UnknownError."""
        with self._lock:
            self._forget(MOST)
            held = self._held.get(identity)
            if held is None:
                raise UnknownError(
                    "there is no such game any more", "Begin one, or open it again by its link"
                )
            held.touched = time.monotonic()
            self._held.move_to_end(identity)
            return held

    def move(self, identity: str, plain: dict[str, Any]) -> GameView:
        """Make a move of the player, and those of the program that follow. Raises BoardError."""
        held = self.get(identity)
        with held.lock:
            if not held.seat.moves(held.game.state):
                raise BoardError(
                    "the game is over" if held.game.over else "it is not your move", ""
                )
            since = len(held.game.moves)
            held.game.make(read_move(plain))
            held.game.run(held.seat)
            return held.view(since)

    def undo(self, identity: str) -> GameView:
        """Take the last move back. Raises BoardError."""
        held = self.get(identity)
        with held.lock:
            held.game.undo(held.seat)
            return held.view()

    def _set_up(self, record: Record) -> Held:
        """A game with a bank in a folder of its own, which goes when nobody holds the game."""
        identity = secrets.token_urlsafe(9)
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            game = record.play(Bank(folder))
            game.run(record.seat)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        held = Held(identity, game, record.seat, time.monotonic())
        weakref.finalize(held, shutil.rmtree, folder, ignore_errors=True)
        return held

    @property
    def folder(self) -> Path:
        """Where the banks of the games are: no part of the server's own."""
        with self._lock:
            if self._home is None:
                self._home = Path(tempfile.mkdtemp(prefix="datacf-games-"))
                weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
            return self._home

    def _forget(self, most: int) -> None:
        """Forget what was left alone for long, and the longest left of more games than so many."""
        old = time.monotonic() - IDLE
        for identity in [one.id for one in self._held.values() if one.touched < old]:
            del self._held[identity]
        while len(self._held) > most:
            self._held.popitem(last=False)
