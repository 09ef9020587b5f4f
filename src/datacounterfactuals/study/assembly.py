"""Assembly: from raw tables and a declaration to objects, evaluation and frozen preprocessing."""

from collections.abc import Sequence

import numpy as np

from datacounterfactuals.core.arrays import Array, Bools
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.assembled import Assembled
from datacounterfactuals.study.choosing import declared_learner, default_learner, fitted_to
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.evaluating import evaluation_points
from datacounterfactuals.study.filing import assemble_files
from datacounterfactuals.study.inputs import Inputs
from datacounterfactuals.study.objects import Division, Draft, divide, drafts, owned
from datacounterfactuals.study.passages import in_passages
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.source import (
    Declared,
    Piece,
    Points,
    Source,
    Stock,
    freeze,
    refuse_other,
)
from datacounterfactuals.study.split import (
    Split,
    SplitReport,
    identities,
    part_draws,
    sampled,
    split_rows,
    tally,
)

MOST_PINNED = 1000
"""Of so many objects the evaluation remembers whose rows it is made of."""


def assemble(declaration: Declaration, inputs: Inputs) -> Assembled:
    """Put a study together. Raises StudyError or LearnerError for what does not fit."""
    named = inputs.learner or declared_learner(declaration, inputs.home)
    free = named is not None and named.capability.outside
    if declaration.objects.way == "files" or inputs.table is None:
        return assemble_files(declaration, inputs, named)
    cautions: list[str] = []
    raw = _usable(declaration, inputs.table, free, cautions)
    roles = Roles.of(declaration, raw, free)
    chosen = named or default_learner(roles)
    chosen = fitted_to(chosen, roles, declaration.preprocessing.reference)
    roles = roles.coded() if chosen.codes else roles
    objects, partition = declaration.objects, inputs.partition
    early = None
    if objects.way != "parts":  # so that a wrong object column is told before any row is hashed
        early = divide(objects, raw, np.zeros(0), partition)
    stock = Stock(raw, roles)
    _refuse_bad_target(roles, stock.cast)
    identity = identities(declaration, roles, raw, stock.cast)
    rows = sampled(identity, declaration.data.sample)
    elsewhere = inputs.evaluation is not None or (free and declaration.evaluation.share is None)
    split = split_rows(declaration, raw, rows, identity, elsewhere)
    unused = len(rows) - len(split.training) - len(split.held)
    if unused:
        cautions.append(f"{unused} rows are unused: {split.decided_by} says so")
    division = early or divide(objects, raw, part_draws(identity))
    made, empty = drafts(owned(objects, raw, division), division, split.training)
    if not made:
        raise StudyError(
            "no object has a training row", "Hold out fewer rows, or keep more objects"
        )
    if objects.way == "column":
        cautions += left_out(empty)
    pieces = tuple(Piece(stock, draft.rows) for draft in made)
    universe = Universe(
        tuple(
            object_of(draft, piece.content, len(draft.rows))
            for draft, piece in zip(made, pieces, strict=True)
        )
    )
    points = evaluation_points(
        declaration, inputs, roles, stock, split, division, universe, cautions
    )
    frozen = inputs.frozen
    if frozen is None:
        originals = [pieces[position] for position in universe.originals] or list(pieces)
        reference = None if inputs.reference is None else roles_cast(roles, inputs.reference)
        frozen = freeze(
            roles, declaration.preprocessing, reference, originals, points, chosen
        ).model_copy(update={"evaluated": pinned(declaration, split.asked, universe)})
    else:
        refuse_other(frozen, roles, declaration.preprocessing, inputs.frozen_name)
    reference = None if inputs.reference is None else roles_cast(roles, inputs.reference)
    source = Source(roles, declaration.preprocessing, reference, pieces, points, frozen)
    return Assembled(
        universe,
        source,
        chosen,
        _report(roles, stock, split, division, points),
        (*cautions, *_repeats(source, split)),
    )


