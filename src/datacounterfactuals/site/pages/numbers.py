"""Numbers as the reading pages show them."""

from markupsafe import Markup

from datacounterfactuals.site.shapes.base import Value

MINUS = "\u2212"
NOTHING = "\u2013"
SMALL = 1e-9


def number(value: Value, score: bool = False) -> str:
    """A number in four figures, with its sign unless it is a score."""
    if value is None:
        return NOTHING
    value = 0.0 if abs(value) < SMALL else value
    size = abs(value)
    text = f"{size:,.0f}" if size >= 1000 else f"{size:.{3 if size >= 10 else 4}f}"
    sign = MINUS if value < 0 else "" if score or value == 0 else "+"
    return sign + text


def difference(value: Value) -> str:
    """How far two sides are apart: rounding is told by a power of ten."""
    if value is None:
        return NOTHING
    if value == 0:
        return "0"
    if value >= SMALL:
        return number(value, score=True)
    power = int(f"{value:.0e}".partition("e-")[2]) - 1
    return Markup("&lt; 10<sup>{}{}</sup>").format(MINUS, power)
