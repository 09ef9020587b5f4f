"""What a program is handed: the rows of an object in a file named by its content."""

import csv
import os
import tempfile
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from datacounterfactuals.core.arrays import Lanes
from datacounterfactuals.core.content import canonical_order, digest, from_lanes, total
from datacounterfactuals.data.raw import RawTable


def cache_folder() -> Path:
    """$DATACF_CACHE, or the user's cache folder. What it holds can be made again."""
    named = os.environ.get("DATACF_CACHE")
    return Path(named) if named else user_cache_path("datacounterfactuals") / "rows"


def write_rows(table: RawTable, hashes: Lanes) -> Path:
    """Write raw rows as CSV in canonical order, unless the file is there. Returns its path.

    Numbers are written exactly; a missing value is an empty cell.
    """
    name = digest(from_lanes(total(hashes)), *table.names).hex()
    path = cache_folder() / f"{name}.csv"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = table.take(canonical_order(hashes))
    columns = [
        [None if np.isnan(value) else repr(float(value)).removesuffix(".0") for value in values]
        if values.dtype.kind == "f" and name not in table.dates
        else list(ordered.labels(name))
        for name, values in ordered.columns.items()
    ]
    handle, written = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(ordered.names)
        writer.writerows(zip(*columns, strict=True))
    Path(written).replace(path)
    return path
