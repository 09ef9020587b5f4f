"""The grammar: which word is the study, which are questions, and what a parameter is for."""

from pathlib import Path

import pytest

from datacounterfactuals.cli.words import DEFAULT, listed, read, split, study_named
from datacounterfactuals.core.errors import QuestionError, StudyError


def test_the_first_word_is_the_study_if_it_names_one() -> None:
    assert split(["four", "shapley"], None) == ("four", ["shapley"])
    assert split(["shapley", "banzhaf"], "four") == ("four", ["shapley", "banzhaf"])


def test_without_a_study_it_is_that_of_the_folder_else_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert split(["shapley"], None)[0] == DEFAULT
    (tmp_path / "study.toml").write_text("")
    assert split(["shapley"], None)[0] == "study.toml"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "study.toml").write_text("")
    assert split(["mine", "shapley"], None) == ("mine", ["shapley"])


def test_two_different_studies_are_an_error() -> None:
    with pytest.raises(StudyError, match="'four' and 'census'"):
        study_named("four", "census")
    assert study_named("four", "four") == "four"


def test_dashes_may_be_written_for_underscores() -> None:
    (question,) = read(["leave-one-out"], "four", []).questions
    assert question.name == "leave_one_out"


def test_a_parameter_goes_to_every_question_that_has_it() -> None:
    asked = read(["leave_one_out", "shapley"], "four", ["group=A,B"])
    first, second = (question.parameters() for question in asked.questions)
    assert first["group"] == ["A", "B"]
    assert "group" not in second


def test_a_parameter_can_be_meant_for_one_question_only() -> None:
    asked = read(["scaling", "envelope"], "four", ["envelope:limit=3"])
    values = [question.parameters().get("limit") for question in asked.questions]
    assert values[1] == 3
    assert values[0] != 3


@pytest.mark.parametrize(
    ("words", "parameters", "said"),
    [
        ([], [], "no question is asked"),
        (["shaply"], [], "named 'shaply'. Did you mean 'shapley'?"),
        (["leave_one_out"], ["group"], "'group' has no value. Write -p group=VALUE"),
        (["leave_one_out"], ["gruop=A"], "no parameter 'gruop'. Did you mean 'group'?"),
        (["leave_one_out"], ["shapley:group=A"], "'shapley' is not asked here"),
        (["leave_one_out"], ["draws=many"], "cannot be 'many'. Give a whole number"),
    ],
)
def test_a_wrong_word_is_named_with_its_remedy(
    words: list[str], parameters: list[str], said: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        read(words, "four", parameters)
    assert said in str(caught.value)


def test_names_are_listed_with_commas() -> None:
    assert listed("a, b,,c ") == ("a", "b", "c")
    assert listed(None) is None
