"""Any program: it is handed a world as a file, and hands back scores."""

import json
import math
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import digest, seed_from
from datacounterfactuals.core.errors import LearnerError, nearest
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.learners.base import Capability, Learner
from datacounterfactuals.learners.exchange import (
    FORMAT,
    Scored,
    Told,
    read_scores,
    told,
    world_file,
)
from datacounterfactuals.learners.program import Program, RunError
from datacounterfactuals.learners.sources import Sources

WAKE = 0.25
"""Seconds between looks at what else there is to do while programs run."""


@final
@dataclass(frozen=True)
class Command(Learner):
    """Runs a program for every world; it trains however it likes.

    `run` is its command line, as a list or one text, in which `{world}` stands for the path of the
    world file and `{out}` for the path where it writes its result. Without `{out}`, the last line
    that it prints is the result.

    The world file is JSON: `objects`, each with `content` (its hash, in hex), `path` (its raw
    rows), `size` (how many) and `weight`, in an order that their content decides; `slices`, whose
    scores are wanted; `metric`, what is to be measured; `evaluation`, the path of the evaluation's
    raw rows, or null; `seed` and `repeat`, null for a program that is not `seeded`; and `format`.
    Objects have no names in it, for a score must not depend on them. The result is JSON:
    `{"scores": {slice: number}}`, with `"fallback": true` if there was too little data to train.

    A run that ends with an error, after `timeout` seconds, or without a number for every slice is
    tried again, `retries` times; then the row has failed, and its reason ends with what the
    program printed last. `logs` is a folder for all it printed, if that should stay. `weights`
    says which worlds it understands, `parallel` how many runs there may be at a time, `workdir`
    where they run. What changes a score enters the fingerprint: the command line, the content of
    files that it names, `metric`, `weights` and `seeded`. Raises LearnerError for bad settings.
    """

    run: str | tuple[str, ...]
    metric: str = "score"
    weights: Literal["subset", "counts", "real"] = "subset"
    seeded: bool = False
    timeout: float = 3600.0
    retries: int = 1
    parallel: int = 1
    workdir: str = ""
    logs: str = ""

    name: ClassVar[str] = "command"
    title: ClassVar[str] = "program"
    version: ClassVar[int] = 1
    capability: ClassVar[Capability] = Capability(("scores",), seeded=True, outside=True)

    def __post_init__(self) -> None:
        try:
            words = shlex.split(self.run) if isinstance(self.run, str) else self.run
        except ValueError as error:
            raise LearnerError(f"the command line {self.run!r} is cut short ({error})") from error
        if not words or "{world}" not in " ".join(words):
            raise LearnerError(
                f"the command line {' '.join(words)!r} does not take a world",
                "Write {world} where the path of the world file belongs",
            )
        if not self.metric:
            raise LearnerError("the metric has no name", "Say what the program's scores measure")
        if self.weights not in ("subset", "counts", "real"):
            raise LearnerError(
                f"weights is {self.weights!r}", nearest(self.weights, ("subset", "counts", "real"))
            )
        if not (math.isfinite(self.timeout) and self.timeout > 0):
            raise LearnerError(f"timeout is {self.timeout!r}", "Use seconds above 0")
        if self.retries < 0 or self.parallel < 1:
            raise LearnerError(
                f"retries is {self.retries} and parallel is {self.parallel}",
                "Use at least 0 and at least 1",
            )
        able = Capability(
            ("scores",), self.weights, self.seeded, outside=True, together=self.parallel
        )
        object.__setattr__(self, "run", tuple(words))
        object.__setattr__(self, "capability", able)

    @property
    def words(self) -> tuple[str, ...]:
        """The command line, word by word."""
        return tuple(self.run)

    @cached_property
    def sources(self) -> Sources:
        """The files that the command line names, as they were when first looked at."""
        return Sources(self.words, self.workdir)

    @property
    def program(self) -> Program:
        """How to run it. Raises LearnerError if there is no such program or folder to run it in."""
        if not Path(self.workdir).is_dir():
            raise LearnerError(f"workdir is {self.workdir!r}, which is no folder", "Make it")
        first, *others = self.words
        here = Path(self.workdir, first)
        if here.is_file():
            first = str(here.absolute())
        elif shutil.which(first) is None:
            raise LearnerError(
                f"the program {first!r} is not to be found",
                "Install it, or give its path in `run`",
            )
        return Program((first, *others), self.timeout, self.workdir or None)

    def log(self, world: Mapping[str, Any], attempt: int, folder: Path) -> Path:
        """Where a run's log goes: among `logs` if it should stay, else beside the world file."""
        if not self.logs:
            return folder / "log"
        return Path(self.logs, f"{digest(json.dumps(world)).hex()}-{attempt}.log")

    def statistics(self, schema: Schema) -> tuple[str, ...]:
        del schema
        return (self.metric,)

    def summarise(self, rows: Table, evaluation: Evaluation) -> Told:
        """What a program is told of an object."""
        del evaluation
        return told(rows)

    def scorer(
        self,
        objects: Sequence[Told],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> "CommandScorer":
        del statistics
        members = evaluation.membership
        if members.shape[0] != members.shape[1] or not (members == np.eye(len(members))).all():
            raise LearnerError(
                "a program scores whole slices, and these are cut into parts or overlap",
                "Name the slices only, without an evaluation table of the study's own",
            )
        return CommandScorer(self, objects, evaluation, seed)

    def settings(self) -> dict[str, Any]:
        """What a score depends on."""
        return {
            "run": list(self.words),
            "metric": self.metric,
            "weights": self.weights,
            "seeded": self.seeded,
            "format": FORMAT,
            "code": dict(self.sources.first),
        }

    def held_fixed(self) -> str:
        return f"{self.title} {shlex.join(self.words)}"


@final
class CommandScorer:
    """Runs the program for one world after another, a few at a time."""

    def __init__(
        self, learner: Command, objects: Sequence[Told], evaluation: Evaluation, seed: int
    ) -> None:
        self._learner, self._objects = learner, objects
        self._evaluation, self._seed = evaluation, seed

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        """Raises LearnerError, and runs nothing more, if the program is not there or has changed
        since the study was read."""
        del memory
        learner, stop = self._learner, Event()
        program = learner.program
        try:
            Path(learner.logs or ".").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LearnerError(f"the folder for logs cannot be made: {error}") from error
        places = iter(range(len(worlds)))
        running: dict[Future[Scored], int] = {}
        pool = ThreadPoolExecutor(learner.parallel, thread_name_prefix="command")
        try:
            while True:
                for place in islice(places, learner.parallel - len(running)):
                    learner.sources.check()
                    world = self._world(worlds.weights(place, place + 1)[0], repeat)
                    running[pool.submit(self._score, program, world, stop)] = place
                if not running:
                    return
                # Woken now and then, so that Ctrl-C is heard wherever waiting is not interrupted.
                for done in wait(running, WAKE, FIRST_COMPLETED).done:
                    yield done.result().block(running.pop(done))
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def _world(self, weights: Floats, repeat: int) -> dict[str, Any]:
        world = world_file(self._objects, weights, self._evaluation, self._learner.metric)
        if self._learner.seeded:
            seed = seed_from("training", self._seed, repeat) % (1 << 32)
            world |= {"seed": seed, "repeat": repeat}
        return world

    def _score(self, program: Program, world: dict[str, Any], stop: Event) -> Scored:
        """Run until a run gives every score, or has been tried often enough."""
        tries, reason = self._learner.retries + 1, ""
        slices = self._evaluation.slices
        for attempt in range(1, tries + 1):
            with tempfile.TemporaryDirectory(prefix="world-") as name:
                folder = Path(name)
                log = self._learner.log(world, attempt, folder)
                try:
                    return program.run(world, folder, log, stop, lambda r: read_scores(r, slices))
                except (RunError, OSError) as error:
                    reason = f"try {attempt} of {tries}: {error}"
        return Scored.failed(len(slices), reason)
