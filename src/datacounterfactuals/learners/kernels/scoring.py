"""Scoring: from what the models of a tile say of every point to the statistics of every atom.

A tile is some worlds, a multiple of 16, side by side in lanes. What is said of the points stands
in rows of them, one a point, in the order of a `Layout`.
"""

from typing import Any, NamedTuple

import numpy as np

from datacounterfactuals.core.arrays import Bytes, Floats, Ints
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import MARGIN, PROBABILITY_FLOOR
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import (
    F8,
    absolute,
    exp,
    fma,
    larger,
    load8,
    log,
    smaller,
    splat8,
    store8,
    turn8,
    where_less,
)
from datacounterfactuals.learners.kernels.memory import zeros

SCORED, PRIOR, OVERFLOWN, UNSOUND = 0, 1, 2, 3
"""How a kernel leaves a world: with its statistics; to the smoothed prior; without numbers, as the
sums overflow or as the scores are not finite."""

MOST_LOSS = -float(np.log(PROBABILITY_FLOOR))
BOARD = 128
"""Statistics of a tile that are held before they are written out."""


class Layout(NamedTuple):
    """Where points and statistics stand.

    `order`: Int[points], the evaluation's points, atom by atom and in an atom class by class.
    `starts`: Int[atoms * classes + 1], where those of each atom and class start (of one class, for
    numbers). `columns`: the place of each statistic among those asked, or -1: right and predicted
    counts of each class, log loss, Brier score and margin; or squared and absolute errors.
    """

    order: Ints
    starts: Ints
    columns: Ints

    @staticmethod
    def of(evaluation: Evaluation, statistics: tuple[str, ...]) -> "Layout":
        atoms, atom_of = len(evaluation.atoms), evaluation.atom_of
        if evaluation.schema.task == "regression":
            classes, target = 1, np.zeros(len(atom_of), dtype=np.int64)
            names = ["squared_error", "absolute_error"]
        else:
            classes = len(evaluation.schema.classes)
            target = evaluation.table.target.astype(np.int64)
            numbers = range(classes)
            names = [*(f"right:{n}" for n in numbers), *(f"predicted:{n}" for n in numbers)]
            names += ["log_loss", "brier", MARGIN]
        if unknown := set(statistics) - set(names):
            raise KeyError(min(unknown))
        run = atom_of * classes + target
        counts = np.bincount(run, minlength=atoms * classes)
        columns = [statistics.index(name) if name in statistics else -1 for name in names]
        return Layout(
            np.argsort(run, kind="stable"),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.array(columns, dtype=np.int64),
        )

    def board(self, statistics: int, worlds: int) -> Floats:
        """Room for the statistics of several atoms in a tile of so many worlds."""
        return zeros(max(BOARD // statistics, 1) * statistics + 1, worlds)


@kernel
def times(points: Floats, parameters: Floats, out: Floats) -> None:
    """Multiply two matrices: [points, numbers] and [numbers, worlds] to [points, worlds], where
    points are a multiple of 6 and worlds of 16."""
    numbers, width = parameters.shape
    zero = splat8(0.0)
    for six in range(points.shape[0] // 6):
        i = six * 6
        for block in range(width >> 4):
            j = block << 4
            a0, a1, a2, a3, a4, a5 = zero, zero, zero, zero, zero, zero
            b0, b1, b2, b3, b4, b5 = zero, zero, zero, zero, zero, zero
            for k in range(numbers):
                x, y = load8(parameters, k * width + j), load8(parameters, k * width + j + 8)
                p = splat8(points[i, k])
                a0, b0 = fma(p, x, a0), fma(p, y, b0)
                p = splat8(points[i + 1, k])
                a1, b1 = fma(p, x, a1), fma(p, y, b1)
                p = splat8(points[i + 2, k])
                a2, b2 = fma(p, x, a2), fma(p, y, b2)
                p = splat8(points[i + 3, k])
                a3, b3 = fma(p, x, a3), fma(p, y, b3)
                p = splat8(points[i + 4, k])
                a4, b4 = fma(p, x, a4), fma(p, y, b4)
                p = splat8(points[i + 5, k])
                a5, b5 = fma(p, x, a5), fma(p, y, b5)
            at = i * width + j
            store8(out, at, a0)
            store8(out, at + 8, b0)
            at += width
            store8(out, at, a1)
            store8(out, at + 8, b1)
            at += width
            store8(out, at, a2)
            store8(out, at + 8, b2)
            at += width
            store8(out, at, a3)
            store8(out, at + 8, b3)
            at += width
            store8(out, at, a4)
            store8(out, at + 8, b4)
            at += width
            store8(out, at, a5)
            store8(out, at + 8, b5)


@kernel
def score_two(
    odds: Floats, layout: Layout, board: Floats, states: Bytes, first: int, count: int, out: Floats
) -> None:
    """The statistics of worlds that say how likely the second of two classes is.

    `odds`: [points, worlds], its log odds; the first class is chosen at odds of 0. Written are the
    first `count` worlds of the tile as worlds `first` on: `out`, [worlds, atoms, statistics], and
    UNSOUND into `states`, [worlds], where a score is not finite and the world was SCORED.
    """
    starts, columns, atoms, asked = layout.starts, layout.columns, out.shape[1], out.shape[2]
    width, group = board.shape[1], (board.shape[0] - 1) // asked
    check, zero, one = group * asked * width, splat8(0.0), splat8(1.0)
    counted = columns[0] >= 0 or columns[1] >= 0 or columns[2] >= 0 or columns[3] >= 0
    likely = columns[4] >= 0 or columns[5] >= 0
    for block in range(width >> 3):
        store8(board, check + (block << 3), zero)
    for piece in range((atoms + group - 1) // group):
        begin = piece * group
        end = min(atoms, begin + group)
        for block in range(width >> 3):
            lane = block << 3
            broken = load8(board, check + lane)
            for atom in range(begin, end):
                start, middle, stop = starts[2 * atom], starts[2 * atom + 1], starts[2 * atom + 2]
                at = (atom - begin) * asked * width + lane
                if counted:
                    first_wrong, second_right = zero, zero
                    for point in range(start, middle):
                        z = load8(odds, point * width + lane)
                        first_wrong = first_wrong + fma(z, zero, where_less(zero, z, one, zero))
                    for point in range(middle, stop):
                        z = load8(odds, point * width + lane)
                        second_right = second_right + fma(z, zero, where_less(zero, z, one, zero))
                    broken = fma(first_wrong + second_right, zero, broken)
                    first_right = splat8(float(middle - start)) - first_wrong
                    second_wrong = splat8(float(stop - middle)) - second_right
                    _put(board, at, width, columns[0], first_right)
                    _put(board, at, width, columns[1], second_right)
                    _put(board, at, width, columns[2], first_right + second_wrong)
                    _put(board, at, width, columns[3], first_wrong + second_right)
                if likely:
                    loss, square = zero, zero
                    for point in range(start, stop):
                        z = load8(odds, point * width + lane)
                        against = z if point < middle else -z
                        e = exp(-absolute(z))
                        up, over = one + e, splat8(2.0) + e
                        share = one / (up * over)
                        part = larger(against, zero) + _log_of_one_more(e * up * share)
                        loss = loss + fma(z, zero, smaller(part, splat8(MOST_LOSS)))
                        sure = over * share  # 1 / (1 + e)
                        wrong = where_less(against, zero, e * sure, sure)
                        square = fma(wrong, wrong, square)
                    broken = fma(loss, zero, broken)
                    _put(board, at, width, columns[4], loss)
                    _put(board, at, width, columns[5], square)
                if columns[6] >= 0:
                    margin = zero
                    for point in range(start, stop):
                        margin = margin + load8(odds, point * width + lane)
                    broken = fma(margin, zero, broken)
                    _put(board, at, width, columns[6], margin)
            store8(board, check + lane, broken)
        _flush(board, (end - begin) * asked, begin * asked, first, count, out)
    _settle(board, check, states, first, count)


@kernel
def score_many(
    scores: Floats,
    present: Floats,
    layout: Layout,
    board: Floats,
    states: Bytes,
    first: int,
    count: int,
    out: Floats,
) -> None:
    """As `score_two`, of several classes. `scores`: [classes * points, worlds], class by class, the
    logarithms of probabilities up to a constant a point (or any scores, where only choices are
    asked); `present`: [classes, worlds], 1 where a class can have one above 0, else 0."""
    starts, columns, atoms, asked = layout.starts, layout.columns, out.shape[1], out.shape[2]
    width, group, classes = board.shape[1], (board.shape[0] - 1) // asked, present.shape[0]
    check, zero, one, half = group * asked * width, splat8(0.0), splat8(1.0), splat8(0.5)
    points = scores.shape[0] // classes
    likely = columns[2 * classes] >= 0 or columns[2 * classes + 1] >= 0
    nowhere = splat8(-np.inf)
    for block in range(width >> 3):
        store8(board, check + (block << 3), zero)
    for piece in range((atoms + group - 1) // group):
        begin = piece * group
        end = min(atoms, begin + group)
        for row in range((end - begin) * asked):
            for block in range(width >> 3):
                store8(board, row * width + (block << 3), zero)
        for block in range(width >> 3):
            lane = block << 3
            broken = load8(board, check + lane)
            for atom in range(begin, end):
                at = (atom - begin) * asked * width + lane
                for label in range(classes):
                    run = atom * classes + label
                    for point in range(starts[run], starts[run + 1]):
                        most, chosen = nowhere, splat8(-1.0)
                        for c in range(classes):
                            there = load8(present, c * width + lane)
                            s = load8(scores, (c * points + point) * width + lane)
                            broken = fma(where_less(half, there, s, zero), zero, broken)
                            s = where_less(half, there, s, nowhere)
                            chosen = where_less(most, s, splat8(float(c)), chosen)
                            most = larger(most, s)
                        for c in range(classes):
                            apart = absolute(chosen - splat8(float(c)))
                            hit = where_less(apart, half, one, zero)
                            _raise(board, at, width, columns[classes + c], hit)
                            if c == label:
                                _raise(board, at, width, columns[c], hit)
                        if likely:
                            others, own, gap = zero, zero, zero
                            for c in range(classes):
                                there = load8(present, c * width + lane)
                                s = load8(scores, (c * points + point) * width + lane)
                                part = where_less(half, there, exp(s - most), zero)
                                apart = absolute(chosen - splat8(float(c)))
                                others = others + where_less(apart, half, zero, part)
                                if c == label:
                                    gap = where_less(half, there, most - s, splat8(np.inf))
                                    own = part
                            up = one + others
                            more = log(up) + (others - (up - one)) / up
                            loss = smaller(gap + more, splat8(MOST_LOSS))
                            _raise(board, at, width, columns[2 * classes], loss)
                            if columns[2 * classes + 1] >= 0:
                                right = where_less(
                                    absolute(chosen - splat8(float(label))), half, others, up - own
                                )
                                square = (right / up) * (right / up)
                                for c in range(classes):
                                    if c != label:
                                        there = load8(present, c * width + lane)
                                        s = load8(scores, (c * points + point) * width + lane)
                                        part = where_less(half, there, exp(s - most), zero) / up
                                        square = fma(part, part, square)
                                _raise(board, at, width, columns[2 * classes + 1], square)
            store8(board, check + lane, broken)
        _flush(board, (end - begin) * asked, begin * asked, first, count, out)
    _settle(board, check, states, first, count)


@kernel
def score_values(
    predicted: Floats,
    targets: Floats,
    layout: Layout,
    board: Floats,
    states: Bytes,
    first: int,
    count: int,
    out: Floats,
) -> None:
    """As `score_two`, of numbers. `predicted`: [points, worlds]; `targets`: [points], in the order
    of the layout."""
    starts, columns, atoms, asked = layout.starts, layout.columns, out.shape[1], out.shape[2]
    width, group, zero = board.shape[1], (board.shape[0] - 1) // asked, splat8(0.0)
    check = group * asked * width
    for block in range(width >> 3):
        store8(board, check + (block << 3), zero)
    for piece in range((atoms + group - 1) // group):
        begin = piece * group
        end = min(atoms, begin + group)
        for block in range(width >> 3):
            lane = block << 3
            broken = load8(board, check + lane)
            for atom in range(begin, end):
                at = (atom - begin) * asked * width + lane
                squares, sizes = zero, zero
                for point in range(starts[atom], starts[atom + 1]):
                    rest = splat8(targets[point]) - load8(predicted, point * width + lane)
                    squares = fma(rest, rest, squares)
                    sizes = sizes + absolute(rest)
                broken = fma(squares, zero, broken)
                _put(board, at, width, columns[0], squares)
                _put(board, at, width, columns[1], sizes)
            store8(board, check + lane, broken)
        _flush(board, (end - begin) * asked, begin * asked, first, count, out)
    _settle(board, check, states, first, count)


@inlined
def _log_of_one_more(s: F8) -> F8:
    """log(1 + e) of s = e / (2 + e) up to 1/3, as 2 artanh(s), to the last place."""
    q = s * s
    r = fma(splat8(2 / 31), q, splat8(2 / 29))
    r = fma(r, q, splat8(2 / 27))
    r = fma(r, q, splat8(2 / 25))
    r = fma(r, q, splat8(2 / 23))
    r = fma(r, q, splat8(2 / 21))
    r = fma(r, q, splat8(2 / 19))
    r = fma(r, q, splat8(2 / 17))
    r = fma(r, q, splat8(2 / 15))
    r = fma(r, q, splat8(2 / 13))
    r = fma(r, q, splat8(2 / 11))
    r = fma(r, q, splat8(2 / 9))
    r = fma(r, q, splat8(2 / 7))
    r = fma(r, q, splat8(2 / 5))
    r = fma(r, q, splat8(2 / 3))
    return fma(r, q, splat8(2.0)) * s


@inlined
def _put(board: Floats, at: int, width: int, column: Any, value: F8) -> None:
    """Write a statistic if it is asked."""
    if column >= 0:
        store8(board, at + column * width, value)


@inlined
def _raise(board: Floats, at: int, width: int, column: Any, value: F8) -> None:
    """Add to a statistic if it is asked."""
    if column >= 0:
        place = at + column * width
        store8(board, place, load8(board, place) + value)


@kernel
def _flush(board: Floats, rows: int, to: int, first: int, count: int, out: Floats) -> None:
    """Write rows of the board, one a statistic, as columns `to` on of worlds `first` on."""
    width, long = board.shape[1], out.shape[1] * out.shape[2]
    whole = count >> 3 if rows >= 8 else 0
    for block in range(whole):
        w = block << 3
        for eight in range((rows + 7) >> 3):
            r = min(eight << 3, rows - 8)  # the last eight may be partly those before
            turn8(board, r * width + w, width, out, (first + w) * long + to + r, long)
    for w in range(whole << 3, count):
        atom, place = to // out.shape[2], to % out.shape[2]
        for r in range(rows):
            out[first + w, atom, place] = board[r, w]
            place += 1
            if place == out.shape[2]:
                atom, place = atom + 1, 0


@kernel
def _settle(board: Floats, check: int, states: Bytes, first: int, count: int) -> None:
    """Mark the worlds whose scores are not finite: a sum of zeros times them is not 0."""
    row = check // board.shape[1]
    for w in range(count):
        if states[first + w] == SCORED and board[row, w] != 0.0:  # also where it is NaN
            states[first + w] = UNSOUND
