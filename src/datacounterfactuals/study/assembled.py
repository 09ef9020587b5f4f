"""What assembly makes of a declaration and its inputs."""

from dataclasses import dataclass
from typing import final

from datacounterfactuals.core.universe import Universe
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.source import Source
from datacounterfactuals.study.split import SplitReport


@final
@dataclass(frozen=True, eq=False)
class Assembled:
    """A study's objects and data. `cautions` are words for every claim."""

    universe: Universe
    source: Source
    learner: Learner
    report: SplitReport
    cautions: tuple[str, ...]
