"""`--out FILE`: the suffix says what is written."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datacounterfactuals.charts.output import save
from datacounterfactuals.cli.terminal import plain, remark
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.data.tables import Records, csv_text, write_parquet

TABLES = (".csv", ".parquet", ".json")
PICTURES = (".svg", ".png", ".html")


def kind_of(path: Path, allowed: Sequence[str]) -> str:
    """The suffix of a file, if it is one of those allowed. Raises QuestionError."""
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise QuestionError(
            f"nothing is written as {suffix or path.name!r}",
            f"End the file's name in one of {', '.join(allowed)}",
        )
    if not path.absolute().parent.is_dir():
        raise QuestionError(f"there is no folder {path.parent}", "Make it first")
    return suffix


def write_table(records: Records, path: Path, whole: Any = None) -> None:
    """Write records as CSV or Parquet, or `whole` (else the records) as JSON."""
    match kind_of(path, TABLES):
        case ".csv":
            path.write_text(csv_text(plain(records)), "utf-8", newline="")
        case ".parquet":
            write_parquet(plain(records), path)
        case _:
            value = plain(records if whole is None else whole)
            path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
    remark(f"wrote {path}")


def write_picture(chart: Any, path: Path) -> None:
    """Write a chart as SVG, PNG or a page of its own."""
    kind_of(path, PICTURES)
    save(chart, path)
    remark(f"wrote {path}")
