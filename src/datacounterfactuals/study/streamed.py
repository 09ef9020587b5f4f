"""An object whose rows were streamed by: their count, their content and a learner's summary."""

from dataclasses import dataclass
from typing import NoReturn, final

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.learners.base import Learner, Summary
from datacounterfactuals.study.frozen import Frozen


@final
@dataclass(frozen=True, eq=False)
class Streamed:
    """What is left of an object's rows when they were read once and not kept.

    `learner` is the kind that summarised them.
    """

    name: str
    content: bytes
    learner: str
    summary: Summary

    def table(self, frozen: Frozen) -> NoReturn:
        del frozen
        self.refuse()

    def refuse(self) -> NoReturn:
        """Raise StudyError: the rows are not there any more."""
        raise StudyError(
            f"the rows of {self.name!r} were added up as they were read, and are not in memory",
            "Make the study with Study.from_frame of fewer rows",
        )

    def summary_for(self, learner: Learner) -> Summary:
        """The summary. Raises StudyError for another learner."""
        if learner.name != self.learner:
            raise StudyError(
                f"the rows of {self.name!r} were added up for {self.learner!r}, not for "
                f"{learner.name!r}",
                "Make the study anew by Study.from_parquet with that",
            )
        return self.summary
