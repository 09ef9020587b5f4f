"""Questions and plans, as the API takes and gives them."""

from typing import Any, Literal

from pydantic import Field

from datacounterfactuals.site.shapes.base import Fault, Shape, Wanted

Family = Literal["value", "scale", "repair", "leverage"]


class ParameterInfo(Shape):
    """A parameter of a question: what it takes in words, the only choices if there are some, and
    its default as people type it."""

    name: str
    type: str
    choices: list[str] | None
    default: str
    help: str


class QuestionInfo(Shape):
    """A question of the catalogue: in words, and what it takes."""

    name: str
    title: str
    family: Family
    move: str
    question: str
    about: str
    parameters: list[ParameterInfo]


class QuestionList(Shape):
    """Every question there is."""

    questions: list[QuestionInfo]


class AskWanted(Wanted):
    """A question of a study. Parameters are given as people type them, or as JSON values.

    `rows` and `seconds` bound what is trained for it; `plus` is what the board is extended by;
    `rights` are use rights by object, which shut rows and columns.
    """

    question: str
    parameters: dict[str, Any] = Field(default_factory=dict[str, Any])
    metric: str | None = None
    slices: list[str] | None = None
    rows: int | None = Field(default=None, ge=0)
    seconds: float | None = Field(default=None, ge=0)
    plus: list[str] = Field(default_factory=list[str])
    rights: dict[str, str] = Field(default_factory=dict[str, str])


class PlanBound(Shape):
    """How many worlds a question may want in all its rounds."""

    kind: Literal["exact", "at most", "until"]
    worlds: int
    until: str


class PlannedQuestion(Shape):
    """What one question wants in its first round, exactly, and in all."""

    name: str
    title: str
    wanted: int
    bound: PlanBound


class Plan(Shape):
    """What asking would cost: rows (worlds times repeats) wanted, held, shared between questions
    and to train, the seconds this takes if that is known, and the bytes of keeping them at most.

    `needs`: by row of the grid's page, 0 what the first round does not need, 1 what it needs and is
    held, 2 what it needs and is missing.
    """

    questions: list[PlannedQuestion]
    wanted: int
    held: int
    shared: int
    to_train: int
    seconds: float | None
    trains: bool
    atoms: int
    bytes: int
    refusal: Fault | None
    needs: str
