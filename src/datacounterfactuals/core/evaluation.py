"""Evaluation: slices, and the atoms they are unions of.

Atoms are the common refinement of all declared slices, each cut by a hash of its points into
equal parts. Cells are kept per atom, so that any union of atoms is a column that costs nothing,
and the spread over atoms is the uncertainty of a finite evaluation set.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.content import digest, fractions, from_lanes, total
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.table import Schema, Table

MOST_PARTS = 32


@final
@dataclass(frozen=True, eq=False)
class Evaluation:
    """The points that models are scored on, grouped into atoms and slices.

    `table`: the points, none when scores come from elsewhere. `atom_of`: Int[points], the atom of
    each point. `atoms`: the content hash of each atom. `membership`: Bool[slices, atoms].
    `whole` says that a slice is a whole population and not a sample of one. `about`:
    Float[features], what learners take sums about, if it is not the medians of the points.
    `owners`: Int[atoms], the object from whose rows an atom's points were held out, -1 where that
    is none or several, and `owner`: Int[points], the same of each point, -1 for none; they enter
    no name. None where nobody knows.
    """

    table: Table
    atom_of: Ints
    atoms: tuple[bytes, ...]
    slices: tuple[str, ...]
    membership: Bools
    whole: bool = False
    about: Floats | None = None
    owners: Ints | None = None
    owner: Ints | None = None

    @property
    def schema(self) -> Schema:
        return self.table.schema

    @cached_property
    def content(self) -> bytes:
        """The content hash of all atoms, in their order."""
        return digest(*self.atoms)

    def slice(self, name: str) -> int:
        """The position of a slice. Raises StudyError for an unknown name."""
        if name not in self.slices:
            raise StudyError(f"no slice is named {name!r}", nearest(name, self.slices))
        return self.slices.index(name)

    @cached_property
    def points(self) -> Ints:
        """How many points each slice holds. Shape: [slices]."""
        per_atom = np.bincount(self.atom_of, minlength=len(self.atoms))
        return self.membership @ per_atom

    @cached_property
    def constants(self) -> Mapping[str, Floats]:
        """The statistics that do not depend on the world, per atom: counts of points and of
        classes, sums of targets (as distances from the schema's center, so that their spread
        keeps its digits), numbers of tokens. Each Float[atoms]."""
        schema, table = self.schema, self.table
        out = {"count": self.per_atom(np.ones(len(table)))}
        if schema.task == "classification":
            for number in range(len(schema.classes)):
                out[f"actual:{number}"] = self.per_atom(table.target == number)
        if schema.task == "regression":
            out["target"] = self.per_atom(table.target - schema.center)
            out["target_squared"] = self.per_atom((table.target - schema.center) ** 2)
        if schema.task == "text":
            out["tokens"] = self.per_atom(np.diff(table.offsets))
        return out

    @cached_property
    def middle(self) -> Floats:
        """What learners take sums about, so that they cancel little, as every world of a study
        shares it: the medians of the points' features unless it was given. Shape: [features]."""
        if self.about is not None:
            return self.about
        features = self.table.features
        return np.median(features, axis=0) if len(features) else np.zeros(features.shape[1])

    def per_atom(self, values: Floats | Bools | Ints) -> Floats:
        """Sum a value per point over the points of each atom.

        Shape: [..., points] to [..., atoms]; points are added in their order, whatever leads.
        """
        lead, atoms = values.shape[:-1], len(self.atoms)
        rows = math.prod(lead)
        places = (np.arange(rows)[:, None] * atoms + self.atom_of).ravel()
        sums = np.bincount(places, values.astype(np.float64).ravel(), minlength=rows * atoms)
        return sums.astype(np.float64).reshape(*lead, atoms)

    @cached_property
    def single_points(self) -> "Evaluation":
        """The same slices with every point an atom of its own, for statistics that do not add."""
        order = np.arange(len(self.table))
        names = _numbered([digest("point", from_lanes(row)) for row in self.table.hashes])
        members = self.membership[:, self.atom_of]
        owners = None if self.owners is None else self.owners[self.atom_of]
        return replace(self, atom_of=order, atoms=names, membership=members, owners=owners)

    def owned(self, owner: Ints) -> "Evaluation":
        """The same, knowing the object that each point belongs to, -1 for none. Int[points]."""
        low, high = (np.full(len(self.atoms), edge) for edge in (len(owner) + owner.max(), -2))
        np.minimum.at(low, self.atom_of, owner)
        np.maximum.at(high, self.atom_of, owner)
        return replace(self, owners=np.where(low == high, low, -1), owner=owner)

    @staticmethod
    def cut(
        table: Table,
        members: Bools,
        slices: tuple[str, ...],
        parts: int,
        whole: bool = False,
        apart: Ints | None = None,
    ) -> "Evaluation":
        """Refine declared slices into atoms, each cut into up to `parts` parts by content, or by
        numbers that are given, `apart`: Int[points].

        `members`: Bool[slices, points], in the table's order. Equal points share an atom.
        """
        part = np.minimum((fractions(table.hashes) * parts).astype(np.int64), parts - 1)
        part = part if apart is None else apart
        patterns = np.concatenate([members, part[None, :]]).T
        distinct, atom_of = np.unique(patterns, axis=0, return_inverse=True)
        atom_of = atom_of.reshape(-1)
        names = _numbered(
            [
                digest("atom", from_lanes(total(table.hashes[atom_of == atom])))
                for atom in range(len(distinct))
            ]
        )
        membership = distinct[:, :-1].T.astype(bool)
        return Evaluation(table, atom_of.astype(np.int64), names, slices, membership, whole)

    @staticmethod
    def opaque(slices: tuple[str, ...]) -> "Evaluation":
        """Slices known by name alone, whose finished scores come from elsewhere."""
        table = Table.of(Schema("scores"), np.zeros((0, 2), dtype=np.uint64))
        return Evaluation(
            table,
            np.zeros(0, dtype=np.int64),
            tuple(digest("scores", name) for name in slices),
            slices,
            np.eye(len(slices), dtype=bool),
        )


def _numbered(contents: list[bytes]) -> tuple[bytes, ...]:
    """Names of atoms from their contents, the second of an equal content told from the first.

    Equal points in two slices, or twice in one, make equal atoms. Their cells are equal too, so it
    does not matter which of them is the first.
    """
    seen: dict[bytes, int] = {}
    names: list[bytes] = []
    for content in contents:
        again = seen.get(content, 0)
        names.append(digest(content, "again", again) if again else content)
        seen[content] = again + 1
    return tuple(names)
