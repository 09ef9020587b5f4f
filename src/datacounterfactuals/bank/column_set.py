"""Column sets: which statistics of which atoms a block of cells holds."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Ints
from datacounterfactuals.core.content import digest

T = TypeVar("T", bytes, str)


@final
@dataclass(frozen=True)
class ColumnSet:
    """Every statistic of every atom: columns are the product atoms x statistics, atom-major.

    Raises ValueError if an atom or a statistic is named twice.
    """

    atoms: tuple[bytes, ...]
    statistics: tuple[str, ...]

    def __post_init__(self) -> None:
        for names in (self.atoms, self.statistics):
            if len(set(names)) != len(names):
                raise ValueError("a column set names an atom or a statistic twice")

    def __len__(self) -> int:
        return len(self.atoms) * len(self.statistics)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.atoms), len(self.statistics)

    @cached_property
    def text(self) -> str:
        """As JSON: how a bank and an exported file write it down."""
        atoms = [atom.hex() for atom in self.atoms]
        return json.dumps({"atoms": atoms, "statistics": self.statistics})

    @cached_property
    def name(self) -> bytes:
        """Sixteen bytes that only this column set has."""
        return digest("columns", self.text)

    @staticmethod
    def from_text(text: str) -> "ColumnSet":
        """Read `text` back. Raises ValueError, KeyError or TypeError if it is not one."""
        raw = json.loads(text)
        atoms = tuple(bytes.fromhex(atom) for atom in raw["atoms"])
        return ColumnSet(atoms, tuple(str(one) for one in raw["statistics"]))

    def part(self, atoms: Ints, statistics: Ints) -> "ColumnSet":
        """Some of the atoms and some of the statistics, by position."""
        return ColumnSet(
            tuple(self.atoms[place] for place in atoms),
            tuple(self.statistics[place] for place in statistics),
        )

    def overlap(self, other: "ColumnSet") -> "Overlap | None":
        """Where `other` holds columns of this set; None if it holds none."""
        atoms = _common(self.atoms, other.atoms)
        statistics = _common(self.statistics, other.statistics)
        if len(atoms[0]) == 0 or len(statistics[0]) == 0:
            return None
        return Overlap(self.shape, atoms[0], atoms[1], statistics[0], statistics[1])


@final
@dataclass(frozen=True, eq=False)
class Overlap:
    """The columns that an asked set of `shape` shares with a stored one.

    `atoms` and `statistics` are positions in the asked set, `stored_atoms` and
    `stored_statistics` the same ones in the stored set.
    """

    shape: tuple[int, int]
    atoms: Ints
    stored_atoms: Ints
    statistics: Ints
    stored_statistics: Ints

    @property
    def covers(self) -> bool:
        """Whether every asked column is in it."""
        return (len(self.atoms), len(self.statistics)) == self.shape

    @cached_property
    def mask(self) -> Bools:
        """Bool[atoms, statistics] of the asked set."""
        out = np.zeros(self.shape, dtype=bool)
        out[np.ix_(self.atoms, self.statistics)] = True
        return out


def products(wanted: Bools) -> list[tuple[Ints, Ints]]:
    """Write any set of columns as disjoint products of atoms and statistics.

    `wanted`: Bool[atoms, statistics]. Atoms that want the same statistics go together.
    """
    patterns, which = np.unique(wanted, axis=0, return_inverse=True)
    which = which.reshape(-1)
    return [
        (np.flatnonzero(which == number), np.flatnonzero(pattern))
        for number, pattern in enumerate(patterns)
        if pattern.any()
    ]


def _common(asked: tuple[T, ...], stored: tuple[T, ...]) -> tuple[Ints, Ints]:
    places = {name: place for place, name in enumerate(stored)}
    both = [(here, places[name]) for here, name in enumerate(asked) if name in places]
    pairs = np.array(both, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
