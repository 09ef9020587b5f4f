"""Memos: dated, versioned, with a list of what changed; and how to cite one."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, final

from datacounterfactuals.core.errors import nearest
from datacounterfactuals.shelf.content import SHELF, ContentError, Document, documents
from datacounterfactuals.shelf.grammar import citations

HOME = SHELF / "memos"
WRITER = "The authors of datacounterfactuals"
SIGNS = {"positive": 1, "negative": -1}


@final
@dataclass(frozen=True)
class Change:
    """What a version changed."""

    version: str
    date: datetime.date
    what: str


@final
@dataclass(frozen=True)
class Memo:
    """A memo. `name`: its file's, and the last part of its address where it is not the first.

    `short`: its name in few words. `about`: one sentence. `holds`: numbers that its sentences say
    are above or below zero: what is read, and 1 or -1. `changes`: the newest first.
    """

    name: str
    title: str
    short: str
    about: str
    version: str
    date: datetime.date
    changes: tuple[Change, ...]
    holds: tuple[tuple[str, int], ...]
    body: str

    @property
    def first(self) -> datetime.date:
        """When it was first put out."""
        return min(change.date for change in self.changes)

    @property
    def papers(self) -> tuple[str, ...]:
        """The papers it cites, by id, in the order in which they come."""
        return tuple(dict.fromkeys(citations(self.body)))

    def csl(self, address: str) -> dict[str, Any]:
        """Its CSL item."""
        parts = [self.date.year, self.date.month, self.date.day]
        return {
            "id": f"memo-{self.name}",
            "type": "post",
            "title": self.title,
            "author": [{"literal": WRITER}],
            "issued": {"date-parts": [parts]},
            "version": self.version,
            "abstract": self.about,
            "URL": address,
        }

    def bibtex(self, address: str) -> str:
        """Its BibTeX entry."""
        fields = {
            "title": f"{{{self.title}}}",
            "author": f"{{{WRITER}}}",
            "year": str(self.date.year),
            "month": str(self.date.month),
            "note": f"Memo, version {self.version}",
            "url": address,
        }
        lines = [f"  {key} = {{{value}}}" for key, value in fields.items()]
        return "\n".join([f"@misc{{memo-{self.name},", ",\n".join(lines), "}", ""])

    def csl_json(self, address: str) -> str:
        return json.dumps([self.csl(address)], ensure_ascii=False, indent=1) + "\n"


@cache
def memos() -> Mapping[str, Memo]:
    """Every memo by its name, the newest first."""
    found = [memo_of(document) for document in documents(HOME)]
    return {one.name: one for one in sorted(found, key=lambda one: one.date, reverse=True)}


def memo(name: str) -> Memo:
    """One of them. Raises ContentError."""
    known = memos()
    if name not in known:
        raise ContentError(f"no memo is named {name!r}", nearest(name, known))
    return known[name]


def memo_of(document: Document) -> Memo:
    """A memo from its file. Raises ContentError for a head that lacks something."""
    head = document.head
    try:
        changes = tuple(Change(**one) for one in head["changes"])
        holds = tuple((one["reads"], SIGNS[one["is"]]) for one in head.get("holds", ()))
        dated = head["date"]
    except (KeyError, TypeError) as error:
        raise ContentError(f"the head of {document.name!r} lacks {error}", "Add it") from None
    made = Memo(
        name=document.name,
        title=document.text("title"),
        short=document.text("name"),
        about=document.text("about"),
        version=document.text("version"),
        date=dated,
        changes=tuple(sorted(changes, key=lambda one: one.date, reverse=True)),
        holds=holds,
        body=document.body,
    )
    if made.changes[:1] and made.changes[0].version != made.version:
        raise ContentError(
            f"the newest change of {document.name!r} is not of version {made.version}",
            "List what this version changed",
        )
    return made
