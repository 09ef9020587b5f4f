"""How a speed grows with one size of the job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from benchmarks.harness.claim import Setting, Side


@final
@dataclass(frozen=True)
class Curve:
    """One line of a growth chart: the same job at several sizes along one axis.

    `axis` is what grows ("rows", "objects", "points", "slices", "threads"), `series` the line's
    name in that panel, `unit` as a claim's. `build` makes our side at one size.
    """

    name: str
    axis: str
    series: str
    unit: str
    sizes: tuple[int, ...]
    build: Callable[[Setting, int], Side]
    quick: tuple[int, ...] = ()
