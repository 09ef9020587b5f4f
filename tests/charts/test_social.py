"""The picture of a link: the envelope, at the size that other sites ask for."""

from pathlib import Path

import pytest

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.charts.social import HEIGHT, SERIES, WIDTH, draw_social
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.questions.scale.envelope import Envelope
from datacounterfactuals.questions.value.leave_one_out import LeaveOneOut


def test_the_picture_has_the_values_of_the_answer_and_names_every_curve(tmp_path: Path) -> None:
    found = answer("four", Envelope(), bank=tmp_path)
    plain = draw_social(found, "north", "A title", "point").to_dict()
    assert (plain["width"], plain["height"]) == (WIDTH, HEIGHT)
    assert plain["title"]["text"] == "A title"
    lines = plain["layer"][0]
    drawn = {(str(one["size"]), one["series"]): one["value"] for one in lines["data"]["values"]}
    place = [column.name for column in found.columns].index("north")
    assert drawn == {
        label: pytest.approx(value)
        for label, value in zip(found.labels, found.shown[:, place], strict=True)
    }
    named = [one["encoding"]["text"]["datum"] for one in plain["layer"][2:]]
    assert sorted(named) == sorted(f"{name} row" for name in SERIES)


@pytest.mark.parametrize("study", ["four", "corpora"])
def test_better_is_always_higher(study: str, tmp_path: Path) -> None:
    found = answer(study, Envelope(), bank=tmp_path)
    column = found.columns[0]
    plain = draw_social(found, column.name, "A title", "object").to_dict()
    scale = plain["layer"][0]["encoding"]["y"]["scale"]
    assert scale.get("reverse", False) == (column.better < 0)


def test_what_is_no_envelope_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="no envelope"):
        draw_social(answer("four", LeaveOneOut(), bank=tmp_path), "all", "A title", "point")
    with pytest.raises(QuestionError, match="no envelope"):
        draw_social(answer("four", Envelope(), bank=tmp_path), "nowhere", "A title", "point")
