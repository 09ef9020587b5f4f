"""The formalisms: every question has its section, and what it links to is there."""

from dataclasses import dataclass, replace
from typing import ClassVar, final

import pytest

from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.view import View
from datacounterfactuals.questions.catalogue import from_text, kind, questions
from datacounterfactuals.shelf.address import read_address
from datacounterfactuals.shelf.bridges.statements import bridges
from datacounterfactuals.shelf.content import SHELF, ContentError, documents, parse, read
from datacounterfactuals.shelf.formalisms.sections import (
    AXES,
    UNSAID,
    WORDS,
    choices,
    groups,
    section,
    sections,
)
from datacounterfactuals.shelf.glossary.terms import address
from datacounterfactuals.shelf.grammar import citations, formulas, terms
from datacounterfactuals.shelf.papers.reading import paper
from datacounterfactuals.study.shipped import names as shipped

WRITTEN = {document.name: document for document in documents(SHELF / "formalisms")}


@final
@dataclass(frozen=True)
class Added(Question):
    """What does somebody's own question ask?

    Something that nobody has written a file about.
    """

    name: ClassVar[str] = "added"
    title: ClassVar[str] = "A question of one's own"
    family: ClassVar[Family] = "repair"

    much: int = parameter(1, "how much")

    def bound(self, view: View) -> Bound:
        return Bound("exact", len(view.roster))

    def ask(self, view: View) -> Asking:
        raise NotImplementedError
        yield


def test_every_question_of_the_catalogue_has_a_file_and_no_other_has() -> None:
    assert set(WRITTEN) == set(questions())


@pytest.mark.parametrize("name", WRITTEN)
def test_a_section_says_what_moves_and_all_the_rest_and_defines_it(name: str) -> None:
    one = sections()[name]
    assert set(one.says) == set(WORDS)
    assert all(text.endswith((".", "?")) for text in one.says.values())
    assert set(one.axes) == set(AXES)
    assert UNSAID not in one.axes.values()
    assert any(mode == "display" for mode, _ in formulas(one.body))


@pytest.mark.parametrize("name", WRITTEN)
def test_a_section_leads_to_its_own_question_on_a_study_that_ships(name: str) -> None:
    state = read_address(sections()[name].live or "")
    assert state.study in shipped()
    assert state.one("q") == name
    assert isinstance(from_text(name, state.parameters), kind(name))


def test_a_question_without_a_file_has_a_section_of_its_docstring() -> None:
    one = section(Added, None)
    assert one.question == "What does somebody's own question ask?"
    assert one.about == "Something that nobody has written a file about."
    assert set(one.axes.values()) == {UNSAID}


def test_a_file_that_lacks_an_axis_is_named() -> None:
    document = parse("added", '+++\nlive = "/explorer/four?q=added"\n[axes]\nmoves = "x"\n+++\n')
    with pytest.raises(ContentError, match="axes"):
        section(Added, document)
    lacking = replace(WRITTEN["shapley"], head={"axes": dict.fromkeys(AXES, "x")})
    with pytest.raises(ContentError, match="moves"):
        section(Added, lacking)


def test_every_question_stands_in_the_family_that_its_class_says() -> None:
    found = {one.name: group.name for group in groups() for one in group.sections}
    assert found == {name: known.family for name, known in questions().items()}
    assert [group.name for group in groups()] == ["value", "scale", "repair", "leverage"]
    assert all(group.body.strip() for group in groups())


def test_every_axis_tells_questions_apart() -> None:
    for axis, values in choices().items():
        assert len(values) > 2, axis


def test_bridges_stand_between_questions_that_there_are() -> None:
    for bridge in bridges().values():
        assert set(bridge.between) <= set(questions()), bridge.name
        assert "**Proof" in bridge.body
        assert [f"{place}." in bridge.body for place in (1, 2, 3)] == [True] * 3, bridge.name


def test_no_link_of_the_content_is_dead() -> None:
    for path in SHELF.rglob("*.md"):
        body = read(path).body
        for term in terms(body):
            address(term)
        for one in citations(body):
            paper(one)
