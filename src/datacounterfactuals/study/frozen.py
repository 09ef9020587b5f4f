"""Frozen preprocessing: the fitted numbers that turn raw rows into what a learner is given."""

import json
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from datacounterfactuals.core.arrays import Array, Floats, Ints, Lanes
from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.table import Schema, Table, Task
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.roles import FeatureKind, Roles
from datacounterfactuals.study.tokens import UNKNOWN, tokens

REFIT = "Run `datacf refit` on it: that starts another grid, and the old cells stay in the bank"


class Fitted(BaseModel):
    """What was fitted to one column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str


@final
class NumberColumn(Fitted):
    """A number: missing ones become the median, then (value - mean) / scale.

    `indicator`: a second feature says which were missing, since some were when it was fitted.
    """

    kind: Literal["number"] = "number"
    median: float
    mean: float
    scale: float
    indicator: bool

    @property
    def width(self) -> int:
        return 2 if self.indicator else 1

    @property
    def middle(self) -> Floats:
        """The features of the median. Shape: [width]."""
        return self.features(np.array([self.median]))[0]

    def features(self, values: Array) -> Floats:
        """Shape: [rows] to [rows, width]."""
        absent = np.isnan(values)
        scaled = (np.where(absent, self.median, values) - self.mean) / self.scale
        return np.stack([scaled, absent], axis=1) if self.indicator else scaled[:, None]


@final
class CategoryColumn(Fitted):
    """A category: one feature for each that was kept, one for all others (rare then or unseen
    since), one for missing if some were missing when it was fitted; else missing is unseen."""

    kind: Literal["category"] = "category"
    categories: tuple[str, ...]
    missing: bool

    @property
    def width(self) -> int:
        return len(self.categories) + 1 + self.missing

    @property
    def middle(self) -> Floats:
        """No category. Shape: [width]."""
        return np.zeros(self.width)

    def features(self, values: Array) -> Floats:
        """Shape: [rows] to [rows, width]."""
        place: dict[str | None, int] = {name: at for at, name in enumerate(self.categories)}
        unseen = len(self.categories)
        if self.missing:
            place[None] = unseen + 1
        out = np.zeros((len(values), self.width))
        out[np.arange(len(values)), [place.get(value, unseen) for value in values]] = 1.0
        return out


Column = Annotated[NumberColumn | CategoryColumn, Field(discriminator="kind")]


@final
class Frozen(BaseModel):
    """Everything that is fitted to data before a learner sees it, as plain JSON.

    `features` are the columns and kinds it was fitted for; `columns` what was fitted to them
    (nothing when that happens inside each world); `vocabulary` the words of a text study, the
    first being token 1; `classes` in their order; `center` what a regression without data
    predicts; `parts` how finely atoms are cut; `evaluated` the objects (name and content) whose
    held-out rows are the evaluation, so that objects that come later leave it as it is. Numbers
    are rounded to 12 significant digits, so that they do not depend on the order of rows or on
    the machine.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    task: Task
    target: str | None
    features: tuple[tuple[str, FeatureKind], ...]
    settings: dict[str, Any]
    columns: tuple[Column, ...] = ()
    vocabulary: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    center: float = 0.0
    parts: int = 1
    evaluated: tuple[tuple[str, str], ...] = ()

    @cached_property
    def digest(self) -> str:
        """What names these numbers in a fingerprint; what the evaluation is cut from is not part
        of it, since atoms are named by their own content."""
        plain = self.model_dump(mode="json", exclude={"parts", "evaluated"})
        return digest(json.dumps(plain, sort_keys=True)).hex()

    @cached_property
    def middle(self) -> Floats | None:
        """The prepared features of a row of medians without a category: what sums are taken about,
        which is known before any row is. None where nothing was fitted. Shape: [features]."""
        if not self.columns:
            return None
        return np.concatenate([column.middle for column in self.columns])

    @property
    def inside(self) -> bool:
        """Whether the preprocessing is fitted inside each world."""
        return self.settings.get("reference") == "inside"

    @property
    def _raw(self) -> tuple[str, ...]:
        """The columns to which nothing was fitted: learners are given their codes."""
        return tuple(name for name, kind in self.features if self.inside or kind == "code")

    @cached_property
    def prepared_schema(self) -> Schema:
        """What the prepared tables share."""
        raw = len(self._raw)
        return Schema(
            self.task,
            self.classes,
            self.center,
            len(self.vocabulary) + 1 if self.task == "text" else 0,
            sum(column.width for column in self.columns) + raw,
        )

    def check(self, roles: Roles, settings: dict[str, Any], source: str) -> None:
        """Raise StudyError if it was fitted for other columns or settings than these."""
        before, now = dict(self.features), dict(roles.features)
        problem = ""
        if self.task != roles.task or self.target != roles.target:
            problem = f"for {self.task} of {self.target!r}, not {roles.task} of {roles.target!r}"
        elif missing := sorted(before.keys() - now.keys()):
            problem = f"with the column {missing[0]!r}, which is not a feature now"
        elif new := sorted(now.keys() - before.keys()):
            problem = f"without the column {new[0]!r}, which is a feature now"
        elif other := sorted(name for name in now if now[name] != before[name]):
            name = other[0]
            problem = f"with {name!r} as a {before[name]}, and now it is a {now[name]}"
        elif changed := sorted(
            key for key in settings | self.settings if settings.get(key) != self.settings.get(key)
        ):
            key = changed[0]
            problem = f"with {key} = {self.settings.get(key)!r}, now it is {settings.get(key)!r}"
        if problem:
            raise StudyError(f"the preprocessing in {source} was fitted {problem}", REFIT)

    def prepare(self, table: RawTable, hashes: Lanes) -> Table:
        """Raw rows, cast by their roles, as a learner takes them; in the order given.

        Raises StudyError for a class that was not there when it was fitted.
        """
        if self.task == "text":
            number = {word: at + 1 for at, word in enumerate(self.vocabulary)}
            texts = [tokens(text or "") for text in table.columns[self.features[0][0]]]
            held = [number.get(word, UNKNOWN) for text in texts for word in text]
            ends = np.cumsum([0, *(len(text) for text in texts)])
            held = np.array(held, dtype=np.int64)
            rows = len(table)
            return Table(
                self.prepared_schema,
                hashes,
                np.zeros((rows, 0)),
                np.zeros(rows),
                held,
                ends.astype(np.int64),
            )
        rows = len(table)
        pieces = [np.zeros((rows, 0))]
        pieces += [column.features(table.columns[column.name]) for column in self.columns]
        pieces += [coded(table.columns[name])[:, None] for name in self._raw]
        return Table(
            self.prepared_schema,
            hashes,
            np.concatenate(pieces, axis=1),
            self._targets(table),
            np.zeros(0, dtype=np.int64),
            np.zeros(rows + 1, dtype=np.int64),
        )

    def _targets(self, table: RawTable) -> Array:
        if self.target is None:
            return np.zeros(len(table))
        values = table.columns[self.target]
        if self.task == "regression":
            return values
        return self._numbers(values, table.source)

    def _numbers(self, labels: Array, source: str) -> Ints:
        number = {name: at for at, name in enumerate(self.classes)}
        listed: list[str] = labels.tolist()
        new = sorted(set(listed) - number.keys())
        if new:
            raise StudyError(
                f"{source} has the class {new[0]!r}, and the study's are "
                f"{', '.join(self.classes[:8])}",
                f"Correct the label. {REFIT}",
            )
        return np.fromiter(map(number.__getitem__, listed), np.int64, len(listed))

    def save(self, path: Path) -> None:
        """Write it as JSON. Raises StudyError when the file cannot be written."""
        try:
            path.write_text(self.model_dump_json(indent=1) + "\n", "utf-8")
        except OSError as error:
            raise StudyError(
                f"the fitted preprocessing cannot be kept in {path} ({error.strerror})",
                "Make the folder writable: these numbers are part of what the cells mean",
            ) from None

    @staticmethod
    def load(path: Path) -> "Frozen":
        """Read it back, bit for bit. Raises StudyError for a damaged file."""
        try:
            return Frozen.model_validate_json(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError):
            raise StudyError(
                f"{path.name} does not hold fitted preprocessing, or is damaged",
                f"Bring it back from a copy. {REFIT}",
            ) from None


def coded(values: Array) -> Floats:
    """Numbers as they are; each category as a number in (0, 1) that only its text decides."""
    if values.dtype.kind == "f":
        return values
    known: dict[str | None, float] = {None: float("nan")}
    for value in values:
        if value not in known:
            known[value] = (int.from_bytes(digest("category", value)[:6], "little") + 1) / 2.0**49
    return np.array([known[value] for value in values], dtype=np.float64)
