"""Every chart kind is drawn, in words and in colours that can be read."""

from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from datacounterfactuals.charts.draw import DRAWN, draw
from datacounterfactuals.charts.grid import draw_grid, reading_order, shares
from datacounterfactuals.charts.output import svg
from datacounterfactuals.core.answer import Answer, ChartKind
from datacounterfactuals.core.errors import QuestionError
from tests.charts.support import NAMES, answer, bars, beside, curves, lattice_scores, pairs, rows

ANSWERS: dict[str, Answer] = {
    "bars": answer("bars", bars()),
    "beside": answer("beside", beside()),
    "curve": answer("curve", curves(), reads="score", x="objects"),
    "pairs": answer("pairs", pairs()),
    "rows": answer("rows", rows(), reads="score", columns=("fiction", "politics")),
}


def values_of(spec: Any) -> list[dict[str, Any]]:
    """Every mark of every data set of a specification."""
    found: list[dict[str, Any]] = []
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "values" and isinstance(value, list) and value and "y" not in value:
                found += [one for one in value if isinstance(one, dict)]
            else:
                found += values_of(value)
    elif isinstance(spec, list):
        for value in spec:
            found += values_of(value)
    return found


def test_every_chart_kind_has_its_drawing() -> None:
    assert set(DRAWN) == set(get_args(ChartKind)) == set(ANSWERS)


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("dark", [False, True])
def test_every_kind_is_drawn_light_and_dark_with_its_title_in_words(kind: str, dark: bool) -> None:
    made = ANSWERS[kind]
    text = svg(draw(made, dark=dark))
    assert made.title in text
    assert 'role="graphics-document"' in text
    assert "<desc>" in text
    assert ("#14161a" in text) == dark


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_and_its_json_are_drawn_with_the_same_marks(kind: str) -> None:
    made = ANSWERS[kind]
    assert values_of(draw(made).to_dict()) == values_of(draw(made.to_json()).to_dict())


def test_harm_is_told_by_more_than_colour() -> None:
    marks = values_of(draw(ANSWERS["bars"]).to_dict())
    assert {mark["reading"] for mark in marks} == {"helps", "harms"}
    assert all((mark["said"][0] == "−") == (mark["reading"] == "harms") for mark in marks)
    cells = values_of(draw(ANSWERS["pairs"]).to_dict())
    assert {cell["said"][0] for cell in cells} == {"+", "−"}


def test_numbers_side_by_side_are_told_apart_by_more_than_colour() -> None:
    spec = draw(ANSWERS["beside"]).to_dict()
    shapes = spec["spec"]["layer"][-1]["encoding"]["shape"]["scale"]
    assert shapes["domain"] == ["dividend", "nucleolus"]
    assert len(set(shapes["range"])) == 2


@pytest.mark.parametrize("kind", ["beside", "curve"])
def test_a_key_of_many_names_takes_lines_and_not_more_width(kind: str) -> None:
    many = tuple(f"what is lost by those of group {number}" for number in range(6))
    made = {"beside": beside, "curve": curves}[kind](many)
    asked = answer("beside" if kind == "beside" else "curve", made[:60])
    parsed = ElementTree.fromstring(svg(draw(asked, width=420)))
    assert float(parsed.get("width", "inf")) <= 470


def test_a_pair_is_drawn_on_both_sides_of_the_diagonal() -> None:
    cells = values_of(draw(ANSWERS["pairs"]).to_dict())
    said = {(cell["column"], cell["first"], cell["second"]): cell["said"] for cell in cells}
    assert len(said) == 4 * 12
    assert all(
        said[column, second, first] == text for (column, first, second), text in said.items()
    )


def test_of_many_labels_the_largest_are_drawn_and_the_picture_says_so() -> None:
    labels = [f"point {number}" for number in range(300)]
    made = answer("bars", bars(labels, ["all"]), columns=["all"], names=())
    spec = draw(made).to_dict()
    kept = {mark["label"] for mark in values_of(spec)}
    size = {record["label"]: abs(record["value"]) for record in made.chart.records}
    assert len(kept) == 48
    assert min(size[label] for label in kept) >= max(
        value for label, value in size.items() if label not in kept
    )
    assert "The 48 largest of 300" in spec["title"]["subtitle"]


