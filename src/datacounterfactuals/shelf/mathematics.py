"""Formulas: TeX in the content, and the MathML that `script/math` made of it.

A page carries MathML and needs no script for it. What was made is kept in `mathml.json`, beside
the content.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache

from datacounterfactuals.shelf.content import SHELF, ContentError, read
from datacounterfactuals.shelf.grammar import formulas

MADE = SHELF / "mathml.json"
Mode = str
"""`inline` or `display`: how a formula stands in the text."""


@cache
def made() -> Mapping[Mode, Mapping[str, str]]:
    """MathML by mode and TeX."""
    return json.loads(MADE.read_text("utf-8"))


def mathml(tex: str, mode: Mode) -> str:
    """A formula as MathML. Raises ContentError if `script/math` has not made it."""
    found = made()[mode].get(tex)
    if found is None:
        raise ContentError(f"the formula {tex!r} has no MathML", "Run script/math")
    return found


def wanted() -> Iterator[tuple[Mode, str]]:
    """Every formula in the content of the shelf, with its mode."""
    for path in sorted(SHELF.rglob("*.md")):
        yield from formulas(read(path).body)
