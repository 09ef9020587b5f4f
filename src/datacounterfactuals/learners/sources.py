"""The files that a command line names: while they change, so does what the command means."""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import final

from datacounterfactuals.core.errors import LearnerError


@final
class Sources:
    """Watches the words of a command line that are files, seen from the folder where it runs.

    `first` is the hash of each when they were first looked at.
    """

    def __init__(self, words: tuple[str, ...], workdir: str) -> None:
        self.words, self.workdir = words, workdir
        self._stamps = self._look()
        self.first = self._hashes()

    def check(self) -> None:
        """Raises LearnerError if a file is not what it was at first."""
        stamps = self._look()
        if stamps == self._stamps:
            return
        now = self._hashes()
        changed = [word for word in {**self.first, **now} if self.first.get(word) != now.get(word)]
        if changed:
            raise LearnerError(
                f"{changed[0]} has changed since the study was read",
                "Open the study again: what the new version scores is kept apart from the old",
            )
        self._stamps = stamps

    def _files(self) -> list[tuple[str, Path]]:
        paths = ((word, Path(self.workdir, word)) for word in self.words)
        return [(word, path) for word, path in paths if path.is_file()]

    def _look(self) -> Mapping[str, tuple[int, int]]:
        """When each file was written and how long it is: unlike hashes, told at once."""
        stats = {word: path.stat() for word, path in self._files()}
        return {word: (stat.st_mtime_ns, stat.st_size) for word, stat in stats.items()}

    def _hashes(self) -> Mapping[str, str]:
        return {word: _hash(path) for word, path in self._files()}


def _hash(path: Path) -> str:
    state = blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            state.update(piece)
    return state.hexdigest()
