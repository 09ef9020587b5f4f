"""The glossary: enough terms, each defined once, and each found from what is read."""

import pytest

from datacounterfactuals.shelf.content import SHELF, ContentError, read
from datacounterfactuals.shelf.glossary.terms import address, groups, names, term, terms
from datacounterfactuals.shelf.grammar import terms as linked
from datacounterfactuals.shelf.markdown import plain

ENOUGH = 40
LONGEST = 70
"""Words: a definition is read in a note beside the text."""


def test_there_are_enough_terms_each_in_one_group() -> None:
    assert len(terms()) >= ENOUGH
    grouped = [one.slug for group in groups().values() for one in group]
    assert sorted(grouped) == sorted(terms())


@pytest.mark.parametrize("slug", terms())
def test_a_definition_is_short_and_does_not_lean_on_itself(slug: str) -> None:
    one = terms()[slug]
    assert 5 < len(plain(one.text).split()) <= LONGEST
    assert one.slug not in {term(name).slug for name in linked(one.text)}


def test_a_term_is_found_by_every_name_and_by_its_plural() -> None:
    assert term("LOO") is term("leave-one-out")
    assert term("Worlds") is term("world") is term("training world")
    assert address("Shapley") == "/glossary#shapley-value"
    assert len(names()) > len(terms())


def test_a_term_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(ContentError, match="'envelope'"):
        term("envelop")


def test_every_term_is_reached_by_links_from_what_is_read() -> None:
    waiting = {
        term(name).slug
        for path in SHELF.rglob("*.md")
        if path.parent.name != "glossary"
        for name in linked(read(path).body)
    }
    found: set[str] = set()
    while waiting:
        slug = waiting.pop()
        found.add(slug)
        waiting |= {term(name).slug for name in linked(terms()[slug].text)} - found
    assert found == set(terms())
