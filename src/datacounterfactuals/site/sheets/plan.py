"""A plan for people with data as one printable sheet."""

import shlex
from dataclasses import replace
from math import ceil, floor, inf, log10
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from datacounterfactuals.charts.curve import draw_curve
from datacounterfactuals.charts.output import svg
from datacounterfactuals.charts.palette import palette
from datacounterfactuals.charts.picture import Picture
from datacounterfactuals.charts.theme import dressed
from datacounterfactuals.planning.drawing import Range
from datacounterfactuals.planning.result import Point, StrikePlan

HERE = Path(__file__).parent
STYLE = HERE.parent / "static" / "css" / "sheet.css"
WIDTH = 350
"""Pixels of the picture: on paper it is as large, so that its words can be read."""
LEAST_SHARE = 0.1
"""Where fewer than this share of the people are left to speak of, what they lose is anybody's
guess, and the picture leaves it out."""
REACH = 2.0
"""The bands of the picture go as far as so many times its farthest middle: one more would press
all the rest flat. It is then said that they go on."""
FLAT = "Where a band is cut off flat, the range goes on."
templates = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def percent(one: Range) -> str:
    """A share with its range."""
    if one.high == one.low == 0.0:
        return "nothing"
    low, middle, high = (_signed(each * 100) for each in (one.low, one.middle, one.high))
    return f"{middle}% in every try" if low == high else f"{middle}% ({low} to {high}%)"


def worse(one: Range) -> str:
    """A loss with its range."""
    if one.high == one.low == 0.0:
        return "nothing"
    size = max(abs(one.low), abs(one.high))
    digits = 0 if size >= 20 else 1 if size >= 2 else max(2, 1 - floor(log10(size)))
    low, middle, high = (_signed(each, digits) for each in (one.low, one.middle, one.high))
    return f"{middle} ({low} to {high})"


def people(value: float) -> str:
    """How many it takes: all that are begun count, as in the answers."""
    return f"{ceil(value):,}"


def _signed(value: float, digits: int = 0) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def command(plan: StrikePlan) -> str:
    """What makes the same plan in a terminal."""
    parts = ["datacf", "plan-strike", plan.source, "--owner", plan.owner, "--target", plan.target]
    parts += ["--lose", f"{plan.lose:g}"]
    parts += [] if plan.price is None else ["--price", f"{plan.price:g}"]
    return shlex.join([*parts, "--html", "plan.html"])


def drawing(plan: StrikePlan, dark: bool = False) -> str:
    """The curve as SVG: how much worse guesses get when more take part."""
    points = [point for point in plan.curve if _told(plan, point)]
    reach = REACH * max((abs(point.range.middle) for point in points), default=0.0) or inf
    records = tuple(
        {
            "series": point.series, "x": point.people, "column": plan.unit,
            "value": point.range.middle, "low": max(point.range.low, -reach),
            "high": min(point.range.high, reach),
        }
        for point in points
    )  # fmt: skip
    cut = any(point.range.low < -reach or point.range.high > reach for point in points)
    title = "What each loses when more take part"
    look = replace(palette(dark), paper="transparent")
    picture = Picture(
        "curve", title, (FLAT,) * cut,
        f"{title}: {plan.unit}, by how many of {plan.owners:,} take part.",
        "how many take part", plan.unit, records, (plan.unit,), (plan.unit,), (-1,), True,
    )  # fmt: skip
    chart, heading = draw_curve(picture, look, WIDTH)
    heading.fontSize, heading.subtitleFontSize, heading.offset = 14, 12, 4
    return svg(dressed(chart, heading, picture.description, look).properties(padding=2))


def _told(plan: StrikePlan, point: Point) -> bool:
    people = {
        "those who stay": plan.owners - point.people,
        "those who take part": point.people,
    }.get(point.series, plan.owners)
    return people >= LEAST_SHARE * plan.owners


def part(plan: StrikePlan, picture: Markup) -> Markup:
    """The sheet itself, to stand on a page."""
    page = templates.get_template("plan_sheet.html")
    return Markup(
        page.render(plan=plan, percent=percent, worse=worse, people=people, picture=picture)
    )


def alone(plan: StrikePlan) -> str:
    """The sheet as one file, with its style and its picture inside."""
    return templates.get_template("plan_alone.html").render(
        style=Markup(STYLE.read_text("utf-8")),
        sheet=part(plan, Markup(drawing(plan))),
    )
