"""Memory: arrays that begin where a cache line does, so that a register reads one line, not two."""

import numpy as np

from datacounterfactuals.core.arrays import Floats

LINE = 64


def zeros(*shape: int) -> Floats:
    """As `np.zeros`."""
    numbers = int(np.prod(shape))
    raw = np.zeros(8 * numbers + LINE, dtype=np.uint8)
    start = -raw.ctypes.data % LINE
    return raw[start : start + 8 * numbers].view(np.float64).reshape(shape)
