"""Citations as `script/citations` wrote them, by citeproc and pybtex: nothing is formatted here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, final

from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import HOME

FILE = HOME / "cited.json"


@final
@dataclass(frozen=True)
class Cited:
    """A paper as each style cites it, and its BibTeX entry."""

    styles: Mapping[str, str]
    bibtex: str


@cache
def _written() -> dict[str, Any]:
    return json.loads(FILE.read_text("utf-8"))


def styles() -> dict[str, str]:
    """The citation styles: their names and titles."""
    return dict(_written()["styles"])


def cited(one: Paper) -> Cited:
    """How a paper is cited."""
    found = _written()["papers"][one.id]
    return Cited(found["styles"], found["bibtex"])
