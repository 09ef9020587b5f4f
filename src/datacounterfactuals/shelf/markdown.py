"""Markdown to HTML, for everything that is read on the site."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import final

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from datacounterfactuals.shelf.content import ContentError
from datacounterfactuals.shelf.grammar import MODES, every, parser
from datacounterfactuals.shelf.mathematics import mathml


def _refuse_live(what: str) -> str:
    raise ContentError(f"there are no live numbers here: {what!r}", "Give the renderer `live`")


def _refuse_figure(what: str, body: str) -> str:
    raise ContentError(f"there are no figures here: {what!r}", "Give the renderer `figure`")


@final
class Renderer:
    """Turns Markdown into HTML, with what only its user knows:

    `term`: the address of a term of the glossary. `cite`: the HTML of a citation of papers, by
    their ids. `live`: the HTML of what stands in `{{...}}`. `figure`: the HTML of a fenced block,
    from the words after `figure` and the block's text. Each raises ContentError for what it does
    not know; HTML that they return is taken as it is.
    """

    def __init__(
        self,
        *,
        term: Callable[[str], str],
        cite: Callable[[Sequence[str]], str],
        live: Callable[[str], str] = _refuse_live,
        figure: Callable[[str, str], str] = _refuse_figure,
    ) -> None:
        self.term, self.cite, self.live, self.figure = term, cite, live, figure
        self._parser = parser()
        rules: dict[str, Callable[[Token], str]] = dict.fromkeys(MODES, _formula) | {
            "term": self._term,
            "cite": self._cite,
            "live": self._live,
            "fence": self._fence,
        }
        for name, rule in rules.items():
            self._parser.add_render_rule(name, _method(rule))

    def html(self, text: str) -> str:
        """Markdown as HTML."""
        return self._parser.render(text)

    def inline(self, text: str) -> str:
        """One line of Markdown as HTML, without a paragraph around it."""
        return self._parser.renderInline(text)

    def _term(self, token: Token) -> str:
        term, words = token.meta["term"], token.content
        address = escapeHtml(self.term(term))
        return f'<a class="term" href="{address}">{escapeHtml(words)}</a>'

    def _cite(self, token: Token) -> str:
        return self.cite(token.meta["papers"])

    def _live(self, token: Token) -> str:
        return self.live(token.content)

    def _fence(self, token: Token) -> str:
        kind, _, rest = token.info.strip().partition(" ")
        if kind == "figure":
            return self.figure(rest.strip(), token.content) + "\n"
        return f"<pre><code>{escapeHtml(token.content)}</code></pre>\n"


def plain(text: str) -> str:
    """Markdown as text alone, formulas as their letters."""
    words = [_word(token) for token in every(parser().parse(text))]
    return " ".join("".join(words).split())


def _word(token: Token) -> str:
    if token.type in MODES:
        return unescape(re.sub(r"<[^>]*>", "", _formula(token)))
    if token.type in ("softbreak", "paragraph_close"):
        return " "
    return token.content if token.type in ("text", "term", "code_inline", "text_special") else ""


def _formula(token: Token) -> str:
    mode = MODES[token.type]
    made = mathml(token.content.strip(), mode)
    return f'<div class="formula" tabindex="0">{made}</div>\n' if token.block else made


def _method(rule: Callable[[Token], str]) -> Callable[..., str]:
    """A rule of one token as markdown-it calls it: a method of its own renderer."""

    def drawn(
        _: RendererProtocol, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
    ) -> str:
        return rule(tokens[place])

    return drawn
