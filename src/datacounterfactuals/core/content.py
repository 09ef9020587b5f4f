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

    Made for speed: a row is a sequence of 64-bit words, and each lane takes them in one after
    another by a step that is a bijection of its state and of the word, each with odd constants of
    its own. Rows that differ in one word never collide, and rows that differ in several do so by
    accident once in about 2^128 pairs: among 10^10 rows with a chance of 10^-19. It is no
    cryptographic hash: whoever sets out to make two rows collide can. (Names that are made of
    texts and settings, by `digest`, are cryptographic.)
    """
    if not columns or len(columns[0]) == 0:
        return np.zeros((0, 2), dtype=np.uint64)
    words = [word for column in columns for word in _words(column)]
    rows = len(columns[0])
    out = np.empty((rows, 2), dtype=np.uint64)
    for start in range(0, rows, CHUNK):
        stop = min(start + CHUNK, rows)
        piece = [word[start:stop] for word in words]
        for lane, constants in enumerate(LANES):
            out[start:stop, lane] = _mixed(piece, constants)
    return out


CHUNK = 1 << 12
"""Rows that are hashed at a time, so that they stay in the processor's cache."""
LANES = (
    (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB),
    (0xD1B54A32D192ED03, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53),
)
"""Of each lane, where it starts and the two factors of its step: the constants of splitmix64
(Steele, Lea and Flood 2014), and of the finaliser of MurmurHash3 (Appleby 2011)."""


def _mixed(words: Sequence[Array], constants: tuple[int, int, int]) -> Array:
    """One lane of the hashes of rows, given word by word. Shape: UInt64[rows]."""
    start, first, second = (np.uint64(constant) for constant in constants)
    begin = constants[0] * (2 * len(words) + 1) % (1 << 64)
    state = np.full(len(words[0]), begin, dtype=np.uint64)
    shifted = np.empty_like(state)
    for word in words:
        np.bitwise_xor(state, word, out=state)
        for shift, factor in ((32, first), (29, second), (32, first)):
            np.right_shift(state, np.uint64(shift), out=shifted)
            np.bitwise_xor(state, shifted, out=state)
            np.multiply(state, factor, out=state)
        np.add(state, start, out=state)
    np.right_shift(state, np.uint64(31), out=shifted)
    return np.bitwise_xor(state, shifted, out=state)


def _words(column: Array) -> list[Array]:
    """The 64-bit words that tell a column's values. Each UInt64[rows]."""
    rows = len(column)
    flat = column.reshape(rows, -1).T
    if column.dtype.kind in "fiub":
        numbers = flat.astype("<f8", order="C") + 0.0
        numbers[np.isnan(numbers)] = np.nan
        return list(numbers.view(np.uint64))
    out: list[Array] = []
    for values in flat:
        listed = values.tolist()
        known = {value: place for place, value in enumerate(dict.fromkeys(listed))}
        codes = np.fromiter(map(known.__getitem__, listed), np.int64, rows)
        names = [digest("missing") if v is None else digest("text", str(v)) for v in known]
        pairs = np.frombuffer(b"".join(names), dtype="<u8").astype(np.uint64).reshape(-1, 2)
        out += [pairs[codes, 0], pairs[codes, 1]]
    return out


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
