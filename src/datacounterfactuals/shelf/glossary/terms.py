"""The glossary: terms with their other names and a definition, read from the files beside this."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

from datacounterfactuals.core.errors import nearest
from datacounterfactuals.shelf.content import ContentError, documents

PAGE = "/glossary"
ALSO = "also: "


@final
@dataclass(frozen=True)
class Term:
    """A term: its name, its other names, what it means as Markdown, and the group it stands in."""

    name: str
    slug: str
    also: tuple[str, ...]
    text: str
    group: str

    @property
    def address(self) -> str:
        return f"{PAGE}#{self.slug}"


@cache
def terms() -> Mapping[str, Term]:
    """Every term by its slug, in the order of the alphabet."""
    found: dict[str, Term] = {}
    for document in documents(Path(__file__).parent):
        group = document.text("title")
        for section in re.split(r"^## ", document.body, flags=re.M)[1:]:
            term = _term(section, group)
            if term.slug in found:
                raise ContentError(f"the term {term.name!r} is defined twice", "Keep one")
            found[term.slug] = term
    return dict(sorted(found.items(), key=lambda one: one[1].name.lower()))


def groups() -> dict[str, list[Term]]:
    """The terms by the group they stand in, in the order of the files."""
    titles = [document.text("title") for document in documents(Path(__file__).parent)]
    return {title: [term for term in terms().values() if term.group == title] for title in titles}


@cache
def names() -> Mapping[str, Term]:
    """Every term by each of its names in small letters. Raises ContentError for a name of two."""
    found: dict[str, Term] = {}
    for term in terms().values():
        for name in (term.name, *term.also):
            if found.setdefault(name.lower(), term) is not term:
                raise ContentError(f"two terms are called {name!r}", "Take it from one of them")
    return found


def term(name: str) -> Term:
    """A term by any of its names, or with an s at its end. Raises ContentError."""
    known, wanted = names(), name.lower()
    found = known.get(wanted) or known.get(wanted.removesuffix("s"))
    if found is None:
        raise ContentError(f"the glossary has no term {name!r}", nearest(name, known))
    return found


def address(name: str) -> str:
    """Where a term is defined. Raises ContentError."""
    return term(name).address


def slug_of(name: str) -> str:
    """A name as it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _term(section: str, group: str) -> Term:
    title, _, rest = section.partition("\n")
    text, also = rest.strip(), ()
    if text.startswith(ALSO):
        line, _, text = text.partition("\n")
        also = tuple(one.strip() for one in line.removeprefix(ALSO).split(","))
    return Term(title.strip(), slug_of(title), also, text.strip(), group)
