"""Rows of made-up cells, and a bank in a folder of the test's own."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.arrays import Bytes, Floats, Lanes
from datacounterfactuals.core.content import digest, lanes
from datacounterfactuals.core.statistics import State

FINGERPRINT = digest("protocol")
PROTOCOL = {"learner": "ridge", "settings": {"penalty": 1.0}}


def atoms(*names: int | str) -> tuple[bytes, ...]:
    return tuple(digest("atom", name) for name in names)


def columns(count: int = 3, statistics: Sequence[str] = ("right", "loss")) -> ColumnSet:
    return ColumnSet(atoms(*range(count)), tuple(statistics))


def keys(names: Sequence[int]) -> Lanes:
    """One key for each name. Shape: [n, 2]."""
    return np.array([lanes(digest("world", name)) for name in names], np.uint64).reshape(-1, 2)


def values(names: Sequence[int], held: ColumnSet, repeat: int = 0) -> Floats:
    """Numbers that only the row, the column and the repeat decide: whole ones under `right`.
    Shape: [n, atoms, statistics]."""
    out = np.empty((len(names), *held.shape))
    for row, name in enumerate(names):
        for place, atom in enumerate(held.atoms):
            for number, statistic in enumerate(held.statistics):
                raw = int.from_bytes(digest(name, atom, statistic, repeat)[:4], "little")
                out[row, place, number] = raw % 200 if statistic == "right" else np.log1p(raw)
    return out


def real(count: int) -> Bytes:
    return np.full(count, State.REAL, dtype=np.uint8)


def store(vault: Vault, names: Sequence[int], held: ColumnSet, repeat: int = 0) -> int:
    """Commit the rows of these names."""
    return vault.commit(
        keys(names), held, repeat, values(names, held, repeat), real(len(names)), {}, 0.0
    )


def same_bits(a: Floats, b: Floats) -> bool:
    """Whether two arrays are equal bit for bit: NaN is NaN and -0 is not 0."""
    return a.shape == b.shape and bool(
        (np.ascontiguousarray(a).view(np.uint64) == np.ascontiguousarray(b).view(np.uint64)).all()
    )


def opened(folder: Path) -> Vault:
    """The vault of the test protocol, in a bank of its own."""
    return Bank(folder).vault(FINGERPRINT, PROTOCOL)


def file_in(folder: Path) -> Path:
    """The vault's file, as long as it was not mended."""
    return folder / f"{FINGERPRINT.hex()}.sqlite"
