"""Blocks: the rows of a board that was extended, the new ones after the old."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

import numpy as np

from datacounterfactuals.core.universe import Universe
from datacounterfactuals.core.walks import Moves
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Joined, Listed, Worlds


@final
@dataclass(frozen=True)
class Block:
    """Rows that all hold `fixed`, and differ in `free`.

    `whole`: every subset of `free`, row number b holding free[j] if bit j of b is set. Else the
    rows near the ends: all of `free`, all without each of its n members from the last to the first
    (rows 1 to n), each alone from the first to the last (rows n + 1 to 2n), and none (row 2n + 1).
    """

    fixed: tuple[int, ...]
    free: tuple[int, ...]
    whole: bool

    def __len__(self) -> int:
        return 1 << len(self.free) if self.whole else 2 * len(self.free) + 2

    def worlds(self, width: int) -> Worlds:
        """Its rows as worlds over `width` objects."""
        if self.whole:
            rows = np.zeros((len(self), width))
            numbers = np.arange(len(self))[:, None]
            rows[:, list(self.free)] = (numbers >> np.arange(len(self.free))) & 1
            rows[:, list(self.fixed)] = 1.0
            return Listed(rows)
        none = World.of(width, dict.fromkeys(self.fixed, 1.0))
        full = World.of(width, dict.fromkeys((*self.fixed, *self.free), 1.0))
        each = [(member,) for member in self.free]
        alone = Moves(width, none, tuple(each), ((1.0,),) * len(each), with_base=False)
        return Joined([Moves.without_each(full, each[::-1]), alone, Moves(width, none, (), ())])


def blocks_of(universe: Universe, old: Sequence[int], most: int) -> tuple[Block, ...]:
    """The rows of a universe whose roster was extended since it was `old`, in at most about `most`
    rows: those of old, then one block for every choice of the objects that are new.

    A stand-in among the chosen takes its original's place, so the two are in no row together.
    """
    chosen = list(_choices([at for at in universe.roster.members if at not in set(old)]))
    free = [_others(universe, old, fixed) for fixed in chosen]
    left, out = most, list[Block]()
    for fixed, others in zip(chosen, free, strict=True):
        whole = 1 << min(len(others), 64) <= left
        out.append(Block(fixed, others if whole else others[: most // 2 - 1], whole))
        left -= len(out[-1])
    return tuple(out)


def joined(blocks: Sequence[Block], width: int) -> Worlds:
    """The rows of all blocks, one after another."""
    return Joined([block.worlds(width) for block in blocks])


def _choices(new: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for size in range(len(new) + 1):
        yield from combinations(new, size)


def _others(universe: Universe, old: Sequence[int], fixed: Sequence[int]) -> tuple[int, ...]:
    gone = {universe[at].stands_in_for for at in fixed}
    return tuple(at for at in old if universe.names[at] not in gone)
