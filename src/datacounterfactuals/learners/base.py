"""What a learner is: it summarises objects once, then scores worlds in blocks."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, Protocol, cast, final

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block
from datacounterfactuals.core.table import Schema, Table, Task
from datacounterfactuals.core.worlds import Worlds

Summary = Any
"""What a learner keeps of one object: its own business, cached by the object's content."""


@final
@dataclass(frozen=True)
class Capability:
    """What a learner can do.

    `weights`: which worlds it takes: plain subsets, integer counts, or any weights. `seeded`:
    its training is random, so repeats differ. `additive`: a row costs the same however many
    points its objects hold. `outside`: it runs a program of the user's. `together`: how many rows
    it trains at the same time, which no claim should be smaller than. `within`: by which share a
    sum may differ with the worlds that were trained before it or beside it.
    """

    tasks: tuple[Task, ...]
    weights: Literal["subset", "counts", "real"] = "real"
    seeded: bool = False
    additive: bool = False
    outside: bool = False
    together: int = 1
    within: float = 1e-12


class Scorer(Protocol):
    """Scores worlds of one universe on one evaluation."""

    def fill(self, worlds: Worlds, repeat: int, memory: int) -> Iterator[Block]:
        """Score every world once, in the order that suits the learner, in blocks of at most about
        `memory` bytes. A world that cannot be trained is a failed row with its reason."""
        ...


class Learner(ABC):
    """A total function from worlds to scores.

    Concrete ones are final frozen dataclasses, one a file, whose fields are their settings.
    `name` is its word in study.toml; `version` changes whenever its numbers would. `capability` is
    what it can do at most: a learner whose settings decide it narrows it on the instance. `codes`:
    it is given every feature as a category, one number for each value, however many there are.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int]
    capability: ClassVar[Capability]
    codes: ClassVar[bool] = False

    @abstractmethod
    def statistics(self, schema: Schema) -> tuple[str, ...]:
        """The additive statistics that it fills, in their order, whenever it trains a row."""

    def on_request(self, schema: Schema) -> tuple[str, ...]:
        """Statistics per point that it fills only when asked."""
        del schema
        return ()

    @abstractmethod
    def summarise(self, rows: Table, evaluation: Evaluation) -> Summary:
        """What is worth keeping of one object."""

    def combine(self, first: Summary, second: Summary) -> Summary:
        """The summary of the rows of both, for objects too large to be held at once.

        A learner that combines sums, which depend on the evaluation by its `middle` alone. Raises
        LearnerError for one that does not.
        """
        del first, second
        raise LearnerError(
            f"the learner {self.name!r} keeps more of an object than sums over its rows",
            "Use naive_bayes, centroid or ridge",
        )

    @abstractmethod
    def scorer(
        self,
        objects: Sequence[Summary],
        evaluation: Evaluation,
        statistics: tuple[str, ...],
        seed: int,
    ) -> Scorer:
        """A scorer for the universe of these objects, filling these statistics in this order.

        `seed` is the study's; random numbers derive from it and the repeat alone, so that worlds
        share them.
        """

    def settings(self) -> dict[str, Any]:
        """What its numbers depend on, as plain data, which enters the fingerprint: its settings,
        and what tells the version of code that is not ours. A setting that is added later is left
        out while it has its default, so that cells of before keep their names."""
        return {item.name: getattr(self, item.name) for item in fields(cast(Any, self))}

    def held_fixed(self) -> str:
        """The learner and its settings in words."""
        words = ", ".join(f"{name} {value}" for name, value in self.settings().items())
        return f"{self.title} ({words})" if words else self.title
