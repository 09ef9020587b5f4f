"""The shelf as it stands: areas in their order, and the papers of each by year."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

from datacounterfactuals.core.errors import nearest
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.shelf.papers.paper import Paper, ShelfError, paper_of

HOME = Path(__file__).parent
PLANNED = frozenset((
    "influence", "tracin", "datamodel", "benchmark", "scaling_law", "mixture",
    "active_learning", "coreset", "curriculum", "distillation", "synthetic", "poisoning",
    "privacy", "membership", "unlearning", "fairness", "best_reply", "strike", "campaign",
    "bargaining",
))  # fmt: skip
"""Questions that papers may name before the catalogue has them."""


@final
@dataclass(frozen=True)
class Area:
    """An area: its name in addresses, its title, and what it asks of the grid in one sentence."""

    name: str
    title: str
    about: str


@cache
def areas() -> dict[str, Area]:
    """The areas by name, in the order in which they are read."""
    listed = json.loads((HOME / "areas.json").read_text("utf-8"))
    return {one["name"]: Area(**one) for one in listed}


@cache
def papers() -> dict[str, Paper]:
    """Every paper by its id: area by area, the oldest first."""
    found: dict[str, Paper] = {}
    for area in areas():
        listed = json.loads((HOME / "areas" / f"{area}.json").read_text("utf-8"))
        made = [paper_of(area, item) for item in listed]
        for one in sorted(made, key=lambda one: (one.year, one.short, one.title)):
            if one.id in found:
                raise ShelfError(f"two papers are named {one.id!r}", "Rename one")
            found[one.id] = one
    return found


def paper(name: str) -> Paper:
    """One paper by its id. Raises ShelfError for an unknown one."""
    known = papers()
    if name not in known:
        raise ShelfError(f"no paper is named {name!r}", nearest(name, known))
    return known[name]


@cache
def asked() -> dict[str, str]:
    """The questions of the catalogue: their names and titles."""
    return {name: kind.title for name, kind in questions().items()}


def shown(one: Paper) -> tuple[str, ...]:
    """The questions of a paper that the catalogue has."""
    known = asked()
    return tuple(name for name in one.named if name in known)


def for_question(name: str) -> tuple[Paper, ...]:
    """The papers of a question, the oldest first."""
    found = [one for one in papers().values() if name in one.named]
    return tuple(sorted(found, key=lambda one: (one.year, one.short)))
