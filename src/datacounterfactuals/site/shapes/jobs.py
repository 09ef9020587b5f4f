"""Jobs, as the API takes and gives them."""

from typing import Literal

from pydantic import Field

from datacounterfactuals.site.shapes.answers import Asked
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.shapes.base import Fault, Shape, Wanted


class FillWanted(Wanted):
    """What to fill: the rows that the page shows, under a metric; of a board extended by `plus`,
    and only what is open under the use `rights` of objects."""

    metric: str | None = None
    rows: int | None = Field(default=None, ge=0)
    seconds: float | None = Field(default=None, ge=0)
    plus: list[str] = Field(default_factory=list[str])
    rights: dict[str, str] = Field(default_factory=dict[str, str])


class JobWanted(Wanted):
    """Work to be done beside the server: a fill, or a question. `wait`: how many seconds to wait
    for its end before replying."""

    fill: FillWanted | None = None
    ask: AskWanted | None = None
    wait: float = Field(default=0.0, ge=0, le=10)


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
    kind: Literal["fill", "ask", "plan"]
    study: str
    state: Literal["running", "done", "failed", "stopped"]
    progress: JobProgress | None
    filled: FilledRows | None
    asked: Asked | None
    fault: Fault | None
