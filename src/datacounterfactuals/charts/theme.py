"""How every chart is set: type, rules, air. Nothing here knows what is drawn."""

import json
import math
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from datacounterfactuals.charts.palette import SANS, SERIF, Palette
from datacounterfactuals.charts.picture import Picture

if TYPE_CHECKING:
    import altair as alt

NUMBER = ".4~g"
"""How axes write numbers: up to four digits that count."""
HEADER, LINE = 22, 17
"""Pixels over a panel without its name, and for every line of the name."""
LEAST_PANEL = 120
"""No panel is narrower than this, in pixels."""


def dressed(chart: Any, title: "alt.TitleParams", description: str, look: Palette) -> Any:
    """The finished chart: titled, described in words, and in the type of the look."""
    described = chart.properties(title=title, description=description, background=look.paper)
    return (
        described.configure(font=SANS, padding=18)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=look.soft,
            titleColor=look.soft,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            domainColor=look.line,
            gridColor=look.line,
            tickColor=look.line,
            labelLimit=220,
        )
        .configure_header(
            labelColor=look.ink,
            labelFont=SERIF,
            labelFontSize=15,
            labelFontWeight=600,
            labelPadding=8,
            labelAnchor="start",
            title=None,
        )
        .configure_legend(
            labelColor=look.soft, titleColor=look.soft, titleFontWeight="normal", labelFontSize=12
        )
        .configure_concat(spacing=10)
    )


def titled(picture: Picture, look: Palette, notes: tuple[str, ...] = ()) -> "alt.TitleParams":
    """A title in serif, its unit and intervals under it."""
    return heading(picture.title, (*picture.subtitle, *notes), look)


def heading(title: str, lines: tuple[str, ...], look: Palette) -> "alt.TitleParams":
    import altair as alt

    return alt.TitleParams(
        title,
        subtitle=list(lines),
        anchor="start",
        frame="bounds",
        font=SERIF,
        fontSize=19,
        fontWeight=600,
        color=look.ink,
        subtitleFont=SANS,
        subtitleFontSize=12.5,
        subtitleColor=look.soft,
        subtitleLineHeight=17,
        subtitlePadding=6,
        offset=16,
    )


def panels(count: int, width: int, margin: int, most: int = 4) -> tuple[int, int]:
    """How many panels stand side by side, and how wide each is, within `width` pixels. Rows of
    panels are equally full where they can be."""
    fitting = max(1, min(count, most, (width - margin) // (LEAST_PANEL + 14)))
    across = math.ceil(count / math.ceil(count / fitting))
    return across, max(LEAST_PANEL, (width - margin) // across - 14)


def faceted(chart: Any, picture: Picture, across: int, panel: int, gap: int, axis: int = 0) -> Any:
    """The chart once for every column, under the column's name.

    `gap`: pixels between neighbours. `axis`: pixels under a panel that its own axis takes. Long
    names take several lines.
    """
    import altair as alt

    names = {column: wrap(column, max(panel // 8, 12)) for column in picture.columns}
    lines = max(map(len, names.values()))
    header = alt.Header(labelExpr=f"({json.dumps(names)})[datum.label]", labelLineHeight=LINE)
    return chart.facet(
        alt.Facet("column:N", sort=list(picture.columns), title=None, header=header),
        columns=across,
        spacing=alt.RowColnumber(column=gap, row=axis + HEADER + LINE * lines),
        bounds="flush",
    )
