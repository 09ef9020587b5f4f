"""Tables that people bring to plan with, as the API tells of them."""

from datacounterfactuals.site.shapes.base import Shape


class TableColumn(Shape):
    """A column of a table: what it seems to be, how many different values it has, how many rows
    have none, and its most frequent values. `numbers`: were it guessed, a guess would be a number
    that misses by something, and not an answer that is right or wrong."""

    name: str
    kind: str
    distinct: int
    missing: int
    values: list[str]
    numbers: bool


class TableInfo(Shape):
    """A table: its columns, and which of them may say whose a record is and what is guessed."""

    name: str
    records: int
    columns: list[TableColumn]
    owner: str | None
    target: str | None
