"""Cells as Parquet: out of one bank, into another, or into anybody's own tools.

A file has one record for each row (a world and a repeat) and atom: `key` (the world's, 32 hex
digits), `repeat`, `state` (real, fallback or failed), `reason` (why it failed), `atom` (hex), what
the exporter wrote beside each world, and one column of doubles for every statistic, NULL where
the row failed or the number is missing. Its metadata has, under "datacounterfactuals", a JSON
object: the `Label`. `export` writes such files, `intake` reads them back, bit for bit.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, final

import numpy as np

from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.shelf import Held
from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.statistics import State

METADATA = "datacounterfactuals"
FORMAT = 1
STATES = {State.REAL: "real", State.FALLBACK: "fallback", State.FAILED: "failed"}
FIXED = ("key", "repeat", "state", "reason", "atom")


@final
@dataclass(frozen=True)
class Piece:
    """Records that follow one another: `rows` rows of one repeat, under the column set of that
    number in the label, each with all its atoms in their order."""

    columns: int
    repeat: int
    rows: int
    checksum: str


@final
@dataclass(frozen=True)
class Label:
    """What a file says of itself: the protocol whose cells it has, what training them took, the
    exporter's words `about` them (licence, how to cite them), and how its records are ordered.

    `names`: the file's column of each statistic, as far as the two differ.
    """

    fingerprint: str
    description: str
    seconds: float
    about: Mapping[str, Any]
    column_sets: Sequence[str]
    names: Mapping[str, str]
    pieces: Sequence[Piece]

    def text(self) -> str:
        """As JSON, with a checksum of its own."""
        inside = json.dumps({"format": FORMAT, **asdict(self)}, default=str)
        return json.dumps({"label": inside, "checksum": _digest(inside.encode())})

    @staticmethod
    def from_text(text: str) -> "Label":
        """Read `text` back. Raises ValueError, KeyError or TypeError unless it is as written."""
        outside = json.loads(text)
        inside = outside["label"]
        if _digest(inside.encode()) != outside["checksum"]:
            raise ValueError("its label is not as it was written")
        raw = json.loads(inside)
        if raw.pop("format") != FORMAT:
            raise ValueError("it was written by another version of this program")
        pieces = tuple(Piece(**piece) for piece in raw.pop("pieces"))
        return Label(**raw, pieces=pieces)

    def column_set(self, number: int) -> ColumnSet:
        return ColumnSet.from_text(self.column_sets[number])


def checksum(keys: Lanes, held: Held) -> str:
    """Of the rows of a piece: keys, states, reasons and the bits of every number, NaN being one."""
    values = np.where(np.isnan(held.values), np.nan, held.values).astype("<f8")
    parts = (keys.astype("<u8"), held.states.astype("u1"), values)
    reasons = json.dumps(sorted(held.reasons.items())).encode()
    return _digest(*(np.ascontiguousarray(part).tobytes() for part in parts), reasons)


def column_names(statistics: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """A column for each statistic. Tools tell columns apart without regard to case, so a name
    that is taken gets a number."""
    used = {name.casefold() for name in taken}
    out: dict[str, str] = {}
    for statistic in statistics:
        name, number = statistic, 1
        while name.casefold() in used:
            number += 1
            name = f"{statistic} {number}"
        used.add(name.casefold())
        out[statistic] = name
    return out


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _digest(*parts: bytes) -> str:
    state = blake2b(digest_size=8)
    for part in parts:
        state.update(part)
    return state.hexdigest()
