"""The closed form of Shapley values for the votes of nearest neighbours."""

import numpy as np

from datacounterfactuals.core.arrays import Floats, Lanes
from datacounterfactuals.learners.kernels.compiling import kernel


@kernel
def add_values(keys: Lanes, digits: int, steps: Floats, out: Floats) -> None:
    """Add every row's value for some evaluation points, from the farthest row to the nearest.

    The farthest is worth `steps[n - 1]` if it has the point's label; each nearer one as much as the
    one behind it, and `steps` of its place more if it alone has the label, less if it alone has
    not. `keys`: [p, n], the rows nearest first (see `distances.name`). `steps`, `out`: [n].
    """
    mask = (np.uint64(1) << np.uint64(digits)) - np.uint64(1)
    count = keys.shape[1]
    for point in range(keys.shape[0]):
        value, behind = 0.0, 0.0
        for back in range(count):
            place = count - 1 - back
            key = keys[point, place] & mask
            right = float(np.int64(key & np.uint64(1)))
            value += (right - behind) * steps[place]
            out[np.int64(key >> np.uint64(1))] += value
            behind = right
