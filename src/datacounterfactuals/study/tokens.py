"""Words: how a text becomes tokens."""

import re

TOKEN = re.compile(r"\w+(?:'\w+)*|[^\w\s]")
"""A token is a run of letters, digits and underscores, with what apostrophes join to it, or one
mark of punctuation."""

UNKNOWN = 0
"""The number of the token that stands for every word outside the vocabulary."""


def tokens(text: str) -> list[str]:
    """The tokens of a text, in lower case."""
    return TOKEN.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
