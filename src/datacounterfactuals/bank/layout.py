"""How a block of cells is laid out in bytes.

A block holds rows of one repeat under one column set. Its values are one array per statistic,
[rows, atoms] in C order and little-endian, end to end in the order of the statistics, each padded
to a multiple of 8 bytes. Each array has the narrowest type that gives back every number bit for
bit: u1, u2 or u4 where all are whole and not negative, else f4 if that loses nothing, else f8
(`layout` names them, as in "u1 u1 f8"). A whole count thus costs one or two bytes. The numbers of
a failed row are not kept: it reads as NaN. Keys are [rows, 2] lanes of 8 bytes, states one byte a
row, reasons JSON: for each reason, the rows that failed for it.

Two checksums guard it. The `seal` covers the keys, so that the index need not read values; the
`checksum` covers everything. Both also cover the fingerprint of the protocol and the name of the
column set, so a block can neither be read as another's nor be moved to another file unseen.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools, Bytes, Floats, Lanes
from datacounterfactuals.core.statistics import State

WHOLE = (("u1", 0xFF), ("u2", 0xFFFF), ("u4", 0xFFFFFFFF))
MOST_ROWS = 1 << 16
"""Rows of one block, at most."""
MOST_BYTES = 8 << 20
"""Bytes of the values of one block before packing, unless one row alone has more."""


class BlockDamagedError(Exception):
    """A block's bytes are not the ones that were written."""


@final
@dataclass(frozen=True, eq=False)
class Cells:
    """Rows of one repeat under one column set, ready to be stored or read.

    `arrays`: for each statistic, [rows, atoms] in its narrow type; failed rows hold no number.
    `reasons`: why a row failed, by its place. `seconds`: what training them took.
    """

    repeat: int
    keys: Lanes
    states: Bytes
    arrays: tuple[Array, ...]
    reasons: Mapping[int, str]
    seconds: float
    created: float

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def failed(self) -> Bools:
        return self.states == State.FAILED

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.keys.nbytes + self.states.nbytes + sum(a.nbytes for a in self.arrays)

    def values(self) -> Floats:
        """Every number, NaN for failed rows. Shape: [rows, atoms, statistics]."""
        out = np.stack([array.astype(np.float64) for array in self.arrays], axis=-1)
        out[self.failed] = np.nan
        return out


def cells_of(
    repeat: int,
    keys: Lanes,
    values: Floats,
    states: Bytes,
    reasons: Mapping[int, str],
    seconds: float,
    created: float,
) -> Cells:
    """Pack numbers into their narrow types. `values`: Float[rows, atoms, statistics]."""
    failed = np.flatnonzero(states == State.FAILED)
    arrays: list[Array] = []
    for number in range(values.shape[2]):
        column = np.array(values[:, :, number], order="C")
        column[failed] = 0.0
        arrays.append(narrow(column))
    kept = {place: reasons[place] for place in failed.tolist() if place in reasons}
    return Cells(repeat, keys, states, tuple(arrays), kept, seconds, created)


def narrow(values: Floats) -> Array:
    """The same numbers in the narrowest type that loses none of their bits."""
    probe = values.ravel()[:64]
    counts = None if _whole(probe) is None else _whole(values)
    if counts is not None:
        return counts
    if _single(probe) and _single(values):
        return values.astype("<f4")
    return values.astype("<f8")


def _whole(values: Floats) -> Array | None:
    """Numbers as counts; None if one is not whole, is negative (-0 is) or too large."""
    low, top = values.min(initial=0.0), values.max(initial=0.0)
    kind = next((code for code, most in WHOLE if low >= 0.0 and top <= most), None)
    if kind is None or np.signbit(values).any():
        return None
    counts = values.astype(f"<{kind}")
    return counts if (counts == values).all() else None


def _single(values: Floats) -> bool:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        single = values.astype(np.float32).astype(np.float64)
    same = single.view(np.uint64) == np.ascontiguousarray(values).view(np.uint64)
    return bool(same.all())


