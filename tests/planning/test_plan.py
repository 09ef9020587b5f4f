"""Plans of tables whose structure is known."""

import itertools
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.planning.drawing import levels_of, thresholds
from datacounterfactuals.planning.making import plan_strike
from datacounterfactuals.planning.records import gather
from datacounterfactuals.planning.result import StrikePlan
from datacounterfactuals.planning.samples import SAMPLES
from datacounterfactuals.planning.trials import Trials, learned
from tests.planning.support import alike, alone


@cache
def made(seed: int = 0, lose: float = 0.3) -> StrikePlan:
    return plan_strike(alike(), "who", "y", lose=lose, price=100.0, seed=seed, seconds=1)


def curve(plan: StrikePlan, series: str) -> dict[float, float]:
    return {one.people: one.range.middle for one in plan.curve if one.series == series}


def test_when_nobody_leaves_nothing_is_lost_and_when_all_leave_all_is() -> None:
    lost = curve(made(), "everybody")
    assert lost[0] == 0.0
    good = np.median([one.good - one.same for one in made().stand_ins])
    assert lost[12] == pytest.approx(good, abs=4)


def test_of_people_who_stand_in_for_each_other_nearly_all_must_leave() -> None:
    need = made().findings[1].range
    assert need is not None
    assert need.low > 6


def test_to_lose_more_takes_more_people() -> None:
    needs = [made(lose=lose).findings[1].range for lose in (0.1, 0.3, 0.9)]
    for one, more in itertools.pairwise(needs):
        assert one is not None
        assert more is not None
        assert (one.low, one.middle, one.high) <= (more.low, more.middle, more.high)


def test_with_other_orders_the_middle_falls_into_the_range() -> None:
    need = made().findings[1].range
    assert need is not None
    for seed in (1, 2, 3):
        other = made(seed).findings[1].range
        assert other is not None
        assert need.low - 0.5 <= other.middle <= need.high + 0.5


def test_who_alone_has_an_answer_is_to_be_asked_first() -> None:
    plan = plan_strike(alone(), "who", "y", lose=0.05, seconds=1)
    assert plan.findings[2].answer.split(": ")[1].startswith("w0")


def test_return_is_exact_and_the_program_is_said_to_be_a_stand_in() -> None:
    assert "exactly as before" in made().findings[5].answer
    assert "stand in" in made().claim
    assert len(made().stand_ins) == 3


def test_numbers_are_guessed_too() -> None:
    table = alike()
    columns = dict(table.columns)
    columns["y"] = columns["a"] - columns["b"]
    plan = plan_strike(RawTable.of(columns), "who", "y", seconds=1)
    assert "misses by about" in plan.findings[0].answer
    assert json.loads(json.dumps(plan.to_json()))["owners"] == 12


def test_no_word_needs_explaining() -> None:
    words = json.dumps([one.__dict__ for one in made().findings], default=str).lower()
    for jargon in ("shapley", "slice", "metric", "accuracy", "quantile", "bootstrap", "nash"):
        assert jargon not in words


def test_a_threshold_is_the_first_crossing_and_none_is_infinite() -> None:
    levels = levels_of(4)
    lost = np.array([[0.0, 0.2, 0.1, 0.6, 1.0], [0.0, 0.0, 0.0, 0.0, 0.1]])
    assert thresholds(levels, lost, 0.4).tolist() == [2.5, np.inf]


def _change(**columns: object) -> RawTable:
    return RawTable.of(dict(alike().columns) | columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "owner", "target", "said"),
    [
        (alike(), "nobody", "y", "has no owner column"),
        (alike(), "who", "z", "has no column to guess"),
        (alike(), "who", "who", "cannot be both"),
        (alike(owners=1), "who", "y", "names only 1 owner"),
        (alike(records=24), "who", "y", "there are 24 records"),
        (_change(y=np.full(240, "yes", dtype=object)), "who", "y", "the same in every record"),
        (_change(who=np.full(240, None, dtype=object)), "who", "y", "no record has both"),
        (_change(a=np.zeros(240), b=np.zeros(240)), "who", "y", "no column is left"),
        (_change(y=np.resize(["yes", "no", "no"], 240).astype(object)), "who", "y", "none did"),
    ],
)
def test_a_table_that_cannot_be_planned_with_is_refused_in_plain_words(
    table: RawTable, owner: str, target: str, said: str
) -> None:
    with pytest.raises(StudyError, match=said):
        plan_strike(table, owner, target)


@pytest.mark.parametrize(
    ("name", "stand_ins"),
    [
        ("census", ("logistic", "neighbours", "ridge")),  # the others learn nothing there
        ("ratings", ("tastes", "averages", "first")),  # recommenders, as all columns are categories
    ],
)
def test_three_programs_that_learn_stand_in_on_every_sample(
    name: str, stand_ins: tuple[str, ...], tmp_path: Path
) -> None:
    assert set(SAMPLES) == {"census", "ratings"}
    sample = SAMPLES[name]
    records = gather(sample.table(), sample.owner, sample.target)
    trials = Trials.able(records, None, tmp_path, lambda _: None)
    assert trials.learners == stand_ins
    full = trials.run(np.ones((1, len(records.names)), dtype=bool), lambda _: None)[:, 0]
    assert learned(full, trials.same).all()


def test_ways_are_side_by_side_and_no_share_is_more_than_all() -> None:
    ways = {one.name: one for one in made().ways}
    assert list(ways) == ["Strike", "Boycott", "Both", "Redirect"]
    for way in ways.values():
        for each in (way.operator, way.members, way.stayers, way.rival):
            assert each.low <= each.middle <= each.high
        assert way.operator.high <= 1.0
        assert way.rival.high <= 1.0
    assert ways["Both"].operator.middle >= ways["Strike"].operator.middle
    assert ways["Redirect"].rival.middle > 0.5
    assert ways["Redirect"].operator.high == 0.0


def test_a_program_that_is_better_by_chance_has_not_learned() -> None:
    same = np.full(40, 0.5)
    surely, perhaps = np.full(40, 0.6), np.where(np.arange(40) == 0, 4.5, 0.5)
    assert learned(np.stack([surely, perhaps, same]), same).tolist() == [True, False, False]


def test_every_answer_has_a_range() -> None:
    for finding in made().findings:
        assert finding.range is not None
        assert finding.range.low <= finding.range.middle <= finding.range.high
        assert "to" in finding.answer.split()


def test_numbers_with_a_decimal_comma_are_numbers() -> None:
    columns = dict(alike().columns)
    written = [f"{value:.3f}".replace(".", ",") for value in columns["a"]]
    written[3] = None  # type: ignore[call-overload]
    columns["a"] = np.array(written, dtype=object)
    records = gather(RawTable.of(columns), "who", "y")
    assert records.table.is_number("a")
    assert np.isnan(records.table.columns["a"]).sum() == 1
    assert records.table.columns["a"][0] == pytest.approx(alike().columns["a"][0], abs=1e-3)
    assert records.notes == ("read as numbers with a decimal comma: a",)


def test_owners_with_one_record_each_can_plan() -> None:
    plan = plan_strike(alike(owners=90, records=90), "who", "y", seconds=1)
    assert plan.owners == 90


def test_a_share_a_price_and_a_stand_in_that_cannot_be_are_refused() -> None:
    for wrong in ({"lose": 30}, {"price": -1}, {"learners": ["oracle"]}):
        with pytest.raises(QuestionError):
            plan_strike(alike(), "who", "y", **wrong)  # type: ignore[arg-type]
