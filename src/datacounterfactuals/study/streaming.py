"""Studies of Parquet larger than memory: its rows become per-object statistics as they pass by.

It is the study that `from_frame` makes of the same rows with the same frozen preprocessing: same
fingerprint, objects and keys, and cells within 1e-12. (Rows are added up in another order, so naive
Bayes of a few rows that hardly vary may differ by more.)

The rows are read once, and once more only where a column says what is held out, to tell which of
these points are training rows too (a hash never parts equal rows). Before that, the first part is
read for the columns' kinds, 16,384 rows of up to 8 parts, evenly spaced, to fit the preprocessing
to those for training (a caution says so), and the target alone where it has few values, to know its
classes.

Memory: a worker holds one part at a time, of at most 131,072 rows and 4 million values, about six
times over. Workers of a cluster see the files by the same paths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Ints, Lanes
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import read_file
from datacounterfactuals.data.parquet import Part, distinct, parquet_files, parts_of
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.assembled import Assembled
from datacounterfactuals.study.assembly import pinned, repeated_words, roles_cast
from datacounterfactuals.study.choosing import declared_learner, default_learner, fitted_to
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.evaluating import evaluated_rows, given_piece, points_of
from datacounterfactuals.study.fitting import fit
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.gathered import Gathered
from datacounterfactuals.study.given import declaration_of
from datacounterfactuals.study.inputs import Inputs
from datacounterfactuals.study.objects import MOST_GROUPS
from datacounterfactuals.study.passing import Told, need_dask, passed
from datacounterfactuals.study.roles import MOST_NUMBERED_CLASSES, Roles, task_of
from datacounterfactuals.study.slices import choose_parts
from datacounterfactuals.study.source import Piece, Points, Source, Stock, refuse_other
from datacounterfactuals.study.split import Split, SplitReport, refuse_one_sided, sides
from datacounterfactuals.study.streamed import Streamed
from datacounterfactuals.study.sweep import Found, Summing, Sweep, joined

SAMPLED, SAMPLED_ROWS = 8, 1 << 14
"""Parts, evenly spaced, and the rows of each at most, that the preprocessing is fitted to."""
MOST_HELD = 1_000_000
MOST_HELD_BYTES = 1 << 30
"""The evaluation points are in memory: so many of them at most, and so many bytes."""


def streamed(
    where: Path | str, given: Mapping[str, Any], executor: Any, told: Told
) -> tuple[Declaration, Assembled]:
    """The declaration of keyword arguments and what is assembled of the files. See
    `Study.from_parquet`. Raises StudyError or LearnerError."""
    need_dask()
    files = parquet_files(where)
    parts = parts_of(files)
    if not parts:
        raise StudyError(f"{where} has no rows", "Give at least two rows of data")
    settings: dict[str, Any] = {"reference": "objects", "frozen": None, "metric": None, **given}
    for key in ("evaluation", "reference"):
        if isinstance(settings[key], Path):
            settings[key] = read_file(settings[key])
    first = parts[0].head(SAMPLED_ROWS).read()
    declaration, inputs = declaration_of(settings, first)
    if declaration.objects.way not in ("column", "parts") or inputs.partition is not None:
        raise StudyError(
            "the objects of a study larger than memory are not its rows, nor labels in memory",
            "Give the name of a column, or a number of random parts",
        )
    roles = _roles(declaration, inputs, first, files)
    chosen = _learner(declaration, inputs, roles)
    sweep = Sweep(
        declaration,
        roles,
        _columns(declaration, inputs, roles, first),
        inputs.evaluation is not None,
    )
    if inputs.frozen is not None:
        refuse_other(inputs.frozen, roles, declaration.preprocessing, inputs.frozen_name)
        made = Basis(inputs.frozen, ())
    else:
        made = _fitted(sweep, inputs, parts, files)
    run = Run(sweep, parts, executor, told)
    return declaration, _assembled(run, inputs, chosen, made)


@final
@dataclass(frozen=True)
class Basis:
    """Frozen preprocessing, and words on what it was fitted to."""

    frozen: Frozen
    cautions: tuple[str, ...]


@final
@dataclass(frozen=True)
class Run:
    """A sweep, over which parts, by whom, and who is told."""

    sweep: Sweep
    parts: Sequence[Part]
    executor: Any
    told: Told

    def sums(self, learner: Learner, frozen: Frozen, known: Lanes) -> Found:
        """The objects with their summaries, the held-out rows, and which of the identities that
        are known are training rows too."""
        middle = frozen.middle
        assert middle is not None
        summing = Summing.of(learner, frozen, middle)
        sweep = replace(self.sweep, summing=summing, known=known)
        each = 8 * (len(sweep.columns) + len(middle))

        def check(found: Found) -> None:
            _check(found)
            held = found.sides[1]
            if held > MOST_HELD or held * each > MOST_HELD_BYTES:
                raise StudyError(
                    f"{held:,} rows or more are held out ({held * each / 1e9:.2g} GB), and the "
                    f"evaluation has to fit in memory (at most {MOST_HELD:,} rows and 1 GB)",
                    "Hold out a smaller share, such as evaluation=0.001, or give a frame",
                )

        return passed(sweep, self.parts, self.executor, self.told, "adding up", check)

    def repeated(self, known: Lanes) -> Bools:
        """Which identities are training rows too."""
        sweep = replace(self.sweep, known=known)
        found = passed(
            sweep, self.parts, self.executor, self.told, "looking for repeated rows", _check
        )
        return found.repeated


def _check(found: Found) -> None:
    if len(found.shares) > MOST_GROUPS:
        raise StudyError(
            f"the object column has more than {MOST_GROUPS:,} different values, and an object is "
            "one of them",
            "Group them into fewer values",
        )


def _roles(
    declaration: Declaration, inputs: Inputs, first: RawTable, files: Sequence[Path]
) -> Roles:
    """The roles of columns; the task by all values of the target where they may be few."""
    roles = Roles.of(declaration, first)
    target = roles.target
    if target is None or roles.task == "text":
        raise StudyError("a study larger than memory needs a target", "Name its column as `target`")
    if declaration.target.task is not None:
        return roles
    if inputs.frozen is not None and inputs.frozen.task in ("classification", "regression"):
        return replace(roles, task=inputs.frozen.task)
    if not _few(first, target):
        return roles
    return replace(roles, task=task_of(declaration, distinct(files, target), target))


def _few(table: RawTable, target: str) -> bool:
    return (
        not table.is_number(target)
        or len(np.unique(table.columns[target])) <= MOST_NUMBERED_CLASSES
    )


def _learner(declaration: Declaration, inputs: Inputs, roles: Roles) -> Learner:
    named = inputs.learner or declared_learner(declaration, inputs.home)
    chosen = fitted_to(named or default_learner(roles), roles, declaration.preprocessing.reference)
    if not chosen.capability.additive:
        raise StudyError(
            f"the learner {chosen.name!r} needs all rows of an object at once, and they are not in "
            "memory",
            "Use naive_bayes, centroid or ridge, with preprocessing that is not fitted inside",
        )
    return chosen


def _columns(
    declaration: Declaration, inputs: Inputs, roles: Roles, first: RawTable
) -> tuple[str, ...]:
    """What is read of every part. Raises StudyError for a column that is not there."""
    evaluation = declaration.evaluation
    wanted = {
        declaration.objects.column: "object column", declaration.data.id: "id column",
        evaluation.split: "split column", evaluation.group: "group column",
    }  # fmt: skip
    if inputs.evaluation is None:
        wanted |= dict.fromkeys(evaluation.slices, "slice column")
    named = {name: role for name, role in wanted.items() if name is not None}
    for name, role in named.items():
        first.column(name, role)
    target = () if roles.target is None else (roles.target,)
    return tuple(dict.fromkeys((*roles.names, *target, *named)))


def _fitted(sweep: Sweep, inputs: Inputs, parts: Sequence[Part], files: Sequence[Path]) -> Basis:
    """Preprocessing fitted to the reference, or to training rows of some parts."""
    declaration, roles = sweep.declaration, sweep.roles
    places = sorted({round(at) for at in np.linspace(0, len(parts) - 1, SAMPLED)})
    tables: list[RawTable] = []
    samples = [parts[place].head(SAMPLED_ROWS) for place in places]
    for part in samples:
        raw = sweep.usable(part.read(sweep.columns))
        if len(raw):
            stock = Stock(raw, roles)
            tables.append(stock.cast.take(sweep.divided(stock)[1]))
    if not sum(map(len, tables)):
        raise StudyError("no row is for training", "Hold out fewer rows")
    sample = joined(tuple(table for table in tables if len(table)), "the sample")
    answers = [sample]
    target = roles.target or ""
    if roles.task == "classification" or _few(sample, target):
        values = distinct(files, target)
        words = [label for label in values.labels(target) if label is not None]
        if roles.task == "regression" and len(words) < 2:
            raise StudyError(
                f"the target {target!r} is {words[0] if words else 'missing'} in every row",
                "Predict a column with at least two different values",
            )
        if roles.task == "classification":
            answers = [RawTable({target: np.array(words, dtype=object)})]
    reference = None if inputs.reference is None else roles_cast(roles, inputs.reference)
    frozen = fit(roles, declaration.preprocessing, reference or sample, answers, 1)
    if reference is not None:
        return Basis(frozen, ())
    told = (
        f"the preprocessing was fitted to {len(sample):,} training rows, from {len(places)} of the "
        f"{len(parts)} parts of the data, evenly spaced"
    )
    return Basis(frozen, (told,) if sum(map(len, samples)) < sum(map(len, parts)) else ())


def _assembled(run: Run, inputs: Inputs, chosen: Learner, basis: Basis) -> Assembled:
    declaration, roles, frozen = run.sweep.declaration, run.sweep.roles, basis.frozen
    cautions: list[str] = []
    if isinstance(inputs.evaluation, RawTable):
        points = points_of(declaration, given_piece(declaration, inputs.evaluation, roles))
        known, each = _known(points.piece)
        found = run.sums(chosen, frozen, known)
        objects = Gathered.of(declaration, found)
        repeats = found.repeated[each]
    else:
        found = run.sums(chosen, frozen, np.zeros((0, 2), dtype=np.uint64))
        objects = Gathered.of(declaration, found)
        points = _held_out(run, inputs, found, objects, cautions)
        repeats = found.repeated
        if _decided(run).asked is None:
            known, each = _known(points.piece)
            repeats = run.repeated(known)[each]
    split = _decided(run)
    universe = objects.universe
    pieces = tuple(
        Streamed(item.name, item.content, chosen.name, objects.summary(place, found, chosen))
        for place, item in enumerate(universe)
    )
    if inputs.frozen is None:
        originals = len(universe.originals) or len(universe)
        statistics = len(chosen.statistics(frozen.prepared_schema))
        frozen = frozen.model_copy(
            update={
                "parts": choose_parts(points.members, originals, statistics),
                "evaluated": pinned(declaration, split.asked, universe),
            }
        )
    reference = None if inputs.reference is None else roles_cast(roles, inputs.reference)
    source = Source(roles, declaration.preprocessing, reference, pieces, points, frozen)
    return Assembled(
        universe,
        source,
        chosen,
        _report(found, objects, split, points),
        (
            *basis.cautions,
            *_words(declaration, found, split, objects),
            *cautions,
            *repeated_words(repeats),
        ),
    )


def _known(piece: Piece) -> tuple[Lanes, Ints]:
    """The distinct identities of evaluation points, and the place of each point among them."""
    identities, each = np.unique(piece.stock.identities[piece.rows], axis=0, return_inverse=True)
    return identities, each.reshape(-1)


def _held_out(
    run: Run, inputs: Inputs, found: Found, objects: Gathered, cautions: list[str]
) -> Points:
    """The evaluation of the rows that were held out."""
    declaration, split = run.sweep.declaration, _decided(run)
    refuse_one_sided(split.decided_by, *found.sides, "the Parquet files")
    held = joined(found.held, "the held-out rows")
    stock = Stock(held, run.sweep.roles)
    labels = run.sweep.labels(stock)
    division = replace(objects.division, codes=objects.codes(labels))
    split = replace(split, held=np.arange(len(held)))
    rows = evaluated_rows(declaration, inputs, split, division, objects.universe, cautions)
    return points_of(declaration, Piece(stock, rows))


def _decided(run: Run) -> Split:
    """What decides the split, without rows."""
    nothing = np.zeros(0, dtype=np.int64)
    sweep = run.sweep
    raw = RawTable({name: np.zeros(0) for name in sweep.columns})
    lanes = np.zeros((0, 2), dtype=np.uint64)
    return sides(sweep.declaration, raw, nothing, lanes, sweep.elsewhere)


def _words(
    declaration: Declaration, found: Found, split: Split, objects: Gathered
) -> tuple[str, ...]:
    out: list[str] = []
    if found.dropped:
        out.append(f"{found.dropped} rows without a target are left out")
    if unused := found.sampled - sum(found.sides):
        out.append(f"{unused} rows are unused: {split.decided_by} says so")
    return (*out, *objects.words(declaration))


def _report(found: Found, objects: Gathered, split: Split, points: Points) -> SplitReport:
    sizes = points.members.sum(axis=1)
    return SplitReport(
        split.decided_by,
        split.asked,
        found.sides[0],
        points.members.shape[1],
        objects.counts(found),
        tuple((name, int(size)) for name, size in zip(points.slices, sizes, strict=True)),
    )
