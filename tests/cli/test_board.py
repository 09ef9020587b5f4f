"""The board in the terminal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from datacounterfactuals.cli.commands.board import app
from datacounterfactuals.cli.faults import StoppedError

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))


def test_without_a_scenario_they_are_listed() -> None:
    told = RUN.invoke(app, [])
    assert told.exit_code == 0
    assert "writers" in told.output


def test_a_game_is_played_from_start_to_debrief_by_numbers(tmp_path: Path) -> None:
    saved = tmp_path / "game.json"
    told = RUN.invoke(app, ["scribes", "--seed", "1", "--save", str(saved)], input="2\n" * 24)
    assert told.exit_code == 0, told.output
    assert "Season 6 of 6" in told.output
    assert "leverage" in told.output
    assert "Not established" in told.output
    assert not (tmp_path / "bank").exists()
    record = tmp_path / "record.json"
    record.write_text(json.dumps(json.loads(saved.read_text("utf-8"))["record"]), "utf-8")
    again = RUN.invoke(app, ["--json", str(record)])
    assert "Not established" in again.output


def test_who_leaves_is_told_how_to_go_on() -> None:
    left = RUN.invoke(app, ["scribes", "--seed", "1"], input="2\nu\n2\n9\n1\n3\n")
    assert isinstance(left.exception, StoppedError)
    assert "scribes~1~0~~people~~own~hO-oT3" in left.exception.remedy
    assert "'9' is no move" in left.output
    again = RUN.invoke(app, ["--json", "scribes~1~0~~people~~own~hO-oT3"], input="")
    assert "offers 3" in again.output
