"""Training rows: the tables of all objects joined once, and which object each row belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.core.content import canonical_order, from_lanes
from datacounterfactuals.core.table import Table
from datacounterfactuals.core.worlds import Worlds, spans


@final
@dataclass(frozen=True)
class Rows:
    """Every row of every object, in canonical order, whatever the order of the objects.

    `owner`: Int[rows], the object of each row. Equal rows stand in the order of their objects'
    content, so a world's rows are the same sequence under any naming or order of the objects.
    """

    table: Table
    owner: Ints

    @staticmethod
    def join(objects: Sequence[Table]) -> "Rows":
        """Join the objects' tables; there is at least one."""
        order = by_content([from_lanes(table.content) for table in objects])
        tables = [objects[place] for place in order]
        owner = np.repeat(order, [len(table) for table in tables])
        hashes = np.concatenate([table.hashes for table in tables])
        return Rows(Table.join(tables), owner[canonical_order(hashes)])

    def weights(self, world: Floats) -> Floats:
        """The sample weight of each row. Shape: [objects] to [rows]."""
        return world[self.owner]


def by_content(contents: Sequence[bytes]) -> Ints:
    """The places of objects in the order of their content. Shape: [objects]."""
    return np.array(sorted(range(len(contents)), key=contents.__getitem__), dtype=np.int64)


def blocks(
    worlds: Worlds, objects: int, each: int, memory: int, most: int = 4096
) -> Iterator[tuple[int, Floats]]:
    """Cut worlds into blocks of weights that fit into `memory` at `each` bytes a world.

    Yields the first world's place and Float[block, objects]; worlds written for a narrower
    universe have weight 0 on what came later.
    """
    for start, stop in spans(len(worlds), max(1, min(most, memory // max(each, 1)))):
        weights = worlds.weights(start, stop)
        yield start, np.pad(weights, ((0, 0), (0, objects - weights.shape[1])))
