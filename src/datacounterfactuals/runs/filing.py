"""Writing an observed study: its study.toml, and its runs in one canonical table."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from datacounterfactuals.runs.table import RunTable
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.loading import FILE

RUNS = "runs.csv"


def write_study(folder: Path, declaration: Declaration, runs: RunTable) -> None:
    """Write study.toml and runs.csv, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in ((folder / RUNS, _csv(runs)), (folder / FILE, _toml(declaration))):
        part = path.with_name(f"{path.name}.part")
        part.write_text(text, "utf-8", newline="")
        part.replace(path)


def _csv(runs: RunTable) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = runs.columns
    header = [columns.get("run", "run"), *runs.objects]
    header += [columns[role] for role in ("seed", "cost") if role in columns]
    writer.writerow([*header, *(score.name for score in runs.scores)])
    for row, amounts in enumerate(runs.amounts):
        record: list[str] = [runs.names[row], *(_number(amount) for amount in amounts)]
        if "seed" in columns:
            record.append(runs.seeds[row])
        if "cost" in columns:
            record.append(_number(runs.costs[row]))
        writer.writerow([*record, *(_number(value) for value in runs.values[row])])
    return out.getvalue()


def _number(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _toml(declaration: Declaration) -> str:
    observed = declaration.observed
    assert observed is not None
    lines = [
        "# Runs made elsewhere: `runs.csv` holds them, and the bank their cells.",
        "# Add runs with `datacf import-runs`, which keeps this file.",
        "",
        "[study]",
        *_pairs(declaration.study.model_dump(exclude_defaults=True)),
    ]
    noun = declaration.objects.noun
    if noun:
        lines += ["", "[objects]", *_pairs({"noun": noun})]
    lines += ["", "[observed]", *_pairs(
        {k: v for k, v in observed.model_dump(exclude_none=True).items()
         if k not in ("objects", "scores")}
    )]  # fmt: skip
    for kind, items in (("objects", observed.objects), ("scores", observed.scores)):
        for item in items:
            lines += ["", f"[[observed.{kind}]]", *_pairs(item.model_dump(exclude_defaults=True))]
    for column in declaration.columns:
        lines += ["", "[[columns]]", *_pairs(column.model_dump(exclude_defaults=True))]
    return "\n".join(lines) + "\n"


def _pairs(values: dict[str, Any]) -> list[str]:
    return [f"{key} = {_plain(value)}" for key, value in values.items() if value is not None]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + re.sub(r"[\x00-\x1f]", " ", escaped) + '"'
    if isinstance(value, list | tuple):
        items: Sequence[Any] = value
        return "[" + ", ".join(_plain(item) for item in items) + "]"
    return repr(value)
