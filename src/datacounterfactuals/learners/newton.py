"""Damped Newton on smooth convex functions: the solver of models that have no closed form.

It always starts cold, so what it finds depends on the problem alone.
"""

from dataclasses import dataclass
from typing import Protocol, final

import numpy as np

from datacounterfactuals.core.arrays import Floats

TOLERANCE = 1e-8
"""A step that moves no margin by more than this share is the last: after it, convergence being
quadratic, the error is about the square of that."""
STALLED = 1e-6
"""A step that rounding errors keep from getting smaller is accepted up to this share."""
ROUNDING = 1e-14
"""A rise of the objective by this share is a rounding error."""
MOST_STEPS = 100
MOST_HALVINGS = 40


class Problem(Protocol):
    """A function to be minimised, of a vector, through the margins of weighted rows."""

    @property
    def start(self) -> Floats:
        """Where to begin."""
        ...

    def margins(self, vector: Floats) -> Floats:
        """The linear part: what the rows see of a vector."""
        ...

    def objective(self, vector: Floats, margins: Floats) -> float: ...

    def derivatives(self, vector: Floats, margins: Floats) -> tuple[Floats, Floats]:
        """The gradient and the Hessian, which is positive definite."""
        ...


@final
@dataclass(frozen=True)
class Unsolved:
    """Why no minimum was found."""

    reason: str


def minimise(problem: Problem) -> Floats | Unsolved:
    """Find the minimum by Newton steps, halved until the objective falls enough (Armijo)."""
    vector = problem.start
    margins = problem.margins(vector)
    value = problem.objective(vector, margins)
    for _ in range(MOST_STEPS):
        gradient, hessian = problem.derivatives(vector, margins)
        scale = 1.0 / np.sqrt(np.diagonal(hessian))
        try:
            step = scale * np.linalg.solve(hessian * np.outer(scale, scale), scale * gradient)
        except np.linalg.LinAlgError:
            return Unsolved("the solver met a singular Hessian")
        decrement = float(gradient @ step)
        moved = problem.margins(step)
        if not (np.isfinite(step).all() and np.isfinite(moved).all() and np.isfinite(value)):
            return Unsolved("the solver met numbers that are not finite")
        share = _largest(moved) / (1.0 + _largest(margins))
        if share <= TOLERANCE:
            return vector - step
        size = 1.0
        for _ in range(MOST_HALVINGS):
            there = problem.objective(vector - size * step, margins - size * moved)
            if there <= value - 1e-4 * size * decrement + ROUNDING * abs(value):
                break
            size /= 2
        else:
            if share <= STALLED:
                return vector - step
            return Unsolved("the solver stopped short of a minimum")
        vector = vector - size * step
        margins = problem.margins(vector)
        value = problem.objective(vector, margins)
    return Unsolved(f"the solver did not converge in {MOST_STEPS} Newton steps")


def _largest(values: Floats) -> float:
    return float(np.abs(values).max(initial=0.0))
