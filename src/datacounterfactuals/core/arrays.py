"""Names for the array types that run through the program."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Lanes = NDArray[np.uint64]
"""128-bit numbers as two 64-bit lanes: the last axis has length 2."""
Array = NDArray[Any]
