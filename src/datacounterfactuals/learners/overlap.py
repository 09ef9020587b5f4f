"""The overlap of two sets, for the toy that trains nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds, spans
from datacounterfactuals.learners.base import Capability, Learner


@final
@dataclass(frozen=True)
class Overlap(Learner):
    """Trains nothing: a world's score on a slice is how far the two are the same rows.

    It is the Jaccard index |S and T| / |S or T|, where S are the different rows of the world and T
    those of the slice, by their features (Jaccard, 1901). With weights it is the sum of the
    smaller over the sum of the larger weights, a row's being the largest of its objects' weights.
    The statistic is `overlap`. It does not add up, so each slice is an atom of its own; unions of
    slices have no score. An empty world scores 0, which is its true overlap.
    """

    name: ClassVar[str] = "overlap"
    title: ClassVar[str] = "overlap of sets (trains nothing)"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("scores",))

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        del schema
        return ("overlap",)

    def summarise(self, rows: Table, evaluation: Evaluation) -> frozenset[bytes]:
        """The different rows of an object."""
        del evaluation
        return _members(rows.features)

    def scorer(
        self,
        objects: Sequence[frozenset[bytes]],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "OverlapScorer":
        del seed
        if statistics != ("overlap",):
            raise LearnerError(f"overlap fills no {', '.join(statistics)}")
        if not (evaluation.membership.sum(axis=1) == 1).all():
            raise LearnerError(
                "an overlap is of whole slices, and these share points or are cut into parts",
                "Give every slice rows of its own, with `all = false` in [evaluation]",
            )
        return OverlapScorer(objects, evaluation)


@final
class OverlapScorer:
    """Compares sets of rows."""

    def __init__(self, objects: Sequence[frozenset[bytes]], evaluation: Evaluation) -> None:
        features = evaluation.table.features
        slices = [
            _members(features[evaluation.atom_of == atom]) for atom in range(len(evaluation.atoms))
        ]
        known = sorted(frozenset[bytes]().union(*objects, *slices))
        self._objects = np.array([[row in held for row in known] for held in objects], dtype=float)
        self._slices = np.array([[row in held for row in known] for held in slices], dtype=float)

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        del repeat
        width = max(1, self._objects.size + self._slices.size)
        for start, stop in spans(len(worlds), max(1, memory // (8 * width))):
            weights = worlds.weights(start, stop)
            held = (weights[:, :, None] * self._objects[None, : weights.shape[1]]).max(axis=1)
            values = np.stack([_jaccard(held, members) for members in self._slices], axis=1)
            states = np.full(stop - start, State.REAL, dtype=np.uint8)
            yield Block(np.arange(start, stop), values[:, :, None], states)


def _jaccard(held: Floats, members: Floats) -> Floats:
    """Shape: [worlds, rows] and [rows] to [worlds]."""
    return np.minimum(held, members).sum(axis=1) / np.maximum(held, members).sum(axis=1)


def _members(features: Floats) -> frozenset[bytes]:
    return frozenset(row.tobytes() for row in np.ascontiguousarray(features))
