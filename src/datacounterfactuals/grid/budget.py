"""What may be spent on filling."""

from dataclasses import dataclass
from typing import final

from datacounterfactuals.core.errors import QuestionError


@final
@dataclass(frozen=True)
class Budget:
    """At most so many rows trained, or so many seconds spent, or neither bound.

    A row is one world under one repeat. Worlds left over when it ends come back marked.
    """

    rows: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.rows is not None and self.rows < 0:
            raise QuestionError(f"a budget of {self.rows} rows is negative", "Give 0 or more")
        if self.seconds is not None and self.seconds < 0:
            raise QuestionError(f"a budget of {self.seconds} seconds is negative", "Give 0 or more")

    def less(self, rows: int, seconds: float) -> "Budget":
        """What is left of it."""
        return Budget(
            None if self.rows is None else max(self.rows - rows, 0),
            None if self.seconds is None else max(self.seconds - seconds, 0.0),
        )
