"""What the reading pages show, as the API gives it."""

from datacounterfactuals.site.shapes.answers import ColumnInfo
from datacounterfactuals.site.shapes.base import Shape, Value


class GlossaryTerm(Shape):
    """A term of the glossary: where it stands on its page, and what it means as plain text."""

    slug: str
    name: str
    also: list[str]
    text: str


class Glossary(Shape):
    """Every term of the glossary."""

    terms: list[GlossaryTerm]


class BridgeCheck(Shape):
    """Both sides of a bridge on a study, one list a label with a number for each column.

    `exact`: the sides differ by rounding alone; else `error` may hold the standard error of the
    left one. `score`: the numbers are scores, not gains. `apart`: the largest difference.
    `refused`: why there is nothing to check; `missing`: how many worlds are not held yet.
    """

    name: str
    title: str
    said: str
    left_title: str
    right_title: str
    labels: list[str]
    columns: list[ColumnInfo]
    left: list[list[Value]]
    right: list[list[Value]]
    error: list[list[Value]] | None
    exact: bool
    score: bool
    apart: Value
    refused: str
    missing: int


class Bridges(Shape):
    """The bridges checked on a study. `trains`: whether this server may train what is missing."""

    study: str
    metric: str
    trains: bool
    checks: list[BridgeCheck]
