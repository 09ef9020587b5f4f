"""Shapley values of single rows for k-nearest neighbours, without training anything.

The game is the vote mass: a world is worth, at a point, the share of its k nearest rows that have
the point's label, (1 / k) times how many of the min(k, |S|) nearest have it, and nothing if it is
empty. Its Shapley values follow from the order of the distances (Jia et al., Efficient
task-specific data valuation for nearest neighbor algorithms, 2019): from the farthest row, worth
`min(k, n) / (n k)` if its label is right, towards the nearest,
`s_i = s_{i+1} + (right_i - right_{i+1}) min(k, i) / (i k)`.
"""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Table
from datacounterfactuals.core.worlds import spans
from datacounterfactuals.learners.kernels.closed_form import add_values
from datacounterfactuals.learners.kernels.threads import spread
from datacounterfactuals.learners.nearest import Nearest
from datacounterfactuals.learners.polling import TOO_FAR
from datacounterfactuals.learners.rows import Rows

PIECES = 16
"""The points of an atom are added up in about so many pieces, whatever the number of threads."""


def shapley_of_votes(k: int, objects: Sequence[Table], evaluation: Evaluation) -> Floats:
    """The Shapley value of every object for the statistic `votes` of `Neighbours(k)`, summed over
    the points of each atom. Shape: [objects, atoms].

    Every object is a single row; equal distances are broken by content, as the learner does.
    Raises LearnerError for other objects, and where a distance overflows.
    """
    sizes = [len(table) for table in objects]
    if any(size != 1 for size in sizes):
        raise LearnerError(
            f"an object holds {next(size for size in sizes if size != 1)} rows",
            "The closed form is of single rows: make every row an object",
        )
    out = np.zeros((len(objects), len(evaluation.atoms)))
    if objects:
        rows = Rows.join(objects)
        out[rows.owner] = values_of_rows(k, rows.table.features, rows.table.target, evaluation)
    return out


def values_of_rows(k: int, features: Floats, target: Array, evaluation: Evaluation) -> Floats:
    """The same of the rows of a table, which stand in the order that breaks ties. Shapes: [n, d]
    and [n] to [n, atoms].

    It takes O(n log n) for each point, and memory for n numbers for each atom and sixteen more.
    Raises LearnerError where a distance overflows.
    """
    count, nearest = len(features), Nearest(features, target.astype(np.int16))
    points = np.argsort(evaluation.atom_of, kind="stable")
    asked = np.ascontiguousarray(evaluation.table.features[points])
    wanted = evaluation.table.target.astype(np.int64)[points]
    place = np.arange(1, count + 1)
    steps = np.minimum(k, place) / (place * k)
    pieces = _pieces(evaluation.atom_of[points])
    sums = np.zeros((len(pieces), count))

    def work(first: int, last: int) -> None:
        for piece in range(first, last):
            _, begin, end = pieces[piece]
            for start, stop in spans(end - begin, nearest.block):
                these = slice(begin + start, begin + stop)
                keys = nearest.keys(asked[these], wanted[these])
                add_values(keys, nearest.digits, steps, sums[piece])

    spread(work, len(pieces), 1)
    if not nearest.sound.all():
        raise LearnerError(TOO_FAR)
    out = np.zeros((count, len(evaluation.atoms)))
    for (atom, _, _), values in zip(pieces, sums, strict=True):
        out[:, atom] += values
    return out


def _pieces(atom_of: Ints) -> list[tuple[int, int, int]]:
    """Points in the order of their atoms cut into pieces of one atom each: the atom, the first
    point and the one after the last."""
    most = max(1, -(-len(atom_of) // PIECES))
    atoms, firsts = np.unique(atom_of, return_index=True)
    ends = [*firsts[1:].tolist(), len(atom_of)]
    return [
        (int(atom), int(first) + start, int(first) + stop)
        for atom, first, end in zip(atoms, firsts, ends, strict=True)
        for start, stop in spans(int(end) - int(first), most)
    ]
