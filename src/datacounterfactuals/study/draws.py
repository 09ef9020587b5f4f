"""Random draws that only content decides: which row is held out, which part it falls in."""

import numpy as np

from datacounterfactuals.core.arrays import Floats, Lanes
from datacounterfactuals.core.content import digest, lanes


def draws(hashes: Lanes, purpose: str) -> Floats:
    """A number in [0, 1) for each hash, independent between purposes. Shape: [n, 2] to [n].

    The finaliser of splitmix64 (Steele, Lea and Flood 2014) over both lanes and the purpose.
    """
    first, second = lanes(digest("draw", purpose))
    mixed = hashes[:, 0] ^ first
    for word in (hashes[:, 1] ^ second, np.uint64(0x9E3779B97F4A7C15)):
        mixed = mixed + word
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)
