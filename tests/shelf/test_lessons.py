"""The lessons that ship, and what marks them."""

import json
from functools import cache
from pathlib import Path

import pytest

from datacounterfactuals.asking.loop import open_grid
from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.shelf.address import AddressError, read_address
from datacounterfactuals.shelf.lessons.lesson import (
    Activity,
    Lesson,
    LessonError,
    lesson,
    lessons,
    of_question,
    read_lesson,
)
from datacounterfactuals.shelf.lessons.marking import Answers, accepts, in_words, mark, read_answers
from datacounterfactuals.shelf.lessons.truth import Open, Truth, truth_of
from datacounterfactuals.shelf.papers.reading import papers


@pytest.fixture(scope="module")
def grid_of(tmp_path_factory: pytest.TempPathFactory) -> Open:
    bank = Bank(tmp_path_factory.mktemp("bank"))

    @cache
    def opened(study: str) -> Grid:
        return open_grid(study, bank)

    return opened


def test_there_are_twelve_in_order_each_with_two_papers_of_the_shelf() -> None:
    assert [one.place for one in lessons()] == list(range(1, 13))
    known = set(papers())
    for one in lessons():
        assert set(one.papers) <= known, one.slug
        assert one.papers[0] != one.papers[1]
        assert set(one.questions) <= set(questions()), one.slug
        assert any(activity.kind == "discuss" for activity in one.activities)


def test_a_lesson_tells_which_questions_it_asks() -> None:
    assert lesson("a-fair-share") in of_question("shapley")
    assert {name for one in lessons() for name in one.questions} >= {"envelope", "eval_value"}


@pytest.mark.parametrize("one", lessons(), ids=lambda one: one.slug)
def test_what_is_accepted_is_found_on_trained_cells(one: Lesson, grid_of: Open) -> None:
    for activity in one.activities:
        truth = truth_of(activity, grid_of)
        assert (truth is None) == (activity.kind == "discuss")
        if truth is None:
            continue
        words = in_words(activity, truth)
        assert accepts(activity, truth, words), f"{activity.prompt}: {words}"
        assert not accepts(activity, truth, "nonsense")
        if activity.kind == "direction":
            assert truth.number != 0.0, "a direction has to be one"
        if activity.kind in {"object", "world"}:
            assert len(truth.names) == 1, "one answer has to stand out"


def test_a_difference_is_one_cell_less_another(grid_of: Open) -> None:
    grid = grid_of("four")
    grid.fill(progress=None)
    records = {record["world"]: record["all"] for record in grid.records()}
    activity = Activity(
        state="/explorer/four?world=ACD&against=ABCD&column=all",
        prompt="?",
        kind="direction",
        accepts={"reads": "difference"},  # type: ignore[arg-type]
    )
    truth = truth_of(activity, grid_of)
    assert truth is not None
    assert truth.number == pytest.approx(records["ACD"] - records["ABCD"])


def test_answers_are_marked_and_what_was_not_said_is_not_wrong(grid_of: Open) -> None:
    found = mark(Answers(lesson="leave-one-out", answers={"1": "Fewer", "2": "c"}), grid_of)
    assert [one.right for one in found.marks] == [False, True, None, None]
    assert (found.right, found.marked) == (1, 3)
    found = mark(Answers(lesson="leave-one-out", answers={"1": "down", "3": "5 rows"}), grid_of)
    assert [one.right for one in found.marks] == [True, None, True, None]


@pytest.mark.parametrize(
    ("said", "right"),
    [("0.5", True), ("0,5", True), ("50 %", True), ("+.5", True), ("0.55", True), ("0.56", False),
     ("\N{MINUS SIGN}0.5", False), ("-0.5", False), ("half", False), ("", False)],
)  # fmt: skip
def test_a_number_may_be_off_by_the_stated_share(said: str, right: bool) -> None:
    activity = Activity(
        state="/explorer/four",
        prompt="?",
        kind="number",
        accepts={"reads": "cell"},  # type: ignore[arg-type]
    )
    assert accepts(activity, Truth(0.5, within=0.1), said) is right


@pytest.mark.parametrize("said", ["AC", "ca", "A, C", "a and c", "c+a"])
def test_a_world_is_read_in_any_order(said: str) -> None:
    activity = Activity(
        state="/explorer/four",
        prompt="?",
        kind="world",
        accepts={"reads": "fact", "fact": "best"},  # type: ignore[arg-type]
    )
    assert accepts(activity, Truth(names=("AC",)), said)
    assert not accepts(activity, Truth(names=("ABC",)), said)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("no json", "is no JSON"),
        ("[" * 5000, "is no JSON"),
        ('{"lesson": 3}', "lesson"),
        ('{"lesson": "x", "answers": {"1": 2}}', "answers.1"),
        ('{"lesson": "x", "answers": {}, "more": 1}', "more"),
    ],
)
def test_a_file_of_answers_that_cannot_be_read_says_why(
    tmp_path: Path, content: str, problem: str
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(content, "utf-8")
    with pytest.raises(LessonError, match=problem):
        read_answers(path)
    with pytest.raises(LessonError, match="cannot be read"):
        read_answers(tmp_path / "none.json")


def test_several_people_may_stand_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "class.json"
    one = {"lesson": "leave-one-out", "answers": {"2": "C"}}
    path.write_text(json.dumps([one, one | {"name": "Ada"}]), "utf-8")
    assert [each.name for each in read_answers(path)] == ["", "Ada"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ('kind = "object"', "pick the largest"),
        ('kind = "discuss"', "says what it accepts"),
        ('kind = "direction"\nchoices = ["a"]', "choices"),
        ('kind = "direction"\nstrange = 1', "strange"),
    ],
)
def test_a_lesson_that_contradicts_itself_is_refused(
    tmp_path: Path, change: str, problem: str
) -> None:
    path = tmp_path / "01-mine.toml"
    activity = f'[[activities]]\nstate = "/explorer/four?q=shapley"\nprompt = "?"\n{change}\n'
    accepts = "[activities.accepts]\nreads = 'value'\n"
    head = 'title = "Mine"\nminutes = 10\nabout = "It"\npapers = ["a", "b"]\n'
    path.write_text(head + (activity + accepts) * 2, "utf-8")
    with pytest.raises(LessonError, match=problem):
        read_lesson(path)


def test_an_unknown_lesson_has_a_remedy() -> None:
    with pytest.raises(LessonError, match="Did you mean 'leave-one-out'"):
        lesson("leave-one-ot")


@pytest.mark.parametrize("address", ["/memo", "/explorer/", "/explorer/a/b", "//host/explorer/x"])
def test_only_addresses_of_the_explorer_are_states(address: str) -> None:
    with pytest.raises(AddressError):
        read_address(address)


def test_a_state_names_worlds_as_the_page_writes_them(grid_of: Open) -> None:
    four = grid_of("four")
    census = grid_of("census")
    spell = four.study.universe.spell
    assert spell(read_address("/explorer/four?world=BA").world(four)) == "AB"
    assert read_address("/explorer/four?world=-").world(four).size == 0
    assert read_address("/explorer/four").world(four) == four.study.universe.roster.full
    assert spell(read_address("/explorer/four?world=A*0.5,").world(four)) == "A*0.5"
    assert read_address("/explorer/census?world=clerks,sales").world(census).size == 2
    with pytest.raises(AddressError, match="no object 'Z'"):
        read_address("/explorer/four?world=AZ").world(four)
