"""Samples: tables that ship, to see what a plan says before one's own records are at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.content import fractions
from datacounterfactuals.data.files import read_file
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.shipped import shipped_path


@final
@dataclass(frozen=True)
class Sample:
    """A table that ships: which of its columns are taken, whose a record is and what is guessed.
    `rows`: about how many, drawn by their content."""

    name: str
    title: str
    about: str
    owner: str
    target: str
    columns: tuple[str, ...]
    rows: int

    def table(self) -> RawTable:
        """Its rows."""
        whole = read_file(shipped_path(self.name).parent / f"{self.name}.parquet")
        taken = RawTable({name: whole.columns[name] for name in self.columns}, self.name)
        there = ~taken.missing(self.owner)
        draw = fractions(taken.hashes(self.columns))
        return taken.take(np.flatnonzero(there & (draw < self.rows / len(whole))))


SAMPLES: Mapping[str, Sample] = {
    one.name: one
    for one in (
        Sample(
            "census",
            "People of a census, by occupation",
            "Real people who answered the 1994 census of the United States. All of an occupation "
            "act together, and what is guessed is who earned more than 50,000 dollars a year.",
            "occupation",
            "income",
            ("age", "education_num", "hours_per_week", "sex", "marital_status", "occupation",
             "income"),
            2_000,
        ),
        Sample(
            "ratings",
            "Ratings of films by 300 users (simulated: nobody rated anything)",
            "Ratings that a program drew, of films by users of five groups. Each user acts alone, "
            "and what is guessed is how many stars somebody gives, from the film and the group.",
            "user",
            "stars",
            ("user", "group", "film", "stars"),
            8_000,
        ),
    )
}  # fmt: skip
