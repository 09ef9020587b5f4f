"""Looking at a table: what each column seems to be, so that a study can be proposed."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from datacounterfactuals.data.raw import RawTable

Kind = Literal["number", "category", "text", "id", "constant", "date"]

FEW_ROWS = 20
"""In fewer rows than this every column may be all different without being an id."""
WORDS_OF_TEXT = 6.0
"""Values of this many words on average, mostly different, are text."""
_ID_NAME = re.compile(r"(^|_|\b)(id|uid|uuid|guid|key|index|rowid|nr|no)$|^unnamed", re.IGNORECASE)
_CAMEL_ID = re.compile(r"[a-z](Id|ID)$")


@final
@dataclass(frozen=True)
class Profile:
    """What a column seems to be.

    `distinct` counts different values, `missing` rows without one; `values` are the most frequent
    as people write them with their counts (at most 12). `whole`: all numbers are whole.
    """

    name: str
    kind: Kind
    rows: int
    distinct: int
    missing: int
    values: tuple[tuple[str, int], ...]
    whole: bool = False

    @property
    def few(self) -> bool:
        """Whether there are few enough values to be groups: 2 to 12, and far fewer than rows."""
        return 2 <= self.distinct <= 12 and self.distinct * 3 <= self.rows


def look(table: RawTable) -> tuple[Profile, ...]:
    """Profile every column of a table."""
    return tuple(_profile(table, name) for name in table.names)


def _profile(table: RawTable, name: str) -> Profile:
    labels = [label for label in table.labels(name) if label is not None]
    counts = Counter[str](labels)
    common = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12])
    number = table.is_number(name)
    values = table.columns[name]
    whole = number and bool(np.all(np.mod(values[~np.isnan(values)], 1) == 0))
    rows, distinct = len(table), len(counts)
    kind = _kind(table, name, labels, distinct, whole)
    return Profile(name, kind, rows, distinct, rows - len(labels), common, whole)


def _kind(table: RawTable, name: str, labels: list[str], distinct: int, whole: bool) -> Kind:
    if distinct <= 1:
        return "constant"
    if name in table.dates:
        return "date"
    many = len(labels) >= FEW_ROWS
    nearly_all_differ = many and distinct > 0.95 * len(labels)
    if table.is_number(name):
        values = np.sort(table.columns[name][~np.isnan(table.columns[name])])
        counts_up = nearly_all_differ and whole and bool(values[-1] - values[0] < 2 * len(values))
        named = bool(_ID_NAME.search(name) or _CAMEL_ID.search(name))
        called_id = nearly_all_differ and whole and named
        return "id" if called_id or (counts_up and distinct == len(labels)) else "number"
    words = float(np.mean([len(label.split()) for label in labels]))
    if words >= WORDS_OF_TEXT and distinct > 0.5 * len(labels):
        return "text"
    return "id" if nearly_all_differ else "category"
