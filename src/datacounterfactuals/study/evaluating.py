"""The evaluation points of a study: a given table, or the rows that were held out."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from datacounterfactuals.core.arrays import Ints
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.universe import Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.inputs import Inputs, file_hash
from datacounterfactuals.study.objects import Division
from datacounterfactuals.study.passages import in_passages
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.slices import slice_members
from datacounterfactuals.study.source import Declared, FilePiece, Piece, Points, Stock
from datacounterfactuals.study.split import Split


def evaluation_points(
    declaration: Declaration,
    inputs: Inputs,
    roles: Roles,
    stock: Stock,
    split: Split,
    division: Division,
    universe: Universe,
    cautions: list[str],
) -> Points | Declared:
    """The evaluation: a given table, or the held-out rows of what is no stand-in."""
    if inputs.evaluation is None:
        rows = evaluated_rows(declaration, inputs, split, division, universe, cautions)
        piece = Piece(stock, rows)
    elif isinstance(inputs.evaluation, Path):
        return declared_slices(
            declaration, FilePiece(inputs.evaluation, file_hash(inputs.evaluation))
        )
    else:
        piece = given_piece(declaration, inputs.evaluation, roles)
    if roles.free:
        return declared_slices(declaration, piece if len(piece.rows) else None)
    points = points_of(declaration, piece)
    if inputs.evaluation is None:
        names = [universe.positions.get(name, -1) for name in division.names]
        owner = np.array([*names, -1], dtype=np.int64)[division.codes[piece.rows]]
        points = replace(points, owner=owner, by_object=declaration.evaluation.by_object)
    elif declaration.evaluation.by_object:
        raise StudyError(
            "`by_object` in [evaluation] is for rows held out from the objects, and the evaluation "
            "is a table of its own",
            "Leave it out",
        )
    return points


def given_piece(declaration: Declaration, given: RawTable, roles: Roles) -> Piece:
    """The rows of an evaluation table that stands by itself. Raises StudyError."""
    features = declaration.features
    if features.text is not None and features.passage is not None:
        given = in_passages(given, features.text, features.passage)
    target = roles.target
    if declaration.target.missing == "drop" and target is not None and target in given.columns:
        given = given.take(np.flatnonzero(~given.missing(target)))
    refuse_missing(given, roles.target)
    return Piece(Stock(given, roles), np.arange(len(given)))


def points_of(declaration: Declaration, piece: Piece) -> Points:
    """Evaluation points with their slices. Raises StudyError."""
    evaluation = declaration.evaluation
    if evaluation.names:
        raise StudyError(
            "`names` in [evaluation] are slices that a program scores, and the learner is none",
            "Name columns in `slices`",
        )
    rows = piece.stock.raw.take(piece.rows)
    names, members = slice_members(
        rows, evaluation.slices, evaluation.all, list(declaration.objects.names)
    )
    return Points(piece, names, members, evaluation.whole)


def declared_slices(declaration: Declaration, held: Piece | FilePiece | None) -> Declared:
    evaluation = declaration.evaluation
    if not evaluation.names:
        raise StudyError(
            "nothing says which slices the program scores",
            'Add names = ["..."] to [evaluation]',
        )
    twice = [name for name in evaluation.names if evaluation.names.count(name) > 1]
    if twice:
        raise StudyError(f"two slices are named {twice[0]!r}", "Rename one of them")
    return Declared(evaluation.names, held)


def evaluated_rows(
    declaration: Declaration,
    inputs: Inputs,
    split: Split,
    division: Division,
    universe: Universe,
    cautions: list[str],
) -> Ints:
    """The held-out rows that are evaluated on: not those of stand-ins, nor of objects that came
    after the study was first prepared."""
    codes = division.codes[split.held]
    keep = np.ones(len(split.held), dtype=bool)
    aside = [
        code for code, name in enumerate(division.names) if name in declaration.objects.stand_ins
    ]
    keep &= ~np.isin(codes, aside)
    if declaration.objects.only and declaration.evaluation.split is None:
        keep &= codes >= 0
    if inputs.frozen is not None and inputs.frozen.evaluated and split.asked is not None:
        names = {name for name, _ in inputs.frozen.evaluated}
        contents = {content for _, content in inputs.frozen.evaluated}
        content_of = {item.name: item.content.hex() for item in universe}
        later = [
            code
            for code, name in enumerate(division.names)
            if name not in names and content_of.get(name) not in contents
        ]
        unused = keep & np.isin(codes, later)
        if unused.any():
            shown = ", ".join(division.names[code] for code in later[:5])
            cautions.append(
                "the evaluation set is that of the objects present when the study was first "
                f"prepared: {int(unused.sum())} held-out rows of later ones ({shown}) are unused"
            )
            keep &= ~unused
    return split.held[keep]


def refuse_missing(table: RawTable, target: str | None) -> None:
    """Raise StudyError when the target is not a column of the table, or has no value in a row."""
    if target is None:
        return
    table.column(target, "target")
    absent = np.flatnonzero(table.missing(target))
    if len(absent):
        raise StudyError(
            f"the target {target!r} has no value in row {absent[0] + 1} of {table.source}",
            "Fill it in, or leave that row out",
        )
