"""Files of content: Markdown with a head of TOML, and what is wrong when one cannot be read."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from datacounterfactuals.core.errors import DataCounterfactualsError

SHELF = Path(__file__).parent
FENCE = "+++"


class ContentError(DataCounterfactualsError):
    """A file of content says something that cannot be shown."""


@final
@dataclass(frozen=True)
class Document:
    """A file of content. `head`: what stands between its two lines of `+++`, as TOML says it."""

    name: str
    head: Mapping[str, Any]
    body: str

    def text(self, key: str) -> str:
        """A line of the head. Raises ContentError if it is missing or is no text."""
        value = self.head.get(key)
        if not isinstance(value, str) or not value:
            raise ContentError(f"{self.name!r} has no text {key!r} in its head", f"Add {key} = ...")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of the head, empty if it is not there. Raises ContentError if it is no list."""
        value = self.head.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ContentError(f"{key!r} of {self.name!r} is no list of texts", "Write [...]")
        return tuple(value)


def read(path: Path) -> Document:
    """A file of content. Raises ContentError if its head is not closed or is no TOML."""
    return parse(path.stem, path.read_text("utf-8"))


def parse(name: str, text: str) -> Document:
    """A document from its text; without a first line `+++` it has no head."""
    if not text.startswith(FENCE + "\n"):
        return Document(name, {}, text)
    head, closed, body = text[len(FENCE) + 1 :].partition(f"\n{FENCE}\n")
    if not closed:
        raise ContentError(f"the head of {name!r} is not closed", f"End it with a line {FENCE}")
    try:
        return Document(name, tomllib.loads(head), body)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"the head of {name!r} is no TOML: {error}", "Mend it") from None


def documents(folder: Path) -> Iterator[Document]:
    """The files of a folder, by name."""
    for path in sorted(folder.glob("*.md")):
        yield read(path)
