"""The grammar of the content: Markdown, and what it may hold beside.

Plain Markdown with tables, footnotes, definition lists, `{#id .class}` attributes and:

- `$...$` and `$$...$$`: formulas, which become MathML;
- `[[term]]` or `[[term|words]]`: a link into the glossary;
- `[@paper]` or `[@one; @other]`: a citation;
- `{{...}}`: a live number, which the program computes;
- a fenced block whose first word is `figure`: a live figure.

Raw HTML is shown as text.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

ATTRIBUTES = ("id", "class")
MODES = {
    "math_inline": "inline",
    "math_inline_double": "display",
    "math_block": "display",
}
"""How a formula stands in the text, by its kind of token."""


def parser() -> MarkdownIt:
    """The grammar alone."""
    made = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    made.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    made.use(footnote_plugin).use(deflist_plugin)
    made.use(attrs_plugin, allowed=ATTRIBUTES).use(attrs_block_plugin, allowed=ATTRIBUTES)
    made.use(anchors_plugin, min_level=2, max_level=4)
    for name, rule in (("term", _read_term), ("cite", _read_cite), ("live", _read_live)):
        made.inline.ruler.before("link", name, rule)
    made.core.ruler.push("alignment", _align)
    return made


def formulas(text: str) -> Iterator[tuple[str, str]]:
    """Every formula of a text: its mode and its TeX."""
    for token in every(parser().parse(text)):
        if token.type in MODES:
            yield MODES[token.type], token.content.strip()


def terms(text: str) -> Iterator[str]:
    """Every term that a text links to, as it is written there."""
    for token in every(parser().parse(text)):
        if token.type == "term":
            yield token.meta["term"]


def citations(text: str) -> Iterator[str]:
    """Every paper that a text cites, by its id."""
    for token in every(parser().parse(text)):
        if token.type == "cite":
            yield from token.meta["papers"]


def every(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tokens and those inside them."""
    for token in tokens:
        yield token
        yield from every(token.children or ())


def _between(state: StateInline, first: str, last: str) -> str | None:
    """What stands between two marks from here on, or None; on one line."""
    if not state.src.startswith(first, state.pos):
        return None
    start = state.pos + len(first)
    end = state.src.find(last, start, state.posMax)
    text = state.src[start:end] if end > start else ""
    return text if text.strip() and "\n\n" not in text else None


def _push(state: StateInline, silent: bool, kind: str, content: str, meta: dict[str, Any]) -> None:
    if not silent:
        token = state.push(kind, "", 0)
        token.content, token.meta = content, meta


def _read_term(state: StateInline, silent: bool) -> bool:
    text = _between(state, "[[", "]]")
    if text is None:
        return False
    term, _, words = text.partition("|")
    term = " ".join(term.split())
    _push(state, silent, "term", " ".join(words.split()) or term, {"term": term})
    state.pos += len(text) + 4
    return True


def _read_cite(state: StateInline, silent: bool) -> bool:
    text = _between(state, "[@", "]")
    if text is None:
        return False
    papers = tuple(one.strip().removeprefix("@") for one in text.split(";"))
    _push(state, silent, "cite", text, {"papers": papers})
    state.pos += len(text) + 3
    return True


def _read_live(state: StateInline, silent: bool) -> bool:
    text = _between(state, "{{", "}}")
    if text is None:
        return False
    _push(state, silent, "live", text.strip(), {})
    state.pos += len(text) + 4
    return True


def _align(state: StateCore) -> None:
    """How a column of a table stands, as a class: the site's policy allows no styles."""
    for token in state.tokens:
        style = token.attrs.pop("style", None)
        if style is not None:
            token.attrJoin("class", str(style).replace("text-align:", "to-"))
