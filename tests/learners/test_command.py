"""Any program fills cells: what it is told, what it may answer, and how it fails."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.content import from_lanes, seed_from
from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.core.statistics import State
from datacounterfactuals.learners.command import Command
from tests.learners.command_support import (
    GOOD,
    HELD_OUT,
    START,
    Make,
    failure,
    fill,
    objects,
    program_in,
    scorer,
)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return program_in(tmp_path)


def test_a_program_scores_every_slice_of_every_world(make: Make) -> None:
    learner = make(GOOD, weights="real")
    assert learner.statistics(HELD_OUT.schema) == ("gain",)
    blocks = fill(learner, [[1.0, 1.0, 0.0], [0.0, 0.5, 2.0], [0.0, 0.0, 0.0]])
    assert sorted(blocks) == [0, 1, 2]
    for row, size in enumerate([2 + 3, 1.5 + 8, 0]):
        np.testing.assert_array_equal(blocks[row].values, [[[size], [-size]]])
        assert blocks[row].states.tolist() == [State.REAL]


def test_the_world_file_tells_what_is_present_in_the_order_of_its_content(
    make: Make, tmp_path: Path
) -> None:
    learner = make(GOOD + "\nos.rename(sys.argv[1], 'kept.json')", workdir=str(tmp_path))
    held_out = replace(HELD_OUT, table=replace(HELD_OUT.table, path="held-out.csv"))
    fill(learner, [[3.0, 1.0, 2.0]], held_out=held_out)
    world = json.loads((tmp_path / "kept.json").read_text())
    expected = [
        {
            "content": from_lanes(one.content).hex(),
            "path": one.path,
            "size": len(one),
            "weight": weight,
        }
        for one, weight in zip(objects(), [3.0, 1.0, 2.0], strict=True)
    ]
    ordered = sorted(expected, key=lambda one: str(one["content"]))
    assert ordered != expected
    assert world.pop("objects") == ordered
    assert world == {
        "format": 1,
        "slices": ["easy", "hard"],
        "metric": "gain",
        "evaluation": "held-out.csv",
        "seed": None,
        "repeat": None,
    }


def test_a_seeded_program_is_told_a_seed_that_only_study_and_repeat_decide(make: Make) -> None:
    learner = make('answer({"easy": world["seed"], "hard": world["repeat"]})', seeded=True)
    assert learner.capability.seeded
    assert not replace(learner, seeded=False).capability.seeded
    for repeat in (0, 1):
        for block in fill(learner, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], repeat).values():
            seed = seed_from("training", 7, repeat) % 2**32
            np.testing.assert_array_equal(block.values[0, :, 0], [seed, repeat])


def test_without_a_result_file_the_last_printed_line_is_the_result(make: Make) -> None:
    body = """
    print("training", flush=True)
    print(json.dumps({"scores": {"easy": 1, "hard": 2}}))
    print("a warning", file=sys.stderr)
    """
    learner = make(body)
    printing = replace(learner, run=learner.words[:-1])
    np.testing.assert_array_equal(fill(printing)[0].values[0, :, 0], [1.0, 2.0])
    silent = replace(make("pass"), run=learner.words[:-1])
    assert "printed no result" in failure(silent)


def test_a_program_may_say_that_it_fell_back(make: Make) -> None:
    learner = make('answer({"easy": 0, "hard": 0}, fallback=True)')
    assert fill(learner)[0].states.tolist() == [State.FALLBACK]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('answer({"easy": 1})', "no score for the slice 'hard', but for 'easy'"),
        ('answer({"easy": 1, "hard": float("nan")})', "'hard' is not finite"),
        ('answer({"easy": 10**400, "hard": 1})', "'easy' is not finite"),
        ('answer({"easy": 1, "hard": "good"})', "'good', not a number"),
        ('answer({"easy": 1, "hard": True})', "True, not a number"),
        ("answer([1, 2])", 'no "scores"'),
        ('open(sys.argv[2], "w").write("[1, 2]")', 'no "scores"'),
        ('open(sys.argv[2], "w").write("{garbage")', "its result file is not JSON"),
        ("pass", "it wrote no result file"),
        ("print('so far so good'); sys.exit(3)", "the code 3; printed last: so far so good"),
        ("raise SystemExit('the disk is full')", "the disk is full"),
        ("os.kill(os.getpid(), 9)", "the signal SIGKILL"),
        ("print('half'); answer({})", "but for nothing; printed last: half"),
    ],
)
def test_a_run_without_scores_is_a_failed_row_with_its_reason(
    make: Make, body: str, words: str
) -> None:
    assert words in failure(make(body))


def test_a_reason_ends_with_the_end_of_a_long_log(make: Make) -> None:
    reason = failure(make("print('x' * 5000); print('the last word'); sys.exit(1)"))
    assert reason.endswith("the last word")
    assert len(reason) < 1200


FLAKY = """
place = os.path.join(os.path.dirname(sys.argv[0]), "tries")
tries = len(open(place).read()) if os.path.exists(place) else 0
open(place, "a").write("x")
if tries < 2:
    sys.exit(f"out of luck {tries}")
