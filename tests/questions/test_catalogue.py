"""The catalogue: questions are found, named, made from words, and come from other packages too."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.questions.catalogue import (
    classes,
    from_text,
    parameters_of,
    question,
    questions,
)
from datacounterfactuals.questions.scale.best_subset import BestSubset
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut
from datacounterfactuals.questions.value.shapley import Shapley
from tests.questions.support import Game

FIRST = {
    "banzhaf", "best_subset", "beta_shapley", "envelope", "eval_value", "interaction",
    "knn_shapley", "leave_one_out", "scaling", "shapley",
}  # fmt: skip


def test_questions_are_found_by_walking_the_package() -> None:
    assert set(questions()) >= FIRST
    assert list(questions()) == sorted(questions())
    assert questions()["shapley"] is Shapley
    assert classes()["LeaveOneOut"] is LeaveOneOut


@pytest.mark.parametrize("name", sorted(FIRST))
def test_every_question_explains_itself(name: str) -> None:
    found = questions()[name]
    first = (found.__doc__ or "").splitlines()[0]
    assert first.endswith("?")
    assert found.title
    assert found.__module__.split(".")[2] == found.family
    assert found.__module__.endswith(f".{name}")
    for parameter in parameters_of(found):
        assert parameter.help, parameter
        assert parameter.type
    assert list(found().parameters()) == [one.name for one in parameters_of(found)]


def test_a_question_is_made_from_python_values() -> None:
    assert question("shapley") == Shapley()
    assert question("leave_one_out", group=["A", "B"]) == LeaveOneOut(group=("A", "B"))
    assert question("best_subset", cost=3) == BestSubset(cost=3.0)
    assert question("best_subset", size=None) == BestSubset()


def test_a_question_is_made_from_text() -> None:
    made = from_text("leave_one_out", {"group": "A, B", "draws": " 5", "world": "ABC"})
    assert made == LeaveOneOut(group=("A", "B"), draws=5, world="ABC")
    assert from_text("leave_one_out", {"group": ""}) == LeaveOneOut()
    texts = {"method": "permutations", "tolerance": "1e-3", "absolute": "yes"}
    wanted = Shapley(method="permutations", tolerance=0.001, absolute=True)
    assert from_text("shapley", texts) == wanted
    assert from_text("best_subset", {"size": "none", "cost": "2.5"}) == BestSubset(cost=2.5)


def test_parameters_are_listed_in_words() -> None:
    listed = {one.name: one for one in parameters_of(Shapley)}
    assert listed["method"].type == "one of auto, exact, permutations"
    assert listed["absolute"].type == "yes or no"
    assert listed["limit"].type == "a whole number"
    assert listed["tolerance"].default == 0.05
    words = [one.type for one in parameters_of(BestSubset)]
    assert words[:2] == ["a whole number, or nothing", "a number, or nothing"]
    assert parameters_of(LeaveOneOut)[0].type == "names, with commas between them"


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("shaply", {}, "Did you mean 'shapley'?"),
        ("shapley", {"tolerence": "1"}, "Did you mean 'tolerance'?"),
        ("shapley", {"rounds": "many"}, "Give a whole number"),
        ("shapley", {"rounds": "1.5"}, "Give a whole number"),
        ("shapley", {"method": "guess"}, "Give one of auto, exact, permutations"),
        ("shapley", {"absolute": "perhaps"}, "Give yes or no"),
        ("best_subset", {"cost": "cheap"}, "Give a number"),
    ],
)
def test_wrong_words_are_answered_with_a_remedy(
    name: str, parameters: dict[str, str], words: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        from_text(name, parameters)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("shapley", {"rounds": 1.5}),
        ("shapley", {"rounds": True}),
        ("shapley", {"method": "guess"}),
        ("shapley", {"method": []}),
        ("shapley", {"group": ()}),
        ("leave_one_out", {"group": "A"}),
        ("leave_one_out", {"group": [1]}),
        ("nothing", {}),
    ],
)
def test_values_of_the_wrong_type_are_refused(name: str, parameters: dict[str, object]) -> None:
    with pytest.raises(QuestionError):
        question(name, **parameters)


OTHER = '''
"""A question from another package."""

from dataclasses import dataclass
from typing import ClassVar, final

from datacounterfactuals.core.contrast import Terms
from datacounterfactuals.core.question import Asking, Bound, Family, Question, parameter
from datacounterfactuals.core.view import Saying, View


@final
@dataclass(frozen=True)
class Gain(Question):
    """What does the full world gain over the empty one?"""

    name: ClassVar[str] = "NAME"
    title: ClassVar[str] = "Gain"
    family: ClassVar[Family] = "value"

    times: float = parameter(1.0, "multiply by this")

    def bound(self, view: View) -> Bound:
        return Bound("exact", 2)

    def ask(self, view: View) -> Asking:
        pairs = [(view.roster.full, self.times), (view.roster.empty, -self.times)]
        folded = yield from view.fold(Terms.pairs([("all",)], [pairs]))
        return view.answer(self, folded, Saying("all data", "no data", "the gain"))
'''


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path into which a package can be put as an installer would."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("other_questions"):
            del sys.modules[name]


def put(folder: Path, entry: str, name: str = "gain") -> None:
    (folder / "other_questions.py").write_text(OTHER.replace("NAME", name))
    info = folder / "other_questions-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-questions\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        dedent(f"""\
            [datacounterfactuals.questions]
            gain = {entry}
        """)
    )


def test_a_question_of_another_package_enters_by_its_entry_point(install: Path) -> None:
    assert "gain" not in questions()
    put(install, "other_questions:Gain")
    assert set(questions()) >= {"gain", "shapley"}
    asked = from_text("gain", {"times": "2"})
    answer = Game("AB", lambda s: float(len(s))).ask(asked)
    np.testing.assert_array_equal(answer.values, [[4.0]])
    assert answer.question == "gain"


@pytest.mark.parametrize(
    ("entry", "name", "words"),
    [
        ("other_questions:Missing", "gain", "cannot be loaded"),
        ("not_there:Gain", "gain", "cannot be loaded"),
        ("other_questions:Terms", "gain", "which is no question"),
        ("other_questions:Gain", "shapley", "two questions are named 'shapley'"),
    ],
)
def test_a_package_that_does_not_fit_is_named(
    install: Path, entry: str, name: str, words: str
) -> None:
    put(install, entry, name)
    with pytest.raises(QuestionError, match=words):
        questions()
