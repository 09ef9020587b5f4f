"""Tables of runs: made by formula, or by a learner of the package, with noise and holes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.runs.table import RunTable, Score, canonical

NAMES = "ABCDEFGHIJKL"
Worth = Callable[[Floats], Floats]


def design(
    chance: np.random.Generator, runs: int, objects: int = 12, density: float = 0.6
) -> Floats:
    """Irregular inclusion, B and C always together, no run of nothing. Float[runs, objects]."""
    rows: list[Floats] = []
    while len(rows) < runs:
        row = (chance.random(objects) < density).astype(np.float64)
        row[2] = row[1]
        if row.any():
            rows.append(row)
    return np.stack(rows)


def table(weights: Floats, values: Floats, kind: Any = "in/out") -> RunTable:
    """A table of one score, less of which is better."""
    runs, objects = weights.shape
    return RunTable(
        tuple(f"s{place}" for place in range(objects)),
        kind,
        np.ones(objects),
        canonical(kind, weights),
        (Score("loss", -1),),
        values[:, None],
        ("",) * runs,
        ("",) * runs,
        np.full(runs, np.nan),
        {},
    )


def additive(chance: np.random.Generator, objects: int = 12, pairs: float = 0.0) -> Worth:
    """A worth with one effect for each object, and pair effects of this spread."""
    own = chance.normal(0.0, 0.3, objects)
    both = np.triu(chance.normal(0.0, pairs, (objects, objects)), 1) if pairs else None

    def worth(rows: Floats) -> Floats:
        told = 5.0 + rows @ own
        return told if both is None else told + np.einsum("wi,ij,wj->w", rows, both, rows)

    return worth


def columns(weights: Floats, **more: Any) -> dict[str, Any]:
    """A mapping of columns: one for each object by its letter, then the others."""
    named = {NAMES[place]: weights[:, place] for place in range(weights.shape[1])}
    return named | more


def write_csv(path: Path, frame: dict[str, Any]) -> Path:
    """Write columns as CSV; NaN is blank."""

    def text(value: Any) -> str:
        if isinstance(value, float | np.floating):
            return "" if np.isnan(value) else f"{float(value):.10g}"
        return str(value)

    rows = zip(*frame.values(), strict=True)
    lines = [",".join(frame), *(",".join(text(value) for value in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
