"""What only a real process shows: Ctrl-C, completion, pipes, colours."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.support import datacf, write_people

PROGRAM = [sys.executable, "-c", "from datacounterfactuals.cli.app import main; main()"]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `datacf` in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *words],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def test_ctrl_c_keeps_every_row_and_asking_again_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    monkeypatch.chdir(tmp_path)
    write_people(tmp_path, rows=4000)
    datacf("init", "people.csv", "--target", "income", "--objects", "14")
    declared = Path("study.toml").read_text("utf-8")  # with a learner that takes its time
    slow = 'kind = "sklearn"\nestimator = "sklearn.tree.DecisionTreeClassifier"'
    Path("study.toml").write_text(declared.replace('kind = "logistic"', slow), "utf-8")
    with subprocess.Popen([*PROGRAM, "fill"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert re.match(r"people: [\d,]+ of 16,384 rows, .* rows/s, .* left", first)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    told = re.fullmatch(
        r"Stopped\. ([\d,]+) rows were trained and kept in the bank\. "
        r"The same command goes on from there\.\n",
        said.splitlines(keepends=True)[-1],
    )
    assert told is not None, said
    kept = int(told[1].replace(",", ""))
    assert kept > 0
    after = datacf("fill", "--rows", "3", "--json").json()
    assert after["held"] >= kept
    assert after["trained"] == 3
    assert after["held"] + after["trained"] + after["over_budget"] == 16384


def test_nothing_is_coloured_in_a_pipe_nor_when_colour_is_unwanted() -> None:
    piped = run("grid", "four")
    assert piped.returncode == 0
    assert "\033" not in piped.stdout + piped.stderr
    coloured = run("grid", "four", FORCE_COLOR="1", COLORTERM="truecolor", TERM="xterm")
    assert "\033[" in coloured.stdout
    plain = run("grid", "four", FORCE_COLOR="1", NO_COLOR="1", TERM="xterm")
    assert ";48;2;" not in plain.stdout
    assert "48;2;" in coloured.stdout


def test_json_alone_is_on_stdout() -> None:
    done = run("ask", "four", "shapley", "--json")
    assert json.loads(done.stdout)[0]["question"] == "shapley"


def test_a_mistake_is_one_line_on_stderr_and_exit_code_2() -> None:
    done = run("ask", "four", "shaply")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    debug = run("ask", "four", "shaply", DATACF_DEBUG="1")
    assert debug.returncode == 2
    assert "Traceback" in debug.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [*PROGRAM, "ask", "four", "shapley", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("datacf pl", "plan"),
        ("datacf ask sha", "shapley"),
        ("datacf ask fo", "four"),
        ("datacf ask four leave-", "leave-one-out"),
        ("datacf grid dig", "digits"),
        ("datacf ask four shapley --metric log", "log_loss"),
        ("datacf ask leave_one_out -p gr", "group="),
    ],
)
def test_the_shell_completes_commands_studies_questions_and_parameters(
    typed: str, offered: str
) -> None:
    words = typed.split()
    done = run(
        _DATACF_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=str(len(words) - 1),
    )
    assert offered in done.stdout.split(), done.stderr


def test_serve_says_where_it_is_and_stops_cleanly(tmp_path: Path) -> None:
    environment = {**os.environ, "DATACF_BANK": str(tmp_path)}
    with subprocess.Popen(
        [*PROGRAM, "serve", str(tmp_path), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found is not None, line
        with urllib.request.urlopen(f"{found[0]}/api/studies", timeout=30) as reply:
            assert b"four" in reply.read()
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert "Traceback" not in said