def left_out(empty: Sequence[str]) -> tuple[str, ...]:
    """Words for the objects that have no training row."""
    if not empty:
        return ()
    shown = ", ".join(empty[:5]) + (" ..." if len(empty) > 5 else "")
    return (f"left out for want of a training row: {shown} ({len(empty)} in all)",)


def roles_cast(roles: Roles, reference: RawTable) -> RawTable:
    """A reference table cast by the roles; it may lack the target."""
    lacks = roles.target is not None and roles.target not in reference.columns
    return (Roles(roles.task, None, roles.features) if lacks else roles).cast(reference)


def _usable(declaration: Declaration, table: RawTable, free: bool, cautions: list[str]) -> RawTable:
    """The table without rows that lack a target, its texts cut into passages."""
    features, target = declaration.features, declaration.target.column
    if features.text is not None and features.passage is not None:
        table = in_passages(table, features.text, features.passage)
    if target is not None and not free:
        table.column(target, "target")
        absent = table.missing(target)
        if absent.any() and declaration.target.missing == "error":
            raise StudyError(
                f"the target {target!r} has no value in {int(absent.sum())} of {len(table)} rows "
                f"(the first is row {int(np.flatnonzero(absent)[0]) + 1})",
                'Fill them in, or drop those rows with missing = "drop" in [target]',
            )
        if absent.any():
            if absent.all():
                raise StudyError(f"the target {target!r} has no value at all", "Fill it in")
            cautions.append(f"{int(absent.sum())} rows without a target are left out")
            table = table.take(np.flatnonzero(~absent))
    if len(table) < 2:
        raise StudyError(
            f"{table.source} has one row, and nothing can be compared with it",
            "Give at least two rows of data",
        )
    return table


def _refuse_bad_target(roles: Roles, cast: RawTable) -> None:
    if roles.target is None or roles.task != "regression":
        return
    values = cast.columns[roles.target]
    if np.all(values == values[0]):
        raise StudyError(
            f"the target {roles.target!r} is {values[0]:g} in every row",
            "Predict a column with at least two different values",
        )


def object_of(draft: Draft, content: bytes, rows: int) -> DataObject:
    """The object that a draft becomes once its content is known."""
    return DataObject(
        draft.name,
        content,
        float(rows),
        draft.stands_in_for,
        draft.cost,
        draft.owner,
        draft.reserve,
        draft.label,
    )


def pinned(
    declaration: Declaration, asked: float | None, universe: Universe
) -> tuple[tuple[str, str], ...]:
    """The objects whose held-out rows, chosen by a hash, are the evaluation from now on."""
    by_name = declaration.objects.way == "column"
    if asked is None or not by_name or len(universe) > MOST_PINNED:
        return ()
    return tuple((item.name, item.content.hex()) for item in universe)


def _report(
    roles: Roles, stock: Stock, split: Split, division: Division, points: Points | Declared
) -> SplitReport:
    held = split.held
    if isinstance(points, Declared):
        slices = tuple((name, 0) for name in points.slices)
        total = len(held)
    else:
        slices = tuple(
            (name, int(count))
            for name, count in zip(points.slices, points.members.sum(axis=1), strict=True)
        )
        total = points.members.shape[1]
    counts = []
    if len(division.names) <= MOST_PINNED:
        names = np.array([*division.names, None], dtype=object)
        counts += tally("object", names[division.codes], split.training, held)
    if roles.task == "classification" and roles.target is not None:
        labels: Array = stock.cast.columns[roles.target]
        counts += tally("class", labels, split.training, held)
    return SplitReport(
        split.decided_by, split.asked, len(split.training), total, tuple(counts), slices
    )


def _repeats(source: Source, split: Split) -> tuple[str, ...]:
    """Words for evaluation points that are training rows too; a hash split has none."""
    if split.asked is not None or source.roles.task == "scores":
        return ()
    return repeated_words(source.repeated())


def repeated_words(there: Bools) -> tuple[str, ...]:
    """Words for the evaluation points that are training rows too. Shape: [points]."""
    if not there.any():
        return ()
    told = f"{int(there.sum())} of {len(there)} evaluation points have the same features as a"
    return (f"{told} training row",)
