"""Exact or sampled: whether the whole lattice is asked for."""

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import LARGEST_LATTICE
from datacounterfactuals.core.view import View

LIMIT = 14
"""By default the lattices of up to so many objects are filled (16,384 worlds)."""


def affordable(view: View, method: str, limit: int) -> bool:
    """Whether every world is asked for. `method`: exact, auto (up to `limit` objects) or sampled.

    An order of at most two objects and its reverse are all the orders there are, so nothing is
    sampled there. Raises QuestionError for a limit that no lattice can have.
    """
    if not 0 <= limit <= LARGEST_LATTICE:
        raise QuestionError(f"the limit is {limit}", f"Give a number from 0 to {LARGEST_LATTICE}")
    count = len(view.roster)
    return count <= 2 or method == "exact" or (method == "auto" and count <= limit)


def whole_lattice(view: View, limit: int) -> tuple[int, ...]:
    """The members whose whole lattice a question needs, in the order of their contents.

    Raises QuestionError when they are more than `limit`.
    """
    if not affordable(view, "auto", limit):
        count = len(view.roster)
        raise QuestionError(
            f"all worlds of {count} objects are needed, which are 2^{count}",
            f"Take a roster of at most {limit} objects, or raise limit",
        )
    return by_content(view)


def by_content(view: View) -> tuple[int, ...]:
    """The roster's positions in the order of contents, so that no draw depends on places."""
    return tuple(sorted(view.roster.members, key=lambda member: view.universe[member].content))
