"""Files to take away: what is in them, and what they are called."""

import re
from typing import Any
from urllib.parse import quote

from fastapi import Response

from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Worlds
from datacounterfactuals.data.tables import Records, csv_text, parquet_bytes, unique
from datacounterfactuals.site.cells import Held, read
from datacounterfactuals.site.opened import Opened
from datacounterfactuals.site.predicting import predicted
from datacounterfactuals.site.shapes.answers import Answer

MOST_OBJECTS = 32
"""Up to so many objects, each has a column of its weights."""
LONGEST_NAME = 100
CSV, PARQUET = "text/csv; charset=utf-8", "application/vnd.apache.parquet"


def cell_records(opened: Opened, columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    """One record for each row of the page: the world as people write it, how many objects it holds,
    its state, the weight of each object if they are few, what is shown in each column, and between
    which numbers a cell is predicted to lie that nobody ran."""
    grid, rows = opened.grid, opened.rows
    universe = grid.study.universe
    held = read(grid, rows, columns)
    table: dict[str, list[Any]] = {
        "world": [universe.spell(world) for world in rows],
        "size": [world.size for world in rows],
        "state": [State(int(state)).name.lower().replace("_", " ") for state in held.states],
    }
    named = [*table]
    values = [table[name] for name in named]
    for name, weights in _weights(opened, rows):
        named.append(f"with {name}")
        values.append(weights)
    named += [column.name for column in columns]
    values += [column.tolist() for column in held.shown.T]
    for name, numbers in _predictions(opened, columns, held):
        named.append(name)
        values.append(numbers)
    names = unique(named)
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def answer_records(answer: Answer) -> list[dict[str, Any]]:
    """One record for every value of an answer, with each part of its uncertainty. Raises
    QuestionError for an answer without values."""
    parts = answer.uncertainty
    kinds = {name: getattr(parts, name) for name in ("sampling", "seed", "evaluation", "source")}
    names = unique([*answer.label_kind, "column", "value", *(f"{name}_error" for name in kinds)])
    out: list[dict[str, Any]] = []
    for row, label in enumerate(answer.labels):
        for place, column in enumerate(answer.columns):
            errors = [
                None if part.error is None else part.error[row][place] for part in kinds.values()
            ]
            told = (*label, column.name, answer.values[row][place], *errors)
            out.append(dict(zip(names, told, strict=True)))
    if not out:
        raise QuestionError(f"the answer to {answer.question} has no values", "Ask another way")
    return out


def table_file(records: Records, kind: str, *words: str) -> Response:
    """Records as a CSV or Parquet file that is named by some words."""
    body = csv_text(records, guarded=True) if kind == "csv" else parquet_bytes(records)
    return file(body, CSV if kind == "csv" else PARQUET, kind, *words)


def file(body: str | bytes, media: str, kind: str, *words: str, shown: bool = False) -> Response:
    """A reply that a browser keeps under a name made of some words; `shown` is opened in place."""
    headers = {"content-disposition": disposition(kind, *words, shown=shown)}
    return Response(body, media_type=media, headers=headers)


def disposition(kind: str, *words: str, shown: bool = False) -> str:
    """What a file is called: words may hold anything, the name holds nothing that a file system or
    a header would read into it."""
    whole = "-".join(_UNSAFE.sub("_", word).strip("._ ") for word in words)[:LONGEST_NAME]
    name = f"{whole.strip('-') or 'file'}.{kind}"
    plain = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
    way = "inline" if shown else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|%;\u200b-\u200f\u2028-\u202e\u2066-\u2069\s]+')


def _weights(opened: Opened, rows: Worlds) -> list[tuple[str, list[float]]]:
    universe = opened.grid.study.universe
    if len(universe) > MOST_OBJECTS:
        return []
    weights = rows.weights(0, len(rows))
    used = [at for at in range(weights.shape[1]) if weights[:, at].any()]
    return [(universe.names[at], weights[:, at].tolist()) for at in used]


def _predictions(
    opened: Opened, columns: tuple[Column, ...], held: Held
) -> list[tuple[str, list[float | None]]]:
    if opened.cells is None:
        return []
    out: list[tuple[str, list[float | None]]] = []
    for column, told in zip(columns, predicted(opened.cells, opened.rows, columns), strict=True):
        if told is None:
            continue
        for word, numbers in (("", told.shown), (", low", told.low), (", high", told.high)):
            cells: list[float | None] = [None] * len(held.states)
            for row, number in zip(told.rows, numbers, strict=True):
                cells[row] = number
            out.append((f"{column.name} predicted{word}", cells))
    return out
