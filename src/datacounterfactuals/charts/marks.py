"""Marks that tell series apart by more than their hue: shapes, dashes and the key to them."""

from collections.abc import Sequence
from typing import Any

from datacounterfactuals.charts.palette import Palette

DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [10, 4], [12, 2])
SHAPES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"
)  # fmt: skip


def dealt(several: tuple[Any, ...], count: int) -> list[Any]:
    """So many of them, from the first again after the last."""
    return [several[place % len(several)] for place in range(count)]


def hue(name: str, place: int, look: Palette) -> str:
    """The hue of a series: best, worst and a bound have theirs, wherever they stand."""
    known = {"best": look.help, "mean": look.ink, "worst": look.harm}
    if name.startswith("bound"):
        return look.soft
    return known.get(name, look.series[place % len(look.series)])


def key(names: Sequence[str], width: int) -> Any:
    """The key above a chart of several series, in as many lines as `width` pixels need."""
    import altair as alt

    columns = max(1, min(len(names), width // (30 + 7 * max(map(len, names)))))
    return alt.Legend(
        title=None, orient="top", columns=columns, labelLimit=width, symbolOpacity=1, symbolSize=90,
        symbolStrokeWidth=0,
    )  # fmt: skip
