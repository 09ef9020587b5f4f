"""A plan for people with data as one printable sheet."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from datacounterfactuals.charts.curve import draw_curve
from datacounterfactuals.charts.output import svg
from datacounterfactuals.charts.palette import palette
from datacounterfactuals.charts.picture import Picture
from datacounterfactuals.charts.theme import dressed
from datacounterfactuals.planning.drawing import Range
from datacounterfactuals.planning.result import StrikePlan

HERE = Path(__file__).parent
WIDTH = 620
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
    return f"{one.middle * 100:.0f}% ({_signed(one.low * 100)} to {_signed(one.high * 100)})"


def worse(one: Range) -> str:
    """A loss with its range."""
    if one.high == one.low == 0.0:
        return "nothing"
    digits = 2 if max(abs(one.low), abs(one.high)) < 1 else 0
    low, middle, high = (_signed(each, digits) for each in (one.low, one.middle, one.high))
    return f"{middle} ({low} to {high})"


def _signed(value: float, digits: int = 0) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def drawing(plan: StrikePlan) -> str:
    """The curve as SVG: how much worse guesses get when more leave."""
    records = tuple(
        {
            "series": point.series, "x": point.people, "column": plan.target,
            "value": point.range.middle, "low": point.range.low, "high": point.range.high,
        }
        for point in plan.curve
    )  # fmt: skip
    title = "How much worse the guesses are"
    words = f"{plan.unit}, by how many of {plan.owners:,} leave. Bands hold nine tries in ten."
    picture = Picture(
        "curve", title, (words,), f"{title}: {words}", "how many leave", plan.unit,
        records, (plan.target,), (plan.unit,), (-1,), True,
    )  # fmt: skip
    look = palette(False)
    chart, heading = draw_curve(picture, look, WIDTH)
    return svg(dressed(chart, heading, picture.description, look))


def alone(plan: StrikePlan) -> str:
    """The sheet as one file, with its style and its picture inside."""
    style = (HERE / "plan.css").read_text("utf-8")
    page = templates.get_template("plan_alone.html")
    return page.render(
        plan=plan,
        percent=percent,
        worse=worse,
        style=Markup(style),
        picture=Markup(drawing(plan)),
    )
