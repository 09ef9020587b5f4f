"""A small grid with known cells, and answers of every chart kind over it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from datacounterfactuals.core.answer import Answer, Chart, ChartKind, ColumnInfo
from datacounterfactuals.core.claim import Claim, Landing
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.core.scores import Reading, Sampling, Scores
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.uncertainty import Part, Uncertainty
from datacounterfactuals.core.world import World

NAMES = ("A", "B", "C", "D")
SLICES = ("fiction", "politics", "scripture", "computing")


def lattice_scores(objects: int = 4, slices: Sequence[str] = SLICES, missing: int = 0) -> Scores:
    """Bits per token of every world: fewer the more objects, and fewest on an object's own."""
    worlds = Lattice(objects, tuple(range(objects)))
    rows = worlds.weights(0, len(worlds))
    gain = 0.3 + 3.0 * np.eye(objects)[:, : len(slices)]
    shown = 14.0 - np.sqrt(rows @ gain) * 2.2
    states = np.full(len(worlds), State.REAL, dtype=np.uint8)
    if missing:
        states[-missing:] = State.NOT_HELD
        shown[-missing:] = np.nan
    columns = tuple(
        Column(name, METRICS["bits"], np.eye(len(slices), dtype=bool)[place : place + 1])
        for place, name in enumerate(slices)
    )
    sampling = Sampling(columns, tuple(np.ones(4) for _ in columns), False, 1)
    empty = tuple(np.zeros((1, len(worlds), 0)) for _ in columns)
    return Scores(worlds, sampling, Reading(shown[None], -shown[None], empty, states))


def answer(
    kind: ChartKind,
    records: Sequence[Mapping[str, Any]],
    *,
    title: str = "What does each object add to the rest?",
    reads: Any = "gain",
    columns: Sequence[str] = SLICES,
    units: Mapping[str, str] | None = None,
    x: str = "object",
    names: tuple[str, ...] = NAMES,
) -> Answer:
    """An answer whose chart has these records."""
    infos = tuple(
        ColumnInfo(name, "cross-entropy", (units or {}).get(name, "bits per token"), -1)
        for name in columns
    )
    claim = Claim(
        "existing data", "one object is removed", "the world ABCD",
        (Landing("politics", ("D",), 0.61),), ("a bigram model",), "what it loses", ("worth",),
    )  # fmt: skip
    shape = (1, len(infos))
    uncertainty = Uncertainty(
        Part.none("every world was scored"),
        Part.none("the learner is deterministic"),
        Part.measured(np.full(shape, 0.02), 31.0, "jackknife"),
        Part.unknown("one draw"),
    )
    unit = "gain, bits per token" if reads == "gain" else "bits per token"
    return Answer(
        "leave_one_out", title, {}, ("object",), (("A",),), infos, np.zeros(shape), uncertainty,
        claim, Chart(kind, x, unit, tuple(records)), reads, names=names,
        cells=tuple(World.of(len(names), {place: 1.0}) for place in range(len(names))),
    )  # fmt: skip


def bars(labels: Sequence[str] = NAMES, columns: Sequence[str] = SLICES) -> list[dict[str, Any]]:
    """Gains of both signs, with intervals."""
    random = np.random.default_rng(1)
    values = random.normal(0, 0.4, (len(labels), len(columns)))
    values += 1.5 * np.eye(len(labels), len(columns))
    return [
        {
            "label": label,
            "column": column,
            "value": float(values[row, place]),
            "low": float(values[row, place]) - 0.12,
            "high": float(values[row, place]) + 0.12,
        }
        for row, label in enumerate(labels)
        for place, column in enumerate(columns)
    ]


def beside(series: Sequence[str] = ("dividend", "nucleolus")) -> list[dict[str, Any]]:
    """Two numbers for every object."""
    return [
        record | {"series": name, "value": record["value"] + 0.1 * place}
        for place, name in enumerate(series)
        for record in bars()
    ]


def curves(series: Sequence[str] = ("best", "mean", "worst")) -> list[dict[str, Any]]:
    """Scores by size that fall, one line for every series."""
    return [
        {
            "x": float(size),
            "series": name,
            "column": column,
            "value": 13 - 1.6 * np.sqrt(size) + 0.5 * place * (0 < size < 4) + 0.3 * at,
            "low": 12.8 - 1.6 * np.sqrt(size) + 0.5 * place * (0 < size < 4) + 0.3 * at,
            "high": 13.2 - 1.6 * np.sqrt(size) + 0.5 * place * (0 < size < 4) + 0.3 * at,
        }
        for at, column in enumerate(SLICES)
        for place, name in enumerate(series)
        for size in range(5)
    ]


def pairs(names: Sequence[str] = NAMES, columns: Sequence[str] = SLICES) -> list[dict[str, Any]]:
    """Interactions of every pair, of both signs."""
    random = np.random.default_rng(2)
    return [
        {"first": one, "second": two, "column": column, "value": float(random.normal(0, 0.3))}
        for column in columns
        for place, one in enumerate(names)
        for two in names[place + 1 :]
    ]


def rows(columns: Sequence[str] = SLICES[:2]) -> list[dict[str, Any]]:
    """Worlds in their rank, as people write them."""
    return [
        {"world": world, "column": column, "value": 7.4 + 0.31 * rank + 0.7 * place}
        for rank, world in enumerate(["ABD", "AD", "ACD", "BD", "ABC", "empty"])
        for place, column in enumerate(columns)
    ]
