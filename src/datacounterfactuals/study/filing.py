"""Studies whose objects are files, which a program reads by itself."""

from pathlib import Path

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.assembled import Assembled
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.evaluating import declared_slices
from datacounterfactuals.study.inputs import Inputs, file_hash
from datacounterfactuals.study.roles import Roles
from datacounterfactuals.study.source import FilePiece, Source, freeze
from datacounterfactuals.study.split import SplitReport


def assemble_files(declaration: Declaration, inputs: Inputs, named: Learner | None) -> Assembled:
    """Objects that are files, for a program to read."""
    objects = declaration.objects
    if not objects.files:
        raise StudyError("the study has no data", "Name a file as `path` in [data]")
    if named is None or not named.capability.outside:
        raise StudyError(
            "objects that are files need a program to read them",
            'Set kind = "command" in [learner], or give one table as `path` in [data]',
        )
    home = inputs.home or Path()
    names = [item.name for item in objects.files]
    for word, keys in {
        "stand_ins": objects.stand_ins, "costs": objects.costs, "owners": objects.owners,
        "reserve": objects.reserve,
    }.items():  # fmt: skip
        for key in keys:
            if key not in names:
                raise StudyError(f"`{word}` names the object {key!r}", nearest(key, names))
    pieces = [FilePiece(home / item.path, file_hash(home / item.path)) for item in objects.files]
    universe = Universe(
        tuple(
            DataObject(
                item.name,
                piece.content,
                item.size,
                objects.stand_ins.get(item.name),
                objects.costs.get(item.name, 0.0),
                objects.owners.get(item.name),
                item.name in objects.reserve,
                item.label,
            )
            for item, piece in zip(objects.files, pieces, strict=True)
        )
    )
    given = inputs.evaluation
    if isinstance(given, RawTable):
        raise StudyError("a study of files cannot be scored on a table", "Give a file")
    points = declared_slices(
        declaration, None if given is None else FilePiece(given, file_hash(given))
    )
    roles = Roles("scores", None, (), free=True)
    frozen = freeze(roles, declaration.preprocessing, None, pieces, points, named)
    source = Source(roles, declaration.preprocessing, None, tuple(pieces), points, frozen)
    report = SplitReport(
        "the program decides", None, len(pieces), 0, (), tuple((n, 0) for n in points.slices)
    )
    return Assembled(universe, source, named, report, ())
