"""Loading a study: a shipped one by its name, or a study.toml by its path."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import final

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.data.files import read_file
from datacounterfactuals.data.packaged import read_packaged
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.declaring import read_declaration
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.inputs import Inputs
from datacounterfactuals.study.observing import observed_study
from datacounterfactuals.study.shipped import absent, names, shipped_path
from datacounterfactuals.study.study import Study

FILE = "study.toml"


def load(name_or_path: str | Path) -> Study:
    """Load a shipped study by its name, or the study of a study.toml or of a folder with one.

    The first time, the preprocessing is fitted and its numbers are kept beside the file (see
    `frozen_path`); from then on they are read back, and only `refit` changes them. Raises
    StudyError.
    """
    path = find(name_or_path)
    declaration = _named(read_declaration(path), path)
    if declaration.observed is not None:
        return observed_study(declaration)
    kept = frozen_path(path)
    frozen = Frozen.load(kept) if kept.is_file() else None
    study = Study.of(declaration, _read(declaration, path, frozen))
    if frozen is None and declaration.data.packaged is None:  # those tables never change
        _keep(study, kept)
    return study


def refit(name_or_path: str | Path) -> Study:
    """Load a study with its preprocessing fitted anew to the objects present now, and keep that.

    It is another grid: its cells are all to be filled. Raises StudyError.
    """
    path = find(name_or_path)
    declaration = _named(read_declaration(path), path)
    if declaration.observed is not None:
        raise StudyError(
            f"the study {declaration.study.name!r} has no preprocessing: its runs are observed",
            "Import its table of runs again instead",
        )
    study = Study.of(declaration, _read(declaration, path, None))
    _keep(study, frozen_path(path))
    return study


@final
@dataclass(frozen=True)
class Glance:
    """What a study.toml says of itself, without reading its data.

    `program`: filling it runs a program of the user's. `observed`: it has no learner. `reads`:
    the files that loading it opens.
    """

    name: str
    title: str
    description: str
    path: Path
    program: bool
    observed: bool
    reads: tuple[Path, ...]


def glance(name_or_path: str | Path) -> Glance:
    """Look at a study without loading it: for lists, and for a server that must not run programs
    or read outside a folder. Raises StudyError."""
    path = find(name_or_path)
    declaration = _named(read_declaration(path), path)
    home = path.resolve().parent
    named = [
        declaration.data.path,
        declaration.evaluation.path,
        declaration.preprocessing.path,
        *(item.path for item in declaration.objects.files),
    ]
    about = declaration.study
    return Glance(
        about.name,
        about.title or about.name,
        about.description,
        path,
        declaration.learner is not None and declaration.learner.kind == "command",
        declaration.observed is not None,
        tuple((home / name).resolve() for name in named if name is not None),
    )


def find(name_or_path: str | Path) -> Path:
    """The study.toml that is meant. Raises StudyError, suggesting a shipped study."""
    text = str(name_or_path)
    if text in names():
        return shipped_path(text)
    if text in absent() and not Path(text).exists():
        read_packaged(text)  # says what to install
    path = Path(text)
    if path.is_dir():
        path = path / FILE
    if path.is_file():
        if path.suffix.lower() != ".toml":
            raise StudyError(
                f"{path.name} is not a study.toml",
                f"Write one with `datacf init {path.name} --target ... --objects ...`",
            )
        return path
    raise StudyError(
        f"there is no study {text!r}, neither shipped nor a file", nearest(text, names())
    )


def frozen_path(path: Path) -> Path:
    """Where the fitted preprocessing of a study.toml is kept: study.frozen.json beside it."""
    return path.with_name(f"{path.stem}.frozen.json")


def _named(declaration: Declaration, path: Path) -> Declaration:
    if declaration.study.name:
        return declaration
    name = path.stem if path.name != FILE else path.resolve().parent.name
    about = declaration.study.model_copy(update={"name": name})
    return declaration.model_copy(update={"study": about})


def _read(declaration: Declaration, path: Path, frozen: Frozen | None) -> Inputs:
    home = path.resolve().parent
    data, evaluation = declaration.data, declaration.evaluation
    program = declaration.learner is not None and declaration.learner.kind == "command"
    given: RawTable | Path | None = None
    if evaluation.path is not None:
        beside = home / evaluation.path
        given = beside if program else read_file(beside)
    preprocessing = declaration.preprocessing
    if (preprocessing.reference == "table") != (preprocessing.path is not None):
        raise StudyError(
            'a reference table needs both `reference` = "table" and its `path`',
            "Correct [preprocessing]",
        )
    table = None if data.path is None else read_file(home / data.path, data.format)
    return Inputs(
        table=table if data.packaged is None else read_packaged(data.packaged),
        evaluation=given,
        reference=None if preprocessing.path is None else read_file(home / preprocessing.path),
        frozen=frozen,
        frozen_name=frozen_path(path).name,
        home=home,
    )


def _keep(study: Study, path: Path) -> None:
    """Write what was fitted, whole or not at all. Nothing is kept for a program's own study."""
    source = study.source
    if source is None or source.roles.free:
        return
    written = path.with_name(f"{path.name}.{os.getpid()}.part")
    source.frozen.save(written)
    written.replace(path)