def test_a_value_that_is_missing_has_no_mark() -> None:
    records = bars()
    records[0] |= {"value": None, "low": None, "high": None}
    assert len(values_of(draw(answer("bars", records)).to_dict())) == len(records) - 1


def test_intervals_are_named_by_the_parts_that_were_measured() -> None:
    spec = draw(ANSWERS["bars"]).to_dict()
    assert "Intervals: 95 %, from the evaluation error" in spec["title"]["subtitle"]
    without = [{**record, "low": record["value"], "high": record["value"]} for record in bars()]
    plain = draw(answer("bars", without)).to_dict()
    assert not any("Intervals" in line for line in plain["title"]["subtitle"])
    assert not any("low" in mark for mark in values_of(plain))


def test_a_score_says_which_way_is_better() -> None:
    spec = draw(ANSWERS["curve"]).to_dict()
    assert "Bits per token: less is better" in spec["title"]["subtitle"]


def test_columns_of_different_units_do_not_share_an_axis() -> None:
    made = answer("bars", bars(columns=["a", "b"]), columns=["a", "b"], units={"b": "euro"})
    assert draw(made).to_dict()["resolve"]["scale"]["x"] == "independent"
    assert draw(ANSWERS["bars"]).to_dict()["resolve"]["scale"]["x"] == "shared"


def test_nothing_to_draw_is_an_error_with_its_remedy() -> None:
    empty = [{**record, "value": None} for record in bars()]
    with pytest.raises(QuestionError, match="no value to draw"):
        draw(answer("bars", empty))
    with pytest.raises(QuestionError, match="not an answer"):
        draw({"chart": {}})


def test_the_grid_shows_every_cell_with_its_number() -> None:
    scores = lattice_scores()
    cells = [v for v in values_of(draw_grid(scores, NAMES, title="Four").to_dict()) if "said" in v]
    assert len(cells) == 16 * 4
    full = scores.shown[15]
    assert [c["said"] for c in cells if c["world"] == "A, B, C, D"] == [f"{v:.2f}" for v in full]


def test_a_cell_without_a_score_is_empty_and_says_why() -> None:
    spec = draw_grid(lattice_scores(missing=1), NAMES, title="Four").to_dict()
    empty = [v for v in values_of(spec) if v.get("state") == "not held"]
    assert [cell["said"] for cell in empty] == ["·"] * 4
    assert {cell["world"] for cell in empty} == {"A, B, C, D"}


def test_better_is_farther_from_the_paper_whichever_way_the_metric_runs() -> None:
    scores = lattice_scores()
    good = shares(scores)
    assert good[15].max() == 1.0
    assert good[0].tolist() == [0.0] * 4


def test_worlds_are_read_from_the_fullest_to_the_empty() -> None:
    scores = lattice_scores()
    sizes = [scores.worlds[row].size for row in reading_order(scores)]
    assert sizes == sorted(sizes, reverse=True)
    assert [scores.worlds[row].positions for row in reading_order(scores)][1] == (0, 1, 2)


def test_too_many_worlds_for_a_picture_is_said() -> None:
    with pytest.raises(QuestionError, match="2,048 worlds are too many"):
        draw_grid(lattice_scores(11), [str(n) for n in range(11)], title="Eleven")


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_mark_that_says_something_can_be_heard(kind: str) -> None:
    text = svg(draw(ANSWERS[kind]))
    parsed = ElementTree.fromstring(text)
    roles = [one for one in parsed.iter() if one.get("role") == "graphics-symbol"]
    assert roles
    assert all(one.get("aria-label") for one in roles)
    heard = [one.get("aria-label", "") for one in roles]
    values = [record for record in ANSWERS[kind].chart.records if record["value"] is not None]
    told = [words for words in heard if f" on {values[0]['column']}: " in words]
    assert len(told) >= len([one for one in values if one["column"] == values[0]["column"]])
    assert parsed.get("role") == "graphics-document"


def test_a_mark_is_heard_with_its_name_as_it_is_written() -> None:
    made = answer("bars", bars(['semi-"final" <b>'], ["all"]), columns=["all"], names=())
    parsed = ElementTree.fromstring(svg(draw(made)))
    heard = [one.get("aria-label", "") for one in parsed.iter()]
    assert any(words.startswith('semi-"final" <b> on all: ') for words in heard)
