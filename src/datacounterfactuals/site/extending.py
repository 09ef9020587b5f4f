"""Boards that are extended: opened for a while, a few of them at once."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import final

from datacounterfactuals.core.blocks import blocks_of
from datacounterfactuals.site.cells import MOST_ROWS
from datacounterfactuals.site.opened import Opened

MOST_OPEN = 8
"""So many extended boards stay open: what is made of their data is in memory, their cells are
in the bank."""


@final
class Extensions:
    """The boards that were extended last, by what they are extended from and by what."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[int, tuple[str, ...]], tuple[Opened, Opened]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, opened: Opened, plus: Sequence[str]) -> Opened:
        """A study with its board extended; the study itself for nothing. Raises StudyError."""
        texts = tuple(plus)
        if not texts:
            return opened
        key = (id(opened), texts)
        with self._lock:
            held = self._open.get(key)
            if held is not None and held[0] is opened:
                self._open.move_to_end(key)
                return held[1]
        made = _extended(opened, texts)
        with self._lock:
            self._open[key] = (opened, made)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return made


def _extended(opened: Opened, texts: tuple[str, ...]) -> Opened:
    grid = opened.grid.plus(*texts)
    old = opened.grid.study.universe.roster.members
    blocks = blocks_of(grid.study.universe, old, MOST_ROWS)
    return replace(opened, grid=grid, plus=texts, blocks=blocks)
