"""Curves: lines over a size, with their bands, one panel for every column."""

from collections.abc import Mapping
from typing import Any

from datacounterfactuals.charts.marks import DASHES, SHAPES, dealt, hue, key
from datacounterfactuals.charts.palette import Palette
from datacounterfactuals.charts.picture import Picture, bounded, heard, plain, sentence
from datacounterfactuals.charts.theme import NUMBER, faceted, panels, titled

FEW = 24
"""Up to so many sizes, every size has a dot."""
MANY = 5
"""From so many series on, bands are fainter, since they lie on one another."""
NARROW = 560
"""Pixels under which panels of ratios stand alone, so that their sizes can be read."""


def draw_curve(picture: Picture, look: Palette, width: int) -> tuple[Any, Any]:
    """The chart and its title. Series differ by hue, dash and shape, and are named at their end."""
    import altair as alt

    series = list(dict.fromkeys(str(record["series"]) for record in picture.records))
    sizes = {float(record["x"]) for record in picture.records}
    values = [
        bounded(record) | {"series": str(record["series"]), "heard": _heard(record, picture.x)}
        for record in picture.records
        if record.get("value") is not None
    ]
    hues = [hue(name, place, look) for place, name in enumerate(series)]
    several = len(series) > 1
    legend = key(series, width - 60) if several else None
    colour = alt.Color("series:N", scale=alt.Scale(domain=series, range=hues), legend=legend)
    dashes = alt.Scale(domain=series, range=dealt(DASHES, len(series)))
    dash = alt.StrokeDash("series:N", scale=dashes, legend=None)
    shapes = alt.Scale(domain=series, range=dealt(SHAPES, len(series)))
    shape = alt.Shape("series:N", scale=shapes, legend=legend)
    whole = all(size.is_integer() for size in sizes)
    ratios = picture.log and min(sizes) > 0
    most = 1 if ratios and width < NARROW else 2 if several else 3
    across, panel = panels(
        len(picture.columns), width - 30 * len(picture.columns[:3]), 60, most=most
    )
    x = alt.X(
        "x:Q",
        title=sentence(picture.x),
        scale=alt.Scale(type="log" if ratios else "linear", nice=False, padding=6, zero=False),
        axis=alt.Axis(
            grid=False,
            values=sorted(sizes) if ratios and len(sizes) <= 8 else alt.Undefined,
            labelOverlap="greedy",
            labelSeparation=4,
            tickCount=min(len(sizes), 8),
            format=",d" if whole else NUMBER,
            tickMinStep=1 if whole else 0,
        ),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(zero=picture.gain, nice=True),
        axis=alt.Axis(tickCount=5, format=NUMBER, ticks=False, domain=False),
    )
    base = alt.Chart()
    layers: list[Any] = []
    if picture.gain:
        layers.append(base.mark_rule(color=look.soft, aria=False).encode(y=alt.datum(0)))
    dotted = len(sizes) <= FEW  # then the dots are read, and the lines through them are not
    band = base.mark_area(opacity=0.16 if len(series) < MANY else 0.08, aria=False)
    line = base.mark_line(strokeWidth=2, aria=not dotted)
    layers += [
        band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour),
        line.encode(x=x, y=y, color=colour, strokeDash=dash),
    ]
    if dotted:
        dots = base.mark_point(size=34, opacity=1, strokeWidth=1.6, filled=True)
        tip = [alt.Tooltip(f"{name}:N") for name in ("series", "column", "x", "value")]
        marks = dots.encode(x=x, y=y, color=colour, shape=shape, tooltip=tip)
        layers.append(marks.encode(description="heard:N"))
    chart = alt.layer(*layers, data=alt.Data(values=values)).properties(
        width=panel, height=round(panel * (0.5 if across == 1 else 0.72))
    )
    chart = faceted(chart, picture, across, panel, 44, 8).resolve_scale(
        y="shared" if picture.one_unit and picture.gain else "independent"
    )
    return chart, titled(picture, look)


def _heard(record: Mapping[str, Any], x: str) -> str:
    what = f"{record['series']}, {x} {record['x']:g}"
    return heard(record, what, plain(record["value"], 4)) if record.get("value") is not None else ""
