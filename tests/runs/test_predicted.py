"""Questions to runs are answered exactly where they can be, else predicted, else refused."""

from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.question import Question
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.runs.marks import half_widths
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.runs.predicted import ask_runs, predicted
from tests.runs.support import additive, columns, design

LATTICE = np.array([[float(bool(n & (1 << p))) for p in range(4)] for n in range(16)])
SHAPLEY, LOO, BANZHAF = question("shapley"), question("leave_one_out"), question("banzhaf")


def four(tmp_path: Path, keep: Floats | None = None, seed: int = 0) -> Observed:
    """The lattice of four objects under a game with pair effects, or some of its worlds."""
    worth = additive(np.random.default_rng(seed), 4, pairs=0.2)
    rows = LATTICE if keep is None else LATTICE[keep.astype(int)]
    frame = columns(rows, loss=worth(rows))
    return import_runs(frame, name=f"four{len(rows)}-{seed}", bank=tmp_path).observed


@pytest.mark.parametrize("name", ["shapley", "leave_one_out", "banzhaf", "scaling", "interaction"])
def test_where_every_cell_is_a_run_the_answer_is_that_of_ask(name: str, tmp_path: Path) -> None:
    observed = four(tmp_path)
    (mine,) = ask_runs(observed, question(name))
    (plain,) = ask(observed.grid, question(name), progress=None)
    np.testing.assert_allclose(mine.values, plain.values, rtol=1e-12, atol=1e-12)
    assert mine.status == "complete"
    assert not predicted(mine)
    assert mine.uncertainty.sampling.state == "none"


def test_each_value_whose_cells_are_runs_is_exact_beside_predicted_ones(tmp_path: Path) -> None:
    full, without_a, without_d = 15, 14, 7
    keep = np.array([full, without_a, without_d, 5, 10, 3, 12, 6])
    (answer,) = ask_runs(four(tmp_path, keep), LOO)
    (truth,) = ask_runs(four(tmp_path), LOO)
    error = answer.uncertainty.sampling.error
    assert error is not None
    assert (error[:, 0] == 0).tolist() == [True, False, False, True]
    np.testing.assert_allclose(answer.values[[0, 3]], truth.values[[0, 3]], rtol=1e-12)
    assert answer.status == "from what is held"
    assert predicted(answer)


