"""A picture of fixed size for a link: the envelope of one column, under a title."""

import math
from typing import Any

from datacounterfactuals.charts.palette import SANS, SERIF, palette
from datacounterfactuals.charts.picture import sentence
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import QuestionError

WIDTH, HEIGHT = 1200, 630
PADDING = 56
SERIES = {"best": -26, "mean": 24, "worst": 34}
"""How far under its point the name of a curve stands, in pixels."""


def draw_social(answer: Answer, column: str, title: str, noun: str) -> Any:
    """The best, mean and worst row by size on a column, better being higher, as an Altair chart of
    WIDTH x HEIGHT pixels. `noun`: what the objects are.

    Raises QuestionError for another answer, or for one without values on that column.
    """
    import altair as alt

    places = [place for place, one in enumerate(answer.columns) if one.name == column]
    if answer.question != "envelope" or not places:
        raise QuestionError(
            f"{answer.question!r} on {column!r} is no envelope", "Ask the envelope of that column"
        )
    about = answer.columns[places[0]]
    values = [
        {"size": int(size), "series": series, "value": float(number)}
        for (size, series), number in zip(answer.labels, answer.shown[:, places[0]], strict=True)
        if math.isfinite(number)
    ]
    if not values:
        raise QuestionError("the envelope has no value to draw", "Fill its rows first")
    look = palette(dark=False)
    hues = alt.Scale(domain=list(SERIES), range=[look.help, look.ink, look.harm])
    x = alt.X(
        "size:Q",
        title="objects in the training set",
        scale=alt.Scale(nice=False, padding=22),
        axis=alt.Axis(grid=False, tickMinStep=1, format=",d", tickCount=len(values) // 3),
    )
    y = alt.Y(
        "value:Q",
        title=f"{about.unit or about.metric} on {column}, better is higher",
        scale=alt.Scale(zero=False, nice=True, reverse=about.better < 0),
        axis=alt.Axis(tickCount=5, ticks=False, domain=False),
    )
    colour = alt.Color("series:N", scale=hues, legend=None)
    base = alt.Chart(alt.Data(values=values)).encode(x=x, y=y, color=colour)
    widest = _widest(values)
    named = [one for one in values if one["size"] == widest]
    layers = [
        base.mark_line(strokeWidth=5, strokeCap="round"),
        base.mark_point(size=190, opacity=1, filled=True),
        *(
            alt.Chart(alt.Data(values=[one]))
            .mark_text(
                dy=SERIES[str(one["series"])],
                dx=20 if one["series"] == "mean" else 0,
                align="left" if one["series"] == "mean" else "center",
                fontSize=26,
                fontWeight=600,
            )
            .encode(x=x, y=y, color=colour, text=alt.datum(f"{one['series']} row"))
            for one in named
        ),
    ]
    heading = alt.TitleParams(
        title,
        subtitle=sentence(f"every {noun} in or out of the training set, every choice trained"),
        anchor="start",
        frame="bounds",
        font=SERIF,
        fontSize=42,
        fontWeight=600,
        color=look.ink,
        subtitleFont=SANS,
        subtitleFontSize=22,
        subtitleColor=look.soft,
        subtitlePadding=12,
        offset=30,
    )
    return (
        alt.layer(*layers)
        .properties(
            width=WIDTH,
            height=HEIGHT,
            padding=PADDING,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
            background=look.paper,
            title=heading,
        )
        .configure(font=SANS)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=look.soft,
            titleColor=look.soft,
            labelFontSize=20,
            titleFontSize=20,
            titleFontWeight="normal",
            titlePadding=14,
            labelPadding=8,
            domainColor=look.line,
            gridColor=look.line,
            tickColor=look.line,
        )
    )


def _widest(values: list[dict[str, Any]]) -> int:
    """The size at which the rows differ most."""
    spread: dict[int, list[float]] = {}
    for one in values:
        spread.setdefault(one["size"], []).append(one["value"])
    return max(spread, key=lambda size: max(spread[size]) - min(spread[size]))
