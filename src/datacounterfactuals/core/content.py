"""Content hashes: what a thing is, told by its bytes and never by its name or place.

A hash is 128 bits, held as two unsigned 64-bit lanes. Hashes of sets are sums of the hashes of
their elements, lane by lane modulo 2^64: free of order, and unlike XOR equal elements add up
instead of cancelling.
"""

import hashlib
import struct
from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Lanes


def digest(*parts: bytes | str | int | float) -> bytes:
    """Sixteen bytes that name a sequence of values; the boundaries between them count."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        match part:
            case bytes():
                tag, raw = b"b", part
            case str():
                tag, raw = b"s", part.encode()
            case float():
                tag, raw = b"f", struct.pack("<d", part + 0.0)
            case _:  # a whole number, numpy's too
                tag, raw = b"i", str(int(part)).encode()
        state.update(tag + struct.pack("<q", len(raw)) + raw)
    return state.digest()


def lanes(value: bytes) -> Lanes:
    """The two lanes of a 16-byte digest. Shape: [2]."""
    return np.frombuffer(value, dtype="<u8").astype(np.uint64)


def from_lanes(value: Lanes) -> bytes:
    """The 16 bytes of two lanes."""
    return value.astype("<u8").tobytes()


def hash_rows(columns: Sequence[Array]) -> Lanes:
    """One hash for every row of a table. Shape: [rows, 2].

    Each column is an array whose first axis runs over rows: numbers (NaN is one value, and -0
    is 0) or objects (text, with None for a missing value).
    """
    if not columns or len(columns[0]) == 0:
        return np.zeros((0, 2), dtype=np.uint64)
    rows = len(columns[0])
    parts = [_column_bytes(column).reshape(rows, -1) for column in columns]
    packed = np.ascontiguousarray(np.concatenate(parts, axis=1))
    width = packed.shape[1]
    raw = packed.tobytes()
    out = bytearray(16 * rows)
    for row in range(rows):
        piece = raw[row * width : (row + 1) * width]
        out[row * 16 : row * 16 + 16] = hashlib.blake2b(piece, digest_size=16).digest()
    return np.frombuffer(bytes(out), dtype="<u8").reshape(rows, 2).astype(np.uint64)


def _column_bytes(column: Array) -> Array:
    if column.dtype.kind in "fiub":
        numbers = column.astype("<f8") + 0.0
        numbers[np.isnan(numbers)] = np.nan
        return numbers.view(np.uint8)
    known: dict[object, bytes] = {}
    out = bytearray()
    for value in column.ravel():
        key = (type(value) is float, value)
        if key not in known:
            known[key] = digest("missing") if value is None else digest("text", str(value))
        out += known[key]
    return np.frombuffer(bytes(out), dtype=np.uint8)


def total(hashes: Lanes) -> Lanes:
    """The order-free sum of many hashes. Shape: [n, 2] to [2]."""
    return hashes.sum(axis=0, dtype=np.uint64)


def canonical_order(hashes: Lanes) -> Array:
    """The permutation that sorts rows by content, so that a learner sees one order only."""
    return np.lexsort((hashes[:, 1], hashes[:, 0]))


def weighted_hash(content: bytes, weight: float) -> Lanes:
    """The hash of one object present with this weight: what a world's key adds up."""
    return lanes(digest("object", content, float(weight)))


def fractions(hashes: Lanes) -> Floats:
    """A number in [0, 1) for each hash: a random draw that only content decides. Shape: [n]."""
    return (hashes[:, 0] >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def seed_from(*parts: bytes | str | int | float) -> int:
    """A 63-bit seed that only these values decide."""
    return int.from_bytes(digest(*parts)[:8], "little") >> 1
