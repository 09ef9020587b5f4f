"""Sections of the formalisms: one for every question there is, from its file or its docstring."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, final, get_args

from datacounterfactuals.core.question import Family, Question
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.shelf.content import SHELF, ContentError, Document, documents

HOME = Path(__file__).parent
AXES = {
    "moves": "What moves",
    "chooses": "Who chooses it",
    "fixed": "Held fixed",
    "combined": "How comparisons are combined",
    "needs": "Cells it needs",
}
"""What the side-by-side table compares questions by."""
WORDS = {
    "moves": "What moves",
    "chooses": "Who chooses it",
    "fixed": "What is held fixed",
    "combined": "How comparisons are combined",
    "loses": "What the simple picture loses",
}
"""What a section says of its question, one sentence or two each."""
CHART = "chart"
UNSAID = "not said"
LAST = 1000


@final
@dataclass(frozen=True)
class Section:
    """A question as the formalisms show it.

    `question` and `about` are its docstring's. `says`: a sentence by `WORDS`; `axes`: a value by
    `AXES`; `live`: a state of the explorer, `figure`: what draws it; `body`: Markdown. A question
    that has no file has its docstring alone.
    """

    name: str
    title: str
    family: str
    kind: str
    question: str
    about: str
    says: Mapping[str, str]
    axes: Mapping[str, str]
    live: str | None = None
    figure: str = CHART
    body: str = ""
    order: int = LAST


@final
@dataclass(frozen=True)
class Group:
    """A family: its title, an introduction as Markdown, and its sections."""

    name: str
    title: str
    body: str
    sections: tuple[Section, ...]


def sections() -> dict[str, Section]:
    """A section for every question of the catalogue, by its name, in the order of the page."""
    written = _written()
    found = [section(kind, written.get(name)) for name, kind in questions().items()]
    return {one.name: one for one in sorted(found, key=lambda one: (one.order, one.name))}


def groups() -> tuple[Group, ...]:
    """The families in their order, each with its sections; one without questions too."""
    every = sections().values()
    told = {document.name: document for document in documents(SHELF / "families")}
    return tuple(
        Group(
            family,
            told[family].text("title"),
            told[family].body,
            tuple(one for one in every if one.family == family),
        )
        for family in get_args(Family)
    )


def section(kind: type[Question], document: Document | None) -> Section:
    """The section of a question. Raises ContentError if its file lacks something."""
    words, _, rest = (kind.__doc__ or kind.title).strip().partition("\n\n")
    plain: dict[str, Any] = {
        "name": kind.name,
        "title": kind.title,
        "family": kind.family,
        "kind": kind.move,
        "question": " ".join(words.split()),
        "about": " ".join(rest.split()),
    }
    if document is None:
        return Section(**plain, says={}, axes=dict.fromkeys(AXES, UNSAID))
    axes = document.head.get("axes", {})
    if set(axes) != set(AXES):
        raise ContentError(
            f"the axes of {document.name!r} are {', '.join(axes)}", f"Give {', '.join(AXES)}"
        )
    return Section(
        **plain,
        says={key: document.text(key) for key in WORDS},
        axes=dict(axes),
        live=document.text("live"),
        figure=document.head.get("figure", CHART),
        body=document.body,
        order=document.head.get("order", LAST),
    )


def choices() -> dict[str, tuple[str, ...]]:
    """What can be chosen on each axis: the values that its sections have, in their order."""
    every = sections().values()
    return {axis: tuple(dict.fromkeys(one.axes[axis] for one in every)) for axis in AXES}


@cache
def _written() -> Mapping[str, Document]:
    return {document.name: document for document in documents(HOME)}
