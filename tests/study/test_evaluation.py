"""Slices, atoms and the split's report."""

import numpy as np
import pytest

from datacounterfactuals.study.slices import CELL_BUDGET, SINGLE_POINTS, choose_parts
from tests.study.support import people, study


def test_each_value_of_a_slice_column_is_a_slice_beside_all_points() -> None:
    made = study(people(400), slices=["sex", "job"])
    evaluation = made.evaluation
    assert evaluation.slices == ("all", "f", "m", "baker", "cook", "tailor", "job=missing")
    points = dict(zip(evaluation.slices, evaluation.points, strict=True))
    assert points["f"] + points["m"] == points["all"]
    assert (
        points["baker"] + points["cook"] + points["tailor"] + points["job=missing"] == points["all"]
    )
    assert study(slices=["sex"], all=False).evaluation.slices == ("f", "m")


def test_values_that_two_columns_share_are_told_apart() -> None:
    table = people() | {"too": people()["sex"]}
    made = study(table, slices=["sex", "too"], exclude=["too"])
    assert made.evaluation.slices == ("all", "sex=f", "sex=m", "too=f", "too=m")


def test_a_slice_column_may_be_in_the_evaluation_set_alone() -> None:
    given = people(40, seed=5) | {"where": ["here", "there"] * 20}
    assert study(evaluation=given, slices=["where"]).evaluation.slices == ("all", "here", "there")


def test_a_column_can_say_which_rows_are_held_out() -> None:
    words = ["train", "test", "unused"] * 40
    made = study(people() | {"part": words}, evaluation="part")
    assert made.report is not None
    assert (made.report.training, made.report.held) == (40, 40)
    assert any("40 rows are unused" in words for words in made.cautions)
    assert made.source is not None
    assert "part" not in made.source.roles.names


def test_evaluation_points_that_are_training_rows_too_are_said() -> None:
    made = study(evaluation={name: values[:30] for name, values in people().items()})
    assert any("30 of 30 evaluation points" in words for words in made.cautions)
    assert not any("evaluation points have" in words for words in study().cautions)


def test_the_report_counts_both_sides_of_every_object_and_class() -> None:
    made = study(people(2000), slices=["sex"])
    report = made.report
    assert report is not None
    assert report.training + report.held == 2000
    for what in ("object", "class"):
        counts = [count for count in report.counts if count.what == what]
        assert sum(count.training for count in counts) == report.training
        for count in counts:
            share = count.held / (count.held + count.training)
            assert share == pytest.approx(0.25, abs=0.06)  # met in expectation
    assert "2000" not in str(report)
    assert "object E: " in str(report)
    assert dict(report.slices)["all"] == report.held


def test_a_whole_population_is_not_a_sample() -> None:
    assert study(whole=True).evaluation.whole
    assert not study().evaluation.whole


def test_a_sample_of_the_table_is_decided_by_content() -> None:
    data = people(1000)
    made = study(data, sample=0.3)
    assert made.report is not None
    assert 230 < made.report.training + made.report.held < 370
    turned = {name: values[::-1] for name, values in data.items()}
    assert study(turned, sample=0.3).evaluation.content == made.evaluation.content


def test_few_points_are_atoms_of_their_own() -> None:
    made = study(evaluation=people(50, seed=5))
    assert len(made.evaluation.atoms) == 50
    assert len(study(evaluation=people(500, seed=5)).evaluation.atoms) <= 2 * 32


def test_atoms_are_as_fine_as_the_cells_of_the_lattice_allow() -> None:
    members = np.ones((1, 1000), dtype=bool)
    parts = [choose_parts(members, objects, 6) for objects in range(1, 25)]
    assert parts[0] == 32
    assert parts[17] == 32
    assert parts[18] == 16
    assert parts[19] == 8
    assert parts[20] == 32  # too many for the whole lattice: a sample of it
    assert all((1 << n) * p * 6 <= CELL_BUDGET for n, p in zip(range(1, 21), parts, strict=False))
    assert choose_parts(members[:, :64], 8, 6) == SINGLE_POINTS
    assert choose_parts(members[:, :64], 20, 6) == 8
    many = np.eye(64, dtype=bool)
    assert choose_parts(many, 20, 6) == 1


def test_text_is_cut_into_passages_and_tokens() -> None:
    words = "It was the best of times, it wasn't the worst; \n" * 20
    table = {
        "text": [words, words.upper(), "other words of others"] * 4,
        "who": ["a", "b", "c"] * 4,
    }
    made = study(table, target=None, text="text", passage=20, objects="who", learner="ngram",
                 slices=[], group="text", evaluation=0.4, min_count=1)  # fmt: skip
    assert made.source is not None
    assert made.evaluation.schema.task == "text"
    vocabulary = made.source.frozen.vocabulary
    if "times" in vocabulary:
        assert {"wasn't", ",", ";"} <= set(vocabulary)
    assert made.evaluation.schema.vocabulary == len(vocabulary) + 1
    rows = np.diff(made.table(0).offsets)
    assert rows.max() <= 40
