"""Answers, as the API gives them."""

from typing import Any, Literal

from pydantic import Field

from datacounterfactuals.site.shapes.base import Shape, Value


class ColumnInfo(Shape):
    """A column of an answer."""

    name: str
    metric: str
    unit: str
    better: int


class Part(Shape):
    """One part of the uncertainty: standard errors by label and column with their degrees of
    freedom, or none, or not measured, and why."""

    state: Literal["measured", "none", "not measured"]
    error: list[list[Value]] | None
    freedom: Value | list[Any]
    why: str


class Uncertainty(Shape):
    """The four parts, never mixed."""

    sampling: Part
    seed: Part
    evaluation: Part
    source: Part


class Landing(Shape):
    """Where an effect landed."""

    column: str
    label: list[str]
    effect: Value


class Claim(Shape):
    """What an answer says and does not say."""

    kind: str
    intervention: str
    reference: str
    landed: list[Landing]
    held_fixed: list[str]
    supports: str
    not_established: list[str]


class Terms(Shape):
    """A contrast as explicit terms: [label, world, weight]."""

    kind: Literal["terms"]
    labels: list[list[str]]
    worlds: list[dict[str, float]]
    terms: list[tuple[int, int, float]]


class Rule(Shape):
    """A contrast by rule: label r gives a world S of the lattice of `members` the weight
    (-1)^(|T| - |S and T|) x coefficients[r][|S minus T|], T its targets."""

    kind: Literal["rule"]
    labels: list[list[str]]
    members: list[str]
    targets: list[list[str]]
    coefficients: list[list[float]]


class ChartData(Shape):
    """The marks of an answer's chart."""

    kind: Literal["bars", "beside", "curve", "pairs", "rows"]
    x: str
    y: str
    records: list[dict[str, Any]]
    log: bool = False


class Gap(Shape):
    """A world that was wanted and has no score."""

    world: dict[str, float]
    state: str
    reason: str


class Cost(Shape):
    """Rows trained for an answer, rows found in the bank, seconds spent."""

    trained: int
    reused: int
    seconds: float


class Answer(Shape):
    """What a question found; `values` by label and column."""

    question: str
    title: str
    parameters: dict[str, Any]
    status: Literal["complete", "incomplete", "from what is held"]
    reads: Literal["gain", "score"]
    label_kind: list[str]
    labels: list[list[str]]
    columns: list[ColumnInfo]
    values: list[list[Value]]
    uncertainty: Uncertainty
    claim: Claim
    chart: ChartData
    evidence: Terms | Rule | None = Field(discriminator="kind")
    cells: list[dict[str, float]]
    missing: int
    gaps: list[Gap]
    facts: dict[str, Any]
    notes: list[str]
    worlds: int
    cost: Cost


class Asked(Shape):
    """An answer, with the same question as Python and as a command."""

    answer: Answer
    python: str
    command: str
