"""The blocks read last, within a bound of bytes."""

from collections import OrderedDict
from typing import final

from datacounterfactuals.bank.layout import Cells


@final
class Cache:
    """Blocks by id; the one longest unused goes first. A single block above the bound is not
    kept at all."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._blocks: OrderedDict[int, Cells] = OrderedDict()

    def get(self, block: int) -> Cells | None:
        found = self._blocks.get(block)
        if found is not None:
            self._blocks.move_to_end(block)
        return found

    def put(self, block: int, cells: Cells) -> None:
        if cells.size > self.most or block in self._blocks:
            return
        self._blocks[block] = cells
        self.size += cells.size
        while self.size > self.most:
            _, dropped = self._blocks.popitem(last=False)
            self.size -= dropped.size

    def clear(self) -> None:
        self._blocks.clear()
        self.size = 0
