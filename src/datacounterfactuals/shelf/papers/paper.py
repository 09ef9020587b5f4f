"""A paper of the shelf: the facts of its CSL item, and what it adds in our words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, final

from datacounterfactuals.core.errors import DataCounterfactualsError

FIELDS = frozenset(
    {"id", "type", "title", "author", "issued", "container-title", "publisher", "volume", "issue",
     "page", "number", "genre", "DOI", "URL", "custom"}
)  # fmt: skip
TYPES = frozenset(
    {"article", "article-journal", "book", "chapter", "paper-conference", "report", "thesis"}
)


class ShelfError(DataCounterfactualsError):
    """A file of the shelf cannot be read, or a paper is asked for that is not on it."""


@final
@dataclass(frozen=True)
class Name:
    """Who wrote a paper; an institution has a family name only."""

    family: str
    given: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.given} {self.family} {self.suffix}".strip()


@final
@dataclass(frozen=True)
class Paper:
    """A paper, in the area on whose shelf it stands.

    `named`: the questions it belongs to, those that the catalogue does not have yet among them.
    `csl`: its CSL item, without what is ours.
    """

    id: str
    area: str
    title: str
    authors: tuple[Name, ...]
    year: int
    venue: str
    link: str
    adds: str
    named: tuple[str, ...]
    csl: Mapping[str, Any] = field(hash=False)

    @property
    def short(self) -> str:
        """Its authors as a margin has room for them."""
        families = [name.family for name in self.authors]
        return " and ".join(families) if len(families) < 3 else f"{families[0]} et al."


def paper_of(area: str, item: Mapping[str, Any]) -> Paper:
    """A paper from its CSL item. Raises ShelfError for an item that lacks a fact, or has one that
    is none of CSL's."""
    try:
        made = Paper(
            id=item["id"],
            area=area,
            title=item["title"],
            authors=tuple(map(_name, item["author"])),
            year=item["issued"]["date-parts"][0][0],
            venue=item.get("container-title") or item["publisher"],
            link=item["URL"] if "URL" in item else f"https://doi.org/{item['DOI']}",
            adds=item["custom"]["adds"],
            named=tuple(item["custom"]["questions"]),
            csl={key: value for key, value in item.items() if key != "custom"},
        )
    except (KeyError, IndexError, TypeError) as error:
        raise ShelfError(
            f"the paper {item.get('id', '?')!r} of {area!r} lacks {error}", "Complete its item"
        ) from error
    unknown = set(item) - FIELDS
    if unknown or item["type"] not in TYPES:
        raise ShelfError(
            f"the paper {made.id!r} has {sorted(unknown) or item['type']!r}",
            "Use the fields and types of CSL that the shelf knows",
        )
    return made


def _name(name: Mapping[str, str]) -> Name:
    if "literal" in name:
        return Name(name["literal"])
    return Name(name["family"], name["given"], name.get("suffix", ""))
