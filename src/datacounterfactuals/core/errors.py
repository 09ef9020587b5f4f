"""One kind of error for everything that a user can mend."""

import difflib
from collections.abc import Iterable


class DataCounterfactualsError(Exception):
    """What is wrong, the value that is wrong, and what to do about it.

    Every error a user can cause is of this kind, so that the command line prints one line
    and the web answers with a 4xx.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem.rstrip(".")
        self.remedy = remedy.rstrip(".")
        super().__init__(str(self))

    def __str__(self) -> str:
        end = "" if self.remedy.endswith("?") else "."
        return f"{self.problem}. {self.remedy}{end}" if self.remedy else f"{self.problem}."

    def __reduce__(self) -> tuple[type["DataCounterfactualsError"], tuple[str, str]]:
        return type(self), (self.problem, self.remedy)


class StudyError(DataCounterfactualsError):
    """The data or the settings of a study cannot be used as they are."""


class QuestionError(DataCounterfactualsError):
    """A question was asked with parameters that do not fit the study."""


class BankError(DataCounterfactualsError):
    """The bank cannot be opened, read or written."""


class LearnerError(DataCounterfactualsError):
    """A learner cannot be set up for this study."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant, or list them: the usual remedy for a wrong name."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return f"Known: {shown}" if names else "None is defined"
