"""The bridges as they are stated and proved, in the files beside this."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

from datacounterfactuals.shelf.content import ContentError, documents


@final
@dataclass(frozen=True)
class Bridge:
    """An identity: its title, the questions it stands between, and its proof as Markdown."""

    name: str
    title: str
    between: tuple[str, ...]
    body: str


@cache
def bridges() -> Mapping[str, Bridge]:
    """Every bridge by its name, in order. Raises ContentError for a file without an order."""
    found: list[tuple[int, Bridge]] = []
    for one in documents(Path(__file__).parent):
        order = one.head.get("order")
        if not isinstance(order, int):
            raise ContentError(f"the bridge {one.name!r} has no order", "Add order = 1")
        found.append((order, Bridge(one.name, one.text("title"), one.texts("between"), one.body)))
    return {bridge.name: bridge for _, bridge in sorted(found, key=lambda one: one[0])}
