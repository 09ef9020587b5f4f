"""Finding papers: by words, area, question and year."""

import re
import unicodedata
from functools import cache

from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import areas, asked, papers, shown


def fold(text: str) -> str:
    """Text without case, accents and runs of blanks."""
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return re.sub(r"\s+", " ", plain.lower()).strip()


@cache
def text_of(one: Paper) -> str:
    """All that a search looks at: what the list shows of a paper, and its area."""
    names = " ".join(map(str, one.authors))
    titles = " ".join(asked()[name] for name in shown(one))
    parts = [one.short, str(one.year), one.title, names, one.venue, one.adds, titles]
    return fold(" ".join([*parts, areas()[one.area].title]))


def matching(
    words: str = "",
    area: str | None = None,
    question: str | None = None,
    first: int | None = None,
    last: int | None = None,
) -> list[Paper]:
    """The papers in which every word stands, of an area, of a question, of the years from `first`
    to `last`; in the order of the shelf."""
    wanted = fold(words).split()

    def fits(one: Paper) -> bool:
        return (
            (not area or one.area == area)
            and (not question or question in shown(one))
            and (first is None or one.year >= first)
            and (last is None or one.year <= last)
            and (not wanted or all(word in text_of(one) for word in wanted))
        )

    return [one for one in papers().values() if fits(one)]
