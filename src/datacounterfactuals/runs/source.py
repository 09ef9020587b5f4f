"""Where a table of runs comes from: a file, a frame, or the lines that a cluster writes back."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, cast

import numpy as np

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import read_file
from datacounterfactuals.data.frames import read_columns, read_frame
from datacounterfactuals.data.raw import RawTable

NOT_COLUMNS = ("objects", "scores", "study", "fingerprint", "weights", "report", "state", "repeat")
"""What a line of an export says beside the run's name, seed and cost."""


def read_table(
    source: Any, jobs: Path | str | None = None, known: Collection[str] = ()
) -> RawTable:
    """The raw table of a path or frame.

    Lines of JSON with nested objects and scores are laid out flat (an object that a line does not
    name was not in, and `known` objects are columns too); results that name only their run are
    joined with the `jobs` that they answer. Raises StudyError.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        lined = path.suffix.lower() in {".jsonl", ".ndjson"} and path.is_file()
        raw = _lines(path, known) if lined else read_file(path)
    else:
        raw = read_frame(source)
    return raw if jobs is None else _answering(raw, _lines(Path(jobs), known))


def _lines(path: Path, known: Collection[str]) -> RawTable:
    """Lines of JSON: plain ones, and those of `export`, whose objects and scores are nested."""
    records: list[dict[str, Any]] = []
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path.name} cannot be read ({error})", "Check the path") from None
    for number, line in enumerate(text.splitlines()):
        if not line.strip():
            continue
        try:
            plain = json.loads(line)
        except json.JSONDecodeError:
            raise StudyError(f"line {number + 1} of {path.name} is not JSON", "Mend it") from None
        if not isinstance(plain, dict):
            raise StudyError(
                f"line {number + 1} of {path.name} is not an object", 'Write {"run": ...}'
            )
        record = cast("dict[str, Any]", plain)
        if "about" not in record:
            records.append(record)
    if not records:
        raise StudyError(f"{path.name} holds no runs", "Give one run a line")
    inside = {*known, *(name for record in records for name in record.get("objects") or ())}
    flat = [_flat(record, inside) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return read_columns({name: [r.get(name) for r in flat] for name in names}, path.name)


def _flat(record: dict[str, Any], inside: set[str]) -> dict[str, Any]:
    """A line of an export as one row: absent objects have amount 0."""
    if "objects" not in record and "scores" not in record:
        return record
    out = {key: value for key, value in record.items() if key not in NOT_COLUMNS}
    present = record.get("objects")
    if present is not None:
        out |= {name: float(present.get(name, 0.0)) for name in sorted(inside)}
    return out | dict(record.get("scores") or {})


def _answering(raw: RawTable, jobs: RawTable) -> RawTable:
    """Results joined with the jobs that they answer, by the run's name."""
    key = next((name for name in raw.names if name == "run"), None)
    lacking = [name for name in jobs.names if name not in raw.names]
    if key is None or not lacking:
        return raw
    places = {str(name): row for row, name in enumerate(jobs.labels("run"))}
    rows = [places.get(str(name)) for name in raw.labels(key)]
    if any(row is None for row in rows):
        return raw
    taken = jobs.take(np.array(rows, dtype=np.int64))
    columns = {name: taken.columns[name] for name in lacking} | dict(raw.columns)
    return RawTable.of(columns, raw.source)
