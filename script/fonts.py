"""Makes a font no larger than the site needs: the letters and weights that its pages use.

Kerning, old ligatures and tabular figures stay; hints, other scripts and other features go. A
narrowed font is a modified one, so a name that its makers reserve (the SIL Open Font License,
section 3) is replaced in it.
"""

import io
import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + (
    "ıŒœ\u2009\u2010\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2032\u2033€←↑→↓\u2212\u2044"
)
FEATURES = ["kern", "liga", "tnum"]
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]
FAMILY = (1, 3, 4, 6)
"""The names by which a font is called."""


@final
@dataclass(frozen=True)
class Narrowing:
    """`weights`: from the lightest to the boldest that the pages use. `called`: the family's
    name, where its own is reserved."""

    weights: tuple[int, int]
    called: str | None = None

    def made(self, content: bytes) -> bytes:
        """The font with less in it, the same bytes every time."""
        font = _saved(self._subset(TTFont(io.BytesIO(content), recalcTimestamp=False)), None)
        narrowed = instancer.instantiateVariableFont(
            TTFont(io.BytesIO(font), recalcTimestamp=False), {"wght": self._limits()}
        )
        self._name(narrowed)
        return _saved(narrowed, "woff2")

    def words(self) -> str:
        """How it was made, for the record."""
        tools = ", ".join(f"{tool} {version(tool)}" for tool in ("fonttools", "brotli"))
        kept = f"weights {self.weights[0]} to {self.weights[1]}, {', '.join(FEATURES)}"
        called = f", called {self.called}" if self.called else ""
        return f"narrowed by script/fonts.py ({tools}): {len(LETTERS)} letters, {kept}{called}"

    def _limits(self) -> Any:
        least, most = self.weights
        return least if least == most else (least, most)

    def _subset(self, font: TTFont) -> TTFont:
        options = Options()
        options.layout_features = FEATURES
        options.hinting = False
        options.name_IDs = NAMES
        options.notdef_outline = True
        options.drop_tables += ["MVAR"]
        subsetter = Subsetter(options)
        subsetter.populate(text=LETTERS)
        subsetter.subset(font)
        return font

    def _name(self, font: Any) -> None:
        names: Any = font["name"]
        reserved = re.search(r"Reserved Font Name .(\w+)", str(names.getDebugName(0)))
        if reserved and self.called is None:
            raise SystemExit(f"{reserved[1]!r} is a reserved name: give the narrowed font another")
        if self.called is None:
            return
        family = str(names.getDebugName(1))
        for record in names.names:
            if record.nameID in FAMILY:
                said = record.toUnicode().replace(family, self.called)
                said = said.replace(family.replace(" ", ""), self.called.replace(" ", ""))
                record.string = said
        left = [n.toUnicode() for n in names.names if n.nameID in FAMILY]
        if reserved and any(reserved[1] in said for said in left):
            raise SystemExit(f"a reserved name is left in {left}")


def _saved(font: Any, flavour: str | None) -> bytes:
    font.flavor = flavour
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()
