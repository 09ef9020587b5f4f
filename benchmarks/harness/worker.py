"""A peer in another environment: a program that stays alive and times itself."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import final


class WorkerError(RuntimeError):
    """The peer's program ended or said something that is no number."""


@final
class Worker:
    """A Python program that says `ready`, then answers every line `go` with the seconds it took.

    `python`: the interpreter of its environment. `program`: its source, or
    the file with it.
    """

    def __init__(
        self,
        opened: ExitStack,
        program: str | Path,
        arguments: Sequence[str] = (),
        python: str | Path = sys.executable,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._said = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (it is closed)
        self._process = subprocess.Popen(
            [
                str(python),
                *(["-c", program] if isinstance(program, str) else [program]),
                *arguments,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            env=dict(environment) if environment is not None else None,
        )
        opened.callback(self._end)
        if (said := self.line()) != "ready":
            raise WorkerError(f"the program said {said!r} in place of 'ready'")

    def line(self) -> str:
        """The next line that the program prints."""
        assert self._process.stdout is not None
        text = self._process.stdout.readline()
        if not text:
            code = self._process.wait()
            self._said.seek(0)
            last = self._said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise WorkerError(f"the program ended with code {code}: {last}")
        return text.strip()

    def run(self) -> float:
        """Do the job once; the seconds by the program's own clock."""
        return float(self.ask("go"))

    def ask(self, word: str) -> str:
        """Send one line, and wait for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self.line()

    def _end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
