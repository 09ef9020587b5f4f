"""Runs one program on one world file: its time limit, its log, and the end of all it started."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO, Any, TypeVar, final

GRACE = 2.0
"""Seconds between asking a program to end and ending it."""
POLL = 0.1
"""Seconds after which an interrupt is noticed at the latest."""
LONGEST_LOG = 4 << 20
"""Bytes of a log file, in front of its last part."""
LONGEST_TAIL = 1 << 16
LONGEST_RESULT = 1 << 20
SHOWN = 1000
"""Characters of the log's end that a reason shows."""

Result = TypeVar("Result")


class StoppedError(Exception):
    """A run was stopped from outside, so it says nothing about its world."""


class RunError(Exception):
    """A run gave no result, and why; with what it printed last."""

    def __init__(self, problem: str, log: str = "") -> None:
        super().__init__(f"{problem}; printed last: {log}" if log else problem)


@final
@dataclass(frozen=True)
class Program:
    """A command line with `{world}`, and perhaps `{out}`, and how it is run."""

    words: tuple[str, ...]
    timeout: float
    workdir: str | None = None

    def run(
        self,
        world: Mapping[str, Any],
        folder: Path,
        log: Path,
        stop: Event,
        read: Callable[[Any], Result],
    ) -> Result:
        """Write the world file into a folder of its own, run, and `read` the result's plain data.

        Raises RunError for a run without a result, or with one for which `read` raises ValueError;
        StoppedError once `stop` is set.
        """
        paths = {"{world}": folder / "world.json", "{out}": folder / "result.json"}
        text = json.dumps(world, indent=1)
        paths["{world}"].write_text(text, encoding="utf-8")
        words = [_filled(word, paths) for word in self.words]
        with log.open("wb") as file:
            book = _Book(file, text)
            code = self._wait(words, book, stop)
            book.finish()
        if code is None:
            raise RunError(f"it did not end within {self.timeout:g} s", book.shown)
        if code != 0:
            raise RunError(f"it ended with {_named(code)}", book.shown)
        in_file = any("{out}" in word for word in self.words)
        try:
            return read(_result(paths["{out}"] if in_file else None, book))
        except ValueError as error:
            raise RunError(str(error), book.shown) from None

    def _wait(self, words: list[str], book: "_Book", stop: Event) -> int | None:
        """The code that it ended with, None if it was too slow. Nothing it started lives on."""
        try:
            process = subprocess.Popen(
                words,
                cwd=self.workdir,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise RunError(f"it cannot be run: {error}") from error
        pumps = book.listen(process)
        limit = time.monotonic() + self.timeout
        try:
            while True:
                left = limit - time.monotonic()
                try:
                    return process.wait(min(POLL, max(left, 0.0)))
                except subprocess.TimeoutExpired:
                    if stop.is_set():
                        raise StoppedError from None
                    if left <= 0:
                        return None
        finally:
            _end(process)
            for pump in pumps:
                pump.join(GRACE)


@final
class _Book:
    """What a program prints, on both channels: the world and the beginning in a file, the end in
    memory, so that a program that never stops talking fills no disk."""

    def __init__(self, file: IO[bytes], world: str) -> None:
        self.file, self.lock = file, Lock()
        self.tail = self.printed = b""
        self.written = self.left_out = 0
        file.write(world.encode() + b"\n\n")

    def listen(self, process: "subprocess.Popen[bytes]") -> list[Thread]:
        channels = ((process.stdout, True), (process.stderr, False))
        pumps = [Thread(target=self._pump, args=pair, daemon=True) for pair in channels]
        for pump in pumps:
            pump.start()
        return pumps

    def _pump(self, channel: IO[bytes], out: bool) -> None:
        with channel:
            while piece := os.read(channel.fileno(), 1 << 16):
                with self.lock:
                    self._add(piece, out)

    def _add(self, piece: bytes, out: bool) -> None:
        self.tail = (self.tail + piece)[-LONGEST_TAIL:]
        if out:
            self.printed = (self.printed + piece)[-LONGEST_RESULT:]
        kept = piece[: max(LONGEST_LOG - self.written, 0)]
        if kept and not self.file.closed:
            self.file.write(kept)
        self.written += len(kept)
        self.left_out += len(piece) - len(kept)

    def finish(self) -> None:
        with self.lock:
            if self.left_out:
                self.file.write(b"\n[... %d bytes; the end:]\n" % self.left_out + self.tail)

    @property
    def shown(self) -> str:
        """The end of the log, as a reason shows it."""
        return self.tail.decode("utf-8", "replace").strip()[-SHOWN:]


def _result(path: Path | None, book: _Book) -> Any:
    """Raises ValueError if there is none, or if it is not JSON."""
    if path is None:
        lines = book.printed.decode("utf-8", "replace").strip().splitlines()
        if not lines:
            raise ValueError("it printed no result")
        text, what = lines[-1], "the last line that it printed"
    else:
        try:
            text, what = path.read_text(encoding="utf-8", errors="replace"), "its result file"
        except OSError:
            raise ValueError("it wrote no result file") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{what} is not JSON ({error})") from None


def _filled(word: str, paths: Mapping[str, Path]) -> str:
    for mark, path in paths.items():
        word = word.replace(mark, str(path))
    return word


def _named(code: int) -> str:
    if code > 0:
        return f"the code {code}"
    with suppress(ValueError):
        return f"the signal {signal.Signals(-code).name}"
    return f"the signal {-code}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the program and all it started to end, then end them."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
