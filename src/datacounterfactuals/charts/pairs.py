"""Pairs: a square of signed cells for every column, teal where two help each other."""

from typing import Any

from datacounterfactuals.charts.palette import Palette
from datacounterfactuals.charts.picture import Picture, decimals, heard, signed
from datacounterfactuals.charts.theme import faceted, panels, titled

STRONGEST = 0.78
"""How far the strongest cell is from paper: not so far that its text must change its colour."""
MOST_WRITTEN = 16
"""Up to so many objects, every cell has its number written on it."""


def draw_pairs(picture: Picture, look: Palette, width: int) -> tuple[Any, Any]:
    """The chart and its title. The sign is written on the cell, not only coloured."""
    import altair as alt

    seen = dict.fromkeys(str(record["first"]) for record in picture.records)
    seen |= dict.fromkeys(str(record["second"]) for record in picture.records)
    order = [name for name in picture.names if name in seen] or list(seen)
    most = max(abs(record.get("value") or 0.0) for record in picture.records) or 1.0
    digits = min(decimals(record.get("value") for record in picture.records), 3)
    values: list[dict[str, Any]] = []
    for record in picture.records:
        if record.get("value") is None:
            continue
        ground = look.sign(STRONGEST * record["value"] / most)
        cell = {
            "column": record["column"],
            "ground": ground,
            "ink": look.ink_on(ground),
            "said": signed(record["value"], digits),
        }
        ends = (str(record["first"]), str(record["second"]))
        for first, second in dict.fromkeys((ends, ends[::-1])):
            words = heard(record, f"{first} and {second}", cell["said"])
            values.append(cell | {"first": first, "second": second, "heard": words})
    margin = 24 + 7 * min(max(map(len, order)), 24)
    across, panel = panels(len(picture.columns), width, margin, most=2 if len(order) > 6 else 3)
    side = min(max(panel // len(order), 14), 64)
    written = len(order) <= MOST_WRITTEN and side >= 38
    axis = alt.Axis(ticks=False, domain=False, grid=False, labelAngle=0)
    base = alt.Chart().encode(
        x=alt.X("second:N", sort=order, title=None, axis=_slanted(order, side, axis)),
        y=alt.Y("first:N", sort=order, title=None, axis=axis),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("first", "second", "column", "said")],
    )
    layers = [
        base.mark_rect(cornerRadius=3, stroke=look.paper, strokeWidth=2).encode(
            color=alt.Color("ground:N", scale=None), description="heard:N"
        ),
        base.mark_text(fontSize=12 if side >= 48 else 10, aria=False).encode(
            text="said:N" if written else "mark:N", color=alt.Color("ink:N", scale=None)
        ),
    ]
    for value in values:
        value["mark"] = value["said"][0]
    chart = alt.layer(*layers, data=alt.Data(values=values))
    chart = chart.properties(width=side * len(order), height=max(side * 0.72, 14) * len(order))
    chart = faceted(chart, picture, across, side * len(order), 26)
    return chart, titled(picture, look)


def _slanted(order: list[str], side: int, level: Any) -> Any:
    import altair as alt

    if max(map(len, order)) * 7 <= side:
        return level
    return alt.Axis(ticks=False, domain=False, grid=False, labelAngle=-40)
