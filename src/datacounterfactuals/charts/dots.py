"""A world as a row of dots, one per object, filled when present; above sixteen a strip.

A screen reader is not told of the dots: the marks beside them name their world.
"""

from collections.abc import Sequence
from typing import Any

from datacounterfactuals.charts.palette import Palette

MOST_DOTS = 16


def dots(
    present: Sequence[Sequence[str]],
    places: Sequence[float],
    names: Sequence[str],
    height: float,
    extent: tuple[float, float],
    look: Palette,
) -> Any:
    """A panel of dots. `places`: where each row stands, in pixels from the top of `extent`."""
    import altair as alt

    strip = len(names) > MOST_DOTS
    step = 4 if strip else 19 if height >= 12 else 10
    values = [
        {"object": name, "y": y, "in": name in there, "y1": y - height / 2, "y2": y + height / 2}
        for there, y in zip(map(set, present), places, strict=True)
        for name in names
    ]
    upright = all(len(name) <= 2 for name in names)
    axis = alt.Axis(
        orient="top",
        title=None,
        labels=not strip,
        ticks=False,
        domain=False,
        labelAngle=0 if upright else -60,
        labelColor=look.ink,
        labelFontWeight=600 if upright else 400,
        labelAlign="center" if upright else "left",
        labelFontSize=11,
        labelLimit=130,
        grid=False,
    )
    y = alt.Y("y:Q", scale=alt.Scale(domain=list(extent), reverse=True, nice=False), axis=None)
    tip = [alt.Tooltip("object:N"), alt.Tooltip("in:N", title="present")]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("object:N", sort=list(names), axis=axis), tooltip=tip
    )
    fill = alt.condition("datum.in", alt.value(look.ink), alt.value(look.paper))
    if strip:
        marks = base.mark_rect(aria=False).encode(
            y=alt.Y("y1:Q", **_same(y)), y2="y2:Q", color=fill
        )
    else:
        size = min(height * 0.62, 12.5) ** 2
        edge = alt.condition("datum.in", alt.value(look.ink), alt.value(look.soft))
        width = alt.condition("datum.in", alt.value(1.2), alt.value(0.6))
        marks = base.mark_point(size=size, opacity=1, aria=False).encode(
            y=y, fill=fill, stroke=edge, strokeWidth=width
        )
    return marks.properties(width=alt.Step(step), height=abs(extent[1] - extent[0]))


def _same(y: Any) -> dict[str, Any]:
    return {"scale": y.scale, "axis": None}
