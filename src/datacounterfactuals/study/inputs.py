"""Inputs: what a user gave to make a study of, once it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, final

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.frozen import Frozen


@final
@dataclass(frozen=True)
class Inputs:
    """What a user gave: raw tables, a partition of the rows, a learner, frozen preprocessing.

    `home` is the folder that paths are relative to.
    """

    table: RawTable | None = None
    evaluation: RawTable | Path | None = None
    reference: RawTable | None = None
    partition: Sequence[Any] | None = None
    learner: Learner | None = None
    frozen: Frozen | None = None
    frozen_name: str = "the frozen preprocessing"
    home: Path | None = None


def file_hash(path: Path) -> bytes:
    """Sixteen bytes that name a file's content. Raises StudyError if there is no such file."""
    if not path.is_file():
        raise StudyError(f"there is no file {path}", "Check the path, it is case-sensitive")
    state = blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            state.update(piece)
    return state.digest()
