"""The shapes of the API: what every route takes and gives. `static/types.d.ts` says the same."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from datacounterfactuals.site.jobs import Kind
from datacounterfactuals.site.jobs import State as JobState

Family = Literal["value", "scale", "repair", "leverage"]
Value = float | None
"""A number, or nothing where there is none."""


class Shape(BaseModel):
    """A JSON object; the request ones refuse unknown keys."""

    model_config = ConfigDict(frozen=True)


class Wanted(Shape):
    """A JSON object that somebody sends."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fault(Shape):
    """What is wrong, and what to do about it."""

    problem: str
    remedy: str


# Studies


class StudyEntry(Shape):
    """A study that can be opened here."""

    name: str
    title: str
    description: str
    shipped: bool
    fault: Fault | None


class StudyList(Shape):
    """The studies, and which of them is opened first."""

    first: str
    studies: list[StudyEntry]


class ObjectInfo(Shape):
    """An object that can be in or out."""

    name: str
    label: str
    size: float
    stands_in_for: str | None
    reserve: bool
    cost: float
    owner: str | None


class SliceInfo(Shape):
    """An evaluation set, with the number of its points (0 where scores come from elsewhere)."""

    name: str
    points: int


class MetricInfo(Shape):
    """A metric that can be read off the cells; `better` is 1 if more is better, else -1."""

    name: str
    title: str
    unit: str
    better: int


class StudyInfo(Shape):
    """A study: its objects, slices, metrics and protocol.

    `worlds`: how many worlds the lattice of the roster has, as a decimal number. `refusal`: why
    this server trains nothing for it, if so. `filling`: the job that fills it now.
    """

    name: str
    title: str
    description: str
    noun: str
    objects: list[ObjectInfo]
    roster: list[str]
    slices: list[SliceInfo]
    metrics: list[MetricInfo]
    metric: str
    worlds: str
    repeats: int
    seeded: bool
    learner: str
    held_fixed: list[str]
    cautions: list[str]
    fingerprint: str
    written: str
    refusal: Fault | None
    filling: str | None


# Cells


class CellColumn(Shape):
    """A column of the grid.

    `better` is 1 when a larger shown number is better, else -1. `scale`: columns that share it are
    counted alike, so one colour scale serves them.
    """

    name: str
    metric: str
    unit: str
    better: int
    fold: str
    scale: str


class LatticeRows(Shape):
    """Every subset of the members: row number b holds member j if bit j of b is set."""

    kind: Literal["lattice"] = "lattice"
    members: list[str]


class ListedRows(Shape):
    """Worlds one by one, as weights by object name; names that are absent weigh 0."""

    kind: Literal["listed"] = "listed"
    worlds: list[dict[str, float]]


class Cells(Shape):
    """The cells of some worlds, nothing trained for them.

    `states`: one digit a row: 0 real, 1 fallback, 2 failed, 3 not held, 4 over budget. `shown`:
    for each column the numbers people read, row by row: a list, or packed as base64 of
    little-endian float32 (NaN where there is none). `oriented`: for each column the numbers that
    contrasts add up, or null where they are `better` x `shown`.
    """

    study: str
    metric: str
    columns: list[CellColumn]
    rows: LatticeRows | ListedRows = Field(discriminator="kind")
    count: int
    states: str
    shown: list[list[Value]] | list[str]
    oriented: list[list[Value] | str | None]
    reasons: dict[str, str]


class CellsWanted(Wanted):
    """Which worlds to read, as weights by object name."""

    worlds: list[dict[str, float]] = Field(max_length=10_000)
    metric: str | None = None
    slices: list[str] | None = None
    packed: bool = False


# Questions


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

    `rows` and `seconds` bound what is trained for it.
    """

    question: str
    parameters: dict[str, Any] = {}
    metric: str | None = None
    slices: list[str] | None = None
    rows: int | None = Field(None, ge=0)
    seconds: float | None = Field(None, ge=0)


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
    and to train, and the seconds this takes if that is known."""

    questions: list[PlannedQuestion]
    wanted: int
    held: int
    shared: int
    to_train: int
    seconds: float | None
    trains: bool
    atoms: int
    refusal: Fault | None


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

    kind: Literal["bars", "curve", "pairs", "rows"]
    x: str
    y: str
    records: list[dict[str, Any]]


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


# Jobs


class FillWanted(Wanted):
    """What to fill: the rows that the page shows, under a metric."""

    metric: str | None = None
    rows: int | None = Field(None, ge=0)
    seconds: float | None = Field(None, ge=0)


class JobWanted(Wanted):
    """Work to be done beside the server: a fill, or a question. `wait`: how many seconds to wait
    for its end before replying."""

    fill: FillWanted | None = None
    ask: AskWanted | None = None
    wait: float = Field(0.0, ge=0, le=10)


class JobProgress(Shape):
    """Rows done of those to do, the rate in rows a second, and the seconds left."""

    done: int
    total: int
    seconds: float
    rate: float
    eta: float | None


class FilledRows(Shape):
    """What a fill did, in rows."""

    trained: int
    held: int
    over_budget: int
    failed: int
    seconds: float


class JobInfo(Shape):
    """A job: how far it is, and what came of it."""

    id: str
    kind: Kind
    study: str
    state: JobState
    progress: JobProgress | None
    filled: FilledRows | None
    asked: Asked | None
    fault: Fault | None