@final
@dataclass(frozen=True, eq=False)
class Sealed:
    """Cells of a column set, and the row of the table that is written of them."""

    cells: Cells
    row: tuple[Any, ...]

    @staticmethod
    def of(cells: Cells, fingerprint: bytes, columns: bytes) -> "Sealed":
        return Sealed(cells, to_row(cells, fingerprint, columns))


def to_row(cells: Cells, fingerprint: bytes, columns: bytes) -> tuple[Any, ...]:
    """What is written: n, failed, seconds, created, layout, seal, checksum, keys, states,
    reasons, payload (in the order of the table)."""
    keys = np.ascontiguousarray(cells.keys, dtype="<u8").tobytes()
    states = np.ascontiguousarray(cells.states, dtype=np.uint8).tobytes()
    by_reason: dict[str, list[int]] = {}
    for place in sorted(cells.reasons):
        by_reason.setdefault(cells.reasons[place], []).append(place)
    reasons = json.dumps(list(by_reason.items())) if by_reason else None
    layout = " ".join(array.dtype.str[1:] for array in cells.arrays).replace("|", "")
    payload = b"".join(part for array in cells.arrays for part in _padded(array))
    head = (cells.repeat, len(cells), int(cells.failed.sum()), cells.seconds, cells.created)
    body = (layout, keys, states, reasons, payload)
    seal = sealed(fingerprint, columns, cells.repeat, len(cells), keys)
    return (*head[1:], layout, seal, _checksum(fingerprint, columns, head, body), *body[1:])


def from_row(row: tuple[Any, ...], fingerprint: bytes, columns: bytes, atoms: int) -> Cells:
    """Read a block back: `repeat` and then what `to_row` gave.

    Raises BlockDamagedError unless every byte is as it was written.
    """
    repeat, n, failed, seconds, created, layout, _, checksum, *blobs = row
    head, body = (repeat, n, failed, seconds, created), (layout, *blobs)
    try:
        if _checksum(fingerprint, columns, head, body) != checksum:
            raise BlockDamagedError("its checksum differs")
        keys, states, reasons, payload = blobs
        return Cells(
            repeat,
            lanes_of(keys),
            np.frombuffer(states, dtype=np.uint8),
            _arrays(layout, payload, n, atoms),
            {place: text for text, places in json.loads(reasons or "[]") for place in places},
            seconds,
            created,
        )
    except (TypeError, ValueError, AttributeError, struct.error) as error:
        raise BlockDamagedError(f"it is malformed ({error})") from error


def lanes_of(keys: bytes) -> Lanes:
    """Stored keys as lanes. Shape: [rows, 2]."""
    return np.frombuffer(keys, dtype="<u8").astype(np.uint64, copy=False).reshape(-1, 2)


def sealed(fingerprint: bytes, columns: bytes, repeat: int, n: int, keys: bytes) -> bytes:
    """The checksum of a block's keys. Raises struct.error or TypeError on values of a wrong
    type, which only damage leaves."""
    state = blake2b(struct.pack("<qq", repeat, n), digest_size=8, key=fingerprint[:64])
    state.update(columns)
    state.update(keys)
    return state.digest()


def _checksum(
    fingerprint: bytes, columns: bytes, head: tuple[Any, ...], body: tuple[Any, ...]
) -> bytes:
    state = blake2b(struct.pack("<qqqdd", *head), digest_size=8, key=fingerprint[:64])
    state.update(columns)
    for part in body:
        raw = part.encode() if isinstance(part, str) else (part or b"")
        state.update(struct.pack("<q", len(raw)))
        state.update(raw)
    return state.digest()


def _padded(array: Array) -> tuple[memoryview, bytes]:
    raw = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    return raw.data, bytes(-len(raw) % 8)


def _arrays(layout: str, payload: bytes, n: int, atoms: int) -> tuple[Array, ...]:
    arrays: list[Array] = []
    start = 0
    for code in layout.split():
        dtype = np.dtype(f"<{code}")
        array = np.frombuffer(payload, dtype=dtype, count=n * atoms, offset=start)
        arrays.append(array.reshape(n, atoms))
        start += array.nbytes + -array.nbytes % 8
    return tuple(arrays)
