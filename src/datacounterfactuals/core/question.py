"""Questions: paths through the grid. A question asks, is sent replies, and answers."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, cast, final

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.claim import Kind
from datacounterfactuals.core.request import Request
from datacounterfactuals.core.template import Template
from datacounterfactuals.core.view import View

Asking = Generator[Request[Any], Any, Answer]
Family = Literal["value", "scale", "repair", "leverage"]
Law = Literal["efficiency", "symmetry", "null object", "linearity"]


@final
@dataclass(frozen=True)
class Bound:
    """How many worlds a question may want in all: exactly, at most, or until a tolerance."""

    kind: Literal["exact", "at most", "until"]
    worlds: int
    until: str = ""


class Question(ABC):
    """What every question declares. Concrete ones are final frozen dataclasses, one a file, whose
    fields are their parameters and whose docstring's first line is the question in words.

    `name`: its word in the command line and in addresses. `laws`: what one property test holds it
    to. `needs_all`: whether a world without a score makes the answer incomplete, or the question
    answers from what is there. `move`: the kind of move it is about.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[Family]
    move: ClassVar[Kind] = "existing data"
    laws: ClassVar[frozenset[Law]] = frozenset()
    needs_all: ClassVar[bool] = True

    @abstractmethod
    def ask(self, view: View) -> Asking:
        """Ask for cells, be sent them, and return the answer."""

    @abstractmethod
    def bound(self, view: View) -> Bound:
        """How many worlds it may want in all."""

    @classmethod
    def template(cls, view: View) -> Template | None:
        """How its contrast follows from its parameters, where it does: then whoever holds the cells
        can answer it at all of them."""
        del view
        return None

    def parameters(self) -> dict[str, Any]:
        """The values of its parameters, as plain data."""
        values = {item.name: getattr(self, item.name) for item in fields(cast(Any, self))}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def parameter(default: Any, help: str, also: Sequence[Any] = ()) -> Any:
    """A parameter of a question: its default and what it means, for the CLI and the page.

    `also`: other values worth knowing, which an export of the site answers too.
    """
    return field(default=default, metadata={"help": help, "also": tuple(also)})
