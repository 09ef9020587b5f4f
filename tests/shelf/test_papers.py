"""The shelf of papers: complete, without doubles, and tied to the questions both ways."""

import re
from itertools import pairwise
from typing import Any

import pytest

from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.shelf.papers.paper import Paper, ShelfError, paper_of
from datacounterfactuals.shelf.papers.reading import (
    HOME,
    PLANNED,
    areas,
    for_question,
    paper,
    papers,
    shown,
)
from datacounterfactuals.shelf.papers.searching import fold, matching, text_of

ITEM: dict[str, Any] = {
    "id": "one2000",
    "type": "book",
    "title": "One",
    "author": [{"family": "Writer", "given": "A."}],
    "issued": {"date-parts": [[2000]]},
    "publisher": "Press",
    "URL": "https://example.org/one",
    "custom": {"questions": [], "adds": "Something."},
}


def doubles(named: list[str]) -> list[str]:
    return [one for one, other in pairwise(sorted(named)) if one == other]


def every(known: dict[str, Paper], key: str) -> list[str]:
    return [str(one.csl[key]).lower().rstrip("/") for one in known.values() if key in one.csl]


def test_there_are_papers_enough_in_every_area() -> None:
    assert len(papers()) >= 120
    assert len(areas()) >= 16
    counts = {name: sum(one.area == name for one in papers().values()) for name in areas()}
    assert min(counts.values()) >= 4, counts
    assert {path.stem for path in (HOME / "areas").glob("*.json")} == set(areas())


def test_every_paper_has_its_facts_and_a_sentence() -> None:
    for one in papers().values():
        assert re.fullmatch(r"[a-z0-9]+", one.id), one.id
        assert one.id not in {"all", "cited"}
        assert str(one.year) in one.id, one.id
        assert 1900 < one.year < 2027, one.id
        assert one.title
        assert one.title == one.title.strip()
        assert one.venue, one.id
        assert one.link.startswith("https://"), one.id
        assert one.authors, one.id
        assert all(name.family for name in one.authors), one.id
        assert re.fullmatch(r"[A-Z].{30,260}\.", one.adds), one.id
        assert one.named, one.id


def test_every_item_is_valid_csl() -> None:
    for one in papers().values():
        assert list(one.csl["issued"]) == ["date-parts"]
        (date,) = one.csl["issued"]["date-parts"]
        assert all(isinstance(part, int) for part in date), one.id
        assert len(date) in {1, 2, 3}, one.id
        for name in one.csl["author"]:
            assert set(name) <= {"family", "given", "suffix", "literal"}, one.id
        texts = {key: value for key, value in one.csl.items() if key not in {"author", "issued"}}
        assert all(isinstance(value, str) and value for value in texts.values()), one.id
        held = one.csl["type"] in {"article-journal", "paper-conference", "chapter"}
        assert held == ("container-title" in one.csl), one.id


def test_no_paper_stands_twice() -> None:
    known = papers()
    assert doubles([re.sub(r"\W", "", fold(one.title)) for one in known.values()]) == []
    assert doubles(every(known, "DOI")) == []
    assert doubles(every(known, "URL")) == []
    assert doubles([one.adds for one in known.values()]) == []


def test_every_question_has_papers_and_every_paper_names_questions_that_are_known() -> None:
    known = set(questions()) | PLANNED
    for one in papers().values():
        assert set(one.named) <= known, one.id
        assert len(set(one.named)) == len(one.named), one.id
        for name in shown(one):
            assert one in for_question(name)
    for name in known - {"scaling_law"} | {"scaling"}:
        assert len(for_question(name)) >= 3, name
        assert all(name in one.named for one in for_question(name))


def test_a_search_finds_papers_by_any_of_their_words() -> None:
    known = list(papers().values())
    assert matching() == known
    for one in known[::7]:
        assert one in matching(one.title)
        assert one in matching(f"{one.authors[-1].family} {one.year}")
        assert one in matching(area=one.area, first=one.year, last=one.year)
    assert matching("no such word at all") == []
    assert matching("GÜREL   nearest") == matching("gurel nearest") != []
    asked = matching(question="shapley")
    assert set(asked) == set(for_question("shapley"))
    assert {one.year for one in matching(first=1990, last=1995)} <= set(range(1990, 1996))
    assert all("bayesian" in text_of(one) for one in matching("bayesian"))


def test_a_paper_that_is_not_there_is_told_with_its_nearest() -> None:
    name = next(iter(papers()))
    with pytest.raises(ShelfError, match=name):
        paper(name[:-1])
    assert paper(name).id == name


@pytest.mark.parametrize("key", ["title", "author", "issued", "publisher", "URL", "custom"])
def test_an_item_without_a_fact_is_refused(key: str) -> None:
    assert paper_of("area", ITEM).venue == "Press"
    with pytest.raises(ShelfError, match="one2000"):
        paper_of("area", {name: value for name, value in ITEM.items() if name != key})


@pytest.mark.parametrize("change", [{"type": "film"}, {"abstract": "Long."}])
def test_an_item_that_is_not_what_the_shelf_knows_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ShelfError, match="one2000"):
        paper_of("area", {**ITEM, **change})