"""


def test_a_flaky_program_is_tried_again(make: Make) -> None:
    assert fill(make(FLAKY + GOOD, retries=2))[0].states.tolist() == [State.REAL]


def test_a_program_is_tried_no_more_often_than_asked(make: Make, tmp_path: Path) -> None:
    reason = failure(make(FLAKY + GOOD, retries=1))
    assert reason.startswith("try 2 of 2: ")
    assert reason.endswith("out of luck 1")
    assert (tmp_path / "tries").read_text() == "xx"


RUNNING = """
import glob
mine = os.path.join(os.path.dirname(sys.argv[0]), f"running-{os.getpid()}")
open(mine, "w").close()
limit = time.time() + WAIT
while (count := len(glob.glob(mine.replace(str(os.getpid()), "*")))) < 2 and time.time() < limit:
    time.sleep(0.02)
answer({"easy": count, "hard": 0})
if count == 1:
    os.remove(mine)
"""


@pytest.mark.parametrize(("parallel", "wait"), [(1, 0.1), (2, 20.0)])
def test_as_many_runs_go_at_a_time_as_asked(make: Make, parallel: int, wait: float) -> None:
    learner = make(f"WAIT = {wait}" + RUNNING, parallel=parallel, timeout=60.0)
    assert learner.capability.together == parallel
    blocks = fill(learner, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert {row: block.values[0, 0, 0] for row, block in blocks.items()} == {
        0: parallel,
        1: parallel,
    }


def test_an_edited_script_is_another_protocol_and_a_changed_limit_is_not(make: Make) -> None:
    learner = make(GOOD)
    assert make(GOOD).settings() == learner.settings()
    assert replace(learner, timeout=1.0, retries=5, parallel=2).settings() == learner.settings()
    assert make(GOOD + "  # edited").settings() != learner.settings()
    assert replace(learner, seeded=True).settings() != learner.settings()
    json.dumps(learner.settings())


def test_a_script_edited_meanwhile_fills_no_cell_of_the_old_one(make: Make, tmp_path: Path) -> None:
    learner = make(GOOD)
    learner.settings()
    assert fill(learner)[0].states.tolist() == [State.REAL]
    (tmp_path / "train.py").write_text(START + GOOD + "  # edited")
    with pytest.raises(LearnerError, match="has changed since the study was read"):
        fill(learner)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"run": ""}, "does not take a world"),
        ({"run": ("python", "train.py")}, "Write {world}"),
        ({"run": "python 'train.py {world}"}, "cut short"),
        ({"timeout": 0.0}, "timeout is 0"),
        ({"timeout": float("nan")}, "timeout is nan"),
        ({"retries": -1}, "retries is -1"),
        ({"parallel": 0}, "parallel is 0"),
        ({"metric": ""}, "metric has no name"),
        ({"weights": "reel"}, "Did you mean 'real'"),
    ],
)
def test_bad_settings_are_told(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(LearnerError) as caught:
        replace(Command("train {world} {out}"), **settings)
    assert words in str(caught.value)


def test_a_missing_program_or_folder_fills_nothing(make: Make, tmp_path: Path) -> None:
    with pytest.raises(LearnerError, match="'no-such-program' is not to be found"):
        fill(Command("no-such-program {world}"))
    with pytest.raises(LearnerError, match="is no folder"):
        fill(replace(make(GOOD), workdir=str(tmp_path / "nowhere")))
    (tmp_path / "file").write_text("")
    with pytest.raises(LearnerError, match="folder for logs"):
        fill(replace(make(GOOD), logs=str(tmp_path / "file" / "logs")))


def test_a_program_of_the_working_folder_is_found(tmp_path: Path) -> None:
    script = tmp_path / "train"
    script.write_text('#!/bin/sh\necho \'{"scores": {"easy": 1, "hard": 2}}\'\n')
    os.chmod(script, 0o755)
    learner = Command("./train {world}", workdir=str(tmp_path))
    np.testing.assert_array_equal(fill(learner)[0].values[0, :, 0], [1.0, 2.0])
    script.chmod(0o644)
    assert "cannot be run" in failure(replace(learner, retries=0))


def test_slices_that_are_cut_into_atoms_are_refused(make: Make) -> None:
    overlapping = replace(HELD_OUT, membership=np.array([[True, True], [False, True]]))
    with pytest.raises(LearnerError, match="overlap"):
        scorer(make(GOOD), overlapping)


def test_a_command_line_is_the_same_in_one_text_and_in_words() -> None:
    assert Command("train --at 'a b' {world}") == Command(("train", "--at", "a b", "{world}"))
    assert Command("train {world}").held_fixed() == "program train '{world}'"
    assert subprocess.list2cmdline(Command("train {world}").words) == "train {world}"