def test_predicted_values_say_by_what_and_how_well(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    weights = design(chance, 23)
    frame = columns(weights, loss=additive(chance)(weights) + chance.normal(0, 0.05, 23))
    (answer,) = ask_runs(import_runs(frame, bank=tmp_path).observed, BANZHAF)
    assert answer.facts["predicted by"] == "a linear surface fitted to 23 runs"
    assert 0.5 < float(answer.facts["held-out R² on loss"]) <= 1.0
    assert float(answer.facts["worlds predicted"]) > 4000
    assert "predicted, not measured" in answer.claim.not_established[-1]
    plain = answer.to_json()
    assert plain["uncertainty"]["sampling"]["why"] == "a linear surface fitted to 23 runs"
    assert plain["uncertainty"]["seed"]["state"] == "not measured"


def test_tied_objects_are_refused_with_the_run_that_parts_them(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    weights = design(chance, 23)
    frame = columns(weights, loss=additive(chance)(weights) + chance.normal(0, 0.05, 23))
    (answer,) = ask_runs(import_runs(frame, bank=tmp_path).observed, LOO)
    unknown = [label[0] for label, row in zip(answer.labels, answer.values, strict=True)
               if np.isnan(row).any()]  # fmt: skip
    assert unknown == ["B", "C"]
    assert any("B and C always move together" in note for note in answer.notes)
    assert any("would part them" in note for note in answer.notes)
    assert "B + C on loss" in answer.facts
    marks = {record["label"] for record in answer.chart.records}
    assert marks == set("ADEFGHIJKL")


def test_a_value_that_leans_on_worlds_beyond_the_runs_is_refused(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    weights = np.array([row for row in design(chance, 60, density=0.7) if row.sum() >= 5][:30])
    frame = columns(weights, loss=additive(chance)(weights) + chance.normal(0, 0.05, 30))
    observed = import_runs(frame, bank=tmp_path).observed
    (refused,) = ask_runs(observed, SHAPLEY)
    assert refused.status == "incomplete"
    assert np.isnan(refused.values).all()
    assert "smaller or larger than any run" in refused.notes[0]
    assert refused.gaps == ()
    (trusted,) = ask_runs(observed, SHAPLEY, extrapolate=True)
    assert not np.isnan(trusted.values[0]).any()
    assert any("extrapolated" in note for note in trusted.notes)


def test_only_the_exact_answer_lists_every_missing_run(tmp_path: Path) -> None:
    observed = four(tmp_path, np.array([15, 14, 13, 3, 5, 9, 6, 10]))
    (exact,) = ask_runs(observed, SHAPLEY, exact=True)
    assert exact.missing == len(exact.gaps) == 8
    (told,) = ask_runs(observed, SHAPLEY)
    assert told.gaps == ()


def coverage(tmp_path: Path, asked: Question, pairs: float, tables: int) -> float:
    """How often a 90% interval covers what the missing runs would show."""
    hits: list[bool] = []
    for number in range(tables):
        chance = np.random.default_rng(1000 + number)
        worth = additive(chance, 8, pairs)
        size = chance.integers(1, 9, 17)
        weights = np.array([chance.permutation(np.arange(8) < k) for k in size], dtype=float)
        weights = np.vstack([np.zeros(8), weights])
        every = np.array([[float(bool(n & (1 << p))) for p in range(8)] for n in range(256)])
        scores = worth(every) + chance.normal(0.0, 0.1, 256)
        place = (weights @ (1 << np.arange(8))).astype(int)
        made = import_runs(
            columns(weights, loss=scores[place]), name=f"t{number}", bank=tmp_path
        ).observed
        full = import_runs(columns(every, loss=scores), name=f"f{number}", bank=tmp_path).observed
        (answer,) = ask_runs(made, asked, level=0.9, surface="linear")
        (truth,) = ask_runs(full, asked)
        half = half_widths(answer.uncertainty, 0.9)
        if half is None:  # one table has no world near the full one
            continue
        told = ~np.isnan(answer.values) & (half > 0)  # and not read from runs
        hits += (np.abs(answer.values - truth.values) <= half)[told].tolist()
    assert len(hits) > 0.7 * 8 * tables
    return float(np.mean(hits))


@pytest.mark.parametrize("name", ["leave_one_out", "shapley"])
def test_intervals_cover_the_exact_answer_at_their_rate(name: str, tmp_path: Path) -> None:
    # The values of a table share their errors, so 25 tables tell the rate to about 0.03.
    assert 0.84 < coverage(tmp_path, question(name), 0.0, 25) < 0.97


def test_repeats_of_a_world_measure_the_seed(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    rows = np.repeat(LATTICE, 2, axis=0)
    noise = chance.normal(0.0, 0.1, len(rows))
    frame = columns(rows, loss=5.0 - rows.sum(axis=1) + noise, seed=[0, 1] * 16)
    (answer,) = ask_runs(import_runs(frame, bank=tmp_path).observed, LOO)
    seed = answer.uncertainty.seed
    spread = np.sqrt(np.mean((noise[::2] - noise[1::2]) ** 2 / 2))
    assert seed.error is not None
    np.testing.assert_allclose(seed.error, spread, rtol=1e-9)  # two worlds, two runs each
    assert np.asarray(seed.freedom).tolist() == [16]


def test_questions_that_choose_say_that_the_choice_is_flattered(tmp_path: Path) -> None:
    observed = four(tmp_path, np.array([0, 15, 14, 13, 3, 5, 9, 6, 10, 1]))
    (answer,) = ask_runs(observed, question("best_subset"))
    assert predicted(answer)
    assert any("flattered" in note for note in answer.notes)
    assert answer.uncertainty.sampling.state == "measured"


@pytest.mark.parametrize("rows", [[[1, 1, 0]], [[1, 1, 0], [1, 1, 0], [1, 1, 0]]])
def test_hopeless_tables_are_refused_with_the_reason(rows: list[list[int]], tmp_path: Path) -> None:
    weights = np.array(rows, dtype=float)
    frame = columns(weights, loss=np.arange(len(rows), dtype=float) + 1.0)
    (answer,) = ask_runs(import_runs(frame, bank=tmp_path).observed, LOO)
    assert answer.status == "incomplete"
    assert "too few" in answer.notes[0]


def test_shares_leave_one_out_by_letting_the_others_grow(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    shares = np.vstack([chance.dirichlet(np.ones(4) * 3, 14), np.full((1, 4), 0.25)])
    effects = np.array([1.0, 2.0, 4.0, 3.0])
    frame = {name: shares[:, place] for place, name in enumerate("ABCD")}
    observed = import_runs(frame | {"loss": shares @ effects}, bank=tmp_path).observed
    (answer,) = ask_runs(observed, LOO)
    rest = (effects.sum() - effects) / 3.0
    np.testing.assert_allclose(answer.values[:, 0], rest - effects.mean(), atol=1e-8)
    (refused,) = ask_runs(observed, SHAPLEY)  # it weighs the world of nothing
    assert np.isnan(refused.values).all()


@pytest.mark.parametrize("level", [0.0, 1.0, 1.5])
def test_a_level_is_a_share(level: float, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="level"):
        ask_runs(four(tmp_path), LOO, level=level)


def test_an_unknown_surface_is_an_error_and_no_refusal(tmp_path: Path) -> None:
    observed = four(tmp_path, np.array([15, 14, 13, 3, 5, 9, 6, 10]))
    with pytest.raises(QuestionError, match="cubic"):
        ask_runs(observed, LOO, surface="cubic")
