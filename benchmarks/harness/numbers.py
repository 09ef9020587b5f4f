"""Numbers as the page writes them: three digits that count, thousands apart."""

from collections.abc import Mapping
from math import floor, log10

from benchmarks.harness.claim import shown


def count(value: float | int | str) -> str:
    """A number of three digits; words as they are."""
    if isinstance(value, str):
        return value
    if value == 0:
        return "0"
    digits = max(0, 2 - floor(log10(abs(value))))
    rounded = round(value, 2 - floor(log10(abs(value))))
    return f"{rounded:,.{digits}f}" if value >= 1000 or value != int(value) else f"{int(value):,}"


def speed(rate: float, unit: str) -> str:
    """A rate, units per second, in a claim's unit."""
    return f"{count(shown(rate, unit))} {unit}"


def ratio(value: float) -> str:
    return f"{count(value)} ×"


def span(spread: Mapping[str, float]) -> str:
    """From the least to the most."""
    return f"{count(spread['low'])}–{count(spread['high'])}"
