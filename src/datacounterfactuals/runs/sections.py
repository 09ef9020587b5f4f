"""The parts of a report as plain text and numbers, ready for a template."""

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.charts.palette import LIGHT
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.question import Question
from datacounterfactuals.runs.marks import half_widths
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicted import predicted
from datacounterfactuals.runs.refusing import REFUSED

MOST_ROWS = 60
MOST_DOTS = 40
"""Above so many objects a world is spelled and not drawn as dots."""
MOST_VALUES = 40


@final
@dataclass(frozen=True)
class Cell:
    """A score as it is written, with the colours of its ground and ink."""

    text: str
    ground: str
    ink: str


@final
@dataclass(frozen=True)
class Line:
    """A run: its name, how much of each object was in (0 to 1), its world in words, its scores."""

    name: str
    dots: tuple[float, ...]
    world: str
    cells: tuple[Cell, ...]


@final
@dataclass(frozen=True)
class Sheet:
    """The table of runs. `dotted`: worlds are drawn as dots; `left`: runs that are not shown."""

    objects: tuple[str, ...]
    scores: tuple[str, ...]
    lines: tuple[Line, ...]
    runs: int
    dotted: bool
    left: int
    short: bool


@final
@dataclass(frozen=True)
class Value:
    """A value with its interval, as text. `sign`: helps, harms, or nothing."""

    text: str
    interval: str
    sign: str


@final
@dataclass(frozen=True)
class Section:
    """An answer: a table, a picture, and what it claims."""

    title: str
    question: str
    refused: str
    columns: tuple[str, ...]
    head: str
    rows: tuple[tuple[str, tuple[Value, ...]], ...]
    left: int
    chart: str
    intervention: str
    reference: str
    supports: str
    not_established: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    predicted: bool


def sheet_of(observed: Observed) -> Sheet:
    """The runs, larger worlds first, with each score shaded from worst to best."""
    runs = observed.runs
    order = np.lexsort((np.arange(len(runs)), -(runs.weights > 0).sum(axis=1)))
    shown = order[:MOST_ROWS]
    top = runs.amounts.max(axis=0, initial=0.0)
    shade = np.full(runs.values.shape, np.nan)
    digits: list[int] = []
    for place, score in enumerate(runs.scores):
        values = runs.values[:, place] * score.better
        low, span = float(np.nanmin(values)), float(np.nanmax(values) - np.nanmin(values))
        shade[:, place] = (values - low) / (span or 1.0)
        digits.append(decimals(span / 100 if span else abs(low) / 1000))
    lines = tuple(
        Line(
            runs.names[row],
            tuple(float(a / t) if t else 0.0 for a, t in zip(runs.amounts[row], top, strict=True)),
            runs.spell(runs.weights[row]),
            tuple(
                _cell(float(value), float(share), places)
                for value, share, places in zip(runs.values[row], shade[row], digits, strict=True)
            ),
        )
        for row in shown
    )
    return Sheet(
        runs.objects,
        tuple(
            f"{score.name}{f', {score.unit}' if score.unit else ''} ({score.word} is better)"
            for score in runs.scores
        ),
        lines,
        len(runs),
        len(runs.objects) <= MOST_DOTS,
        len(runs) - len(shown),
        max(len(name) for name in runs.objects) <= 2,
    )


def _cell(value: float, share: float, digits: int) -> Cell:
    if math.isnan(value):
        return Cell("", "transparent", LIGHT.soft)
    ground = LIGHT.shade(share)
    return Cell(f"{value:.{digits}f}", ground, LIGHT.ink_on(ground))


def section_of(answer: Answer, question: Question, level: float, chart: str) -> Section:
    """An answer as its table, with intervals of this level for what is uncertain."""
    shown, halves = answer.shown, half_widths(answer.uncertainty, level)
    order = list(range(len(answer.labels)))
    if len(order) > MOST_VALUES:
        size = np.nan_to_num(np.abs(shown)).max(axis=1)
        order = sorted(np.argsort(-size, kind="stable")[:MOST_VALUES].tolist())
    digits = [_digits(shown[:, c], None if halves is None else halves[:, c])
              for c in range(shown.shape[1])]  # fmt: skip
    rows = tuple(
        (
            ", ".join(answer.labels[row]),
            tuple(
                _value(
                    float(shown[row, c]),
                    None if halves is None else float(halves[row, c]),
                    digits[c],
                    answer.reads == "gain",
                )
                for c in range(shown.shape[1])
            ),
        )
        for row in order
    )
    refused = answer.facts.get(REFUSED, "")
    words = (type(question).__doc__ or "").strip().splitlines()
    return Section(
        answer.title,
        words[0] if words else "",
        str(refused),
        tuple(f"{info.name}{f', {info.unit}' if info.unit else ''}" for info in answer.columns),
        " and ".join(answer.label_kind),
        () if refused else rows,
        len(answer.labels) - len(order),
        "" if refused else chart,
        answer.claim.intervention,
        answer.claim.reference,
        answer.claim.supports,
        answer.claim.not_established,
        tuple(
            (name, _fact(fact))
            for name, fact in answer.facts.items()
            if name != REFUSED and " per unit of " not in name
        ),
        answer.notes,
        predicted(answer),
    )


def decimals(width: float) -> int:
    """How many decimals show two digits of a width."""
    if not math.isfinite(width) or width <= 0:
        return 3
    return min(max(1 - math.floor(math.log10(width)), 0), 8)


def _digits(values: Floats, halves: Floats | None) -> int:
    widths = values[~np.isnan(values)] / 100 if halves is None else halves[halves > 0]
    sizes = np.abs(widths[np.nonzero(widths)])
    return decimals(float(np.median(sizes))) if len(sizes) else 3


def _value(value: float, half: float | None, digits: int, gain: bool) -> Value:
    if math.isnan(value):
        return Value("", "not identified", "")
    text = f"{value:+.{digits}f}" if gain else f"{value:.{digits}f}"
    known = half is not None and half > 0
    interval = f"{value - half:.{digits}f} to {value + half:.{digits}f}" if known and half else ""
    sign = ""
    if gain:
        clear = not known or half is None or abs(value) > half
        sign = ("helps" if value > 0 else "harms") if clear and value else ""
    return Value(text.replace("-", "−"), interval.replace("-", "−"), sign)


def _fact(fact: float | str) -> str:
    if isinstance(fact, str):
        return fact
    return f"{fact:.0f}" if fact == round(fact) and abs(fact) < 1e9 else f"{fact:.3g}"
