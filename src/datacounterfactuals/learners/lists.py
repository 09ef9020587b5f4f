"""Lists of different lengths, one after another, as kernels read them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.learners.kernels.sorting import by_list, merge

Places = NDArray[np.int32]


class Lists(NamedTuple):
    """Lists of places and numbers: list i goes from `ends[i]` to `ends[i + 1]`."""

    ends: Places
    places: Places
    values: Floats

    @staticmethod
    def of(which: Ints, places: Array, values: Floats, length: int, width: int) -> "Lists":
        """From triples: which of `length` lists (-1 for none), which of `width` places, what
        number. What stands in the same place of a list is added up."""
        ends, order = np.zeros(length + 1, dtype=np.int32), np.empty(len(which), dtype=np.int64)
        by_list(which, ends, order)
        out_places = np.empty(len(which), dtype=np.int32)
        out_values = np.empty(len(which))
        spare = np.full(width, -1, dtype=np.int64)
        count = merge(order, places, values, spare, ends, out_places, out_values)
        return Lists(ends, out_places[:count], out_values[:count])

    @property
    def which(self) -> Ints:
        """The list of each place."""
        return np.repeat(np.arange(len(self.ends) - 1), np.diff(self.ends))
