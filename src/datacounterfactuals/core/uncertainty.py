"""Uncertainty in four parts that are never mixed.

`sampling`: the estimator saw some worlds, not all. `seed`: training is random. `evaluation`: a
slice is a finite sample. `source`: an object is one draw from whoever makes it.
"""

from dataclasses import dataclass, replace
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array, Floats


@final
@dataclass(frozen=True, eq=False)
class Part:
    """One part: a standard error per value with its degrees of freedom; `none` when there is
    nothing to be uncertain about; or `not measured`, which is not zero."""

    state: Literal["measured", "none", "not measured"]
    error: Floats | None = None
    freedom: Floats | float | None = None
    why: str = ""

    @staticmethod
    def none(why: str) -> "Part":
        return Part("none", why=why)

    @staticmethod
    def unknown(why: str) -> "Part":
        return Part("not measured", why=why)

    @staticmethod
    def measured(error: Floats, freedom: Floats | float, why: str = "") -> "Part":
        return Part("measured", error, freedom, why)


@final
@dataclass(frozen=True, eq=False)
class Uncertainty:
    """The four parts of every value of an answer. Errors: Float[labels, columns]."""

    sampling: Part
    seed: Part
    evaluation: Part
    source: Part

    @property
    def parts(self) -> dict[str, Part]:
        return {
            "sampling": self.sampling,
            "seed": self.seed,
            "evaluation": self.evaluation,
            "source": self.source,
        }

    def with_(self, **parts: Part) -> "Uncertainty":
        """The same, with some parts replaced."""
        return replace(self, **parts)

    @property
    def total(self) -> Floats | None:
        """The standard error of all parts together; None unless every part is known."""
        known = list(self.parts.values())
        if any(part.state == "not measured" for part in known):
            return None
        errors = [part.error for part in known if part.error is not None]
        return np.sqrt(np.sum(np.square(errors), axis=0)) if errors else None


def jackknife(whole: Floats, left_out: Array, sizes: Floats) -> Floats:
    """The delete-a-group jackknife standard error, for groups of unequal size.

    `whole`: Float[...] the estimate; `left_out`: Float[..., g] with each group left out; `sizes`:
    Float[g]. Returns Float[...]. Busing, Meijer and van der Leeden (1999), "Delete-m jackknife
    for unequal m"; for equal groups it is the ordinary delete-one jackknife.
    """
    keep = sizes > 0
    values, size = left_out[..., keep], sizes[keep]
    groups = len(size)
    ratio = size.sum() / size
    pseudo = ratio * whole[..., None] - (ratio - 1.0) * values
    center = (pseudo / ratio).sum(axis=-1, keepdims=True)
    return np.sqrt(((pseudo - center) ** 2 / (ratio - 1.0)).sum(axis=-1) / groups)


def between_repeats(values: Floats) -> Floats:
    """The standard error of a mean over the repeats that are there (not NaN); NaN where there are
    fewer than two. Shape: [repeats, ...] to [...]."""
    there = ~np.isnan(values)
    count = there.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, values, 0.0).sum(axis=0) / count
        squares = np.where(there, (values - mean) ** 2, 0.0).sum(axis=0)
        return np.where(count > 1, np.sqrt(squares / (count - 1) / count), np.nan)
