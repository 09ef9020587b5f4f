"""Passages: long texts cut into rows of about so many words."""

from collections.abc import Iterator

import numpy as np

from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.data.values import as_objects


def passages(text: str, words: int) -> Iterator[str]:
    """Lines joined until they hold so many words; a line of more than twice as many is cut."""
    held: list[str] = []
    for line in text.splitlines():
        found = line.split()
        while len(found) > 2 * words:
            if held:
                yield " ".join(held)
                held = []
            yield " ".join(found[:words])
            found = found[words:]
        held += found
        if len(held) >= words:
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)


def in_passages(table: RawTable, column: str, words: int) -> RawTable:
    """A table with a row for every passage of a text column; other columns are repeated."""
    rows: list[int] = []
    texts: list[str | None] = []
    for row, text in enumerate(table.column(column, "text column")):
        for passage in passages(text or "", words):
            rows.append(row)
            texts.append(passage)
    taken = table.take(np.array(rows, dtype=np.int64))
    return RawTable.of({**taken.columns, column: as_objects(texts)}, table.source, table.dates)
