"""Help lists every command at once, and loads nothing to do so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.emoji import Emoji

from datacounterfactuals.cli import commands
from datacounterfactuals.cli.group import READING_ORDER, first_line, load, names
from datacounterfactuals.cli.reference import reference
from tests.cli.support import datacf, one_line

HEAVY = {
    "sklearn", "scipy", "pandas", "polars", "duckdb", "pydantic", "altair", "fastapi", "joblib",
    "numpy", "uvicorn",
}  # fmt: skip
DOCS = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def test_help_lists_every_command_with_what_it_does() -> None:
    said = datacf("--help").out
    files = {path.stem for path in Path(commands.__path__[0]).glob("*.py")} - {"__init__"}
    assert {name.replace("-", "_") for name in names()} == files
    for name in names():
        assert f" {name} " in said
        assert first_line(name)[:20] in said


def test_no_word_at_all_shows_the_help() -> None:
    assert "Usage: datacf" in datacf().out


def test_help_loads_no_heavy_library() -> None:
    program = (
        "import sys, json; sys.argv = ['datacf', '--help']\n"
        "from datacounterfactuals.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: print(json.dumps(list(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    assert "typer" in loaded
    assert sorted(loaded & HEAVY) == []


@pytest.mark.parametrize("name", names())
def test_every_command_has_its_help(name: str) -> None:
    said = datacf(name, "--help").out
    assert f"datacf {name}" in said
    assert load(name).help


def test_no_word_of_the_reference_turns_into_an_emoji() -> None:
    said = DOCS.read_text()
    assert Emoji.replace(said) == said


def test_the_reading_order_names_only_commands_that_are_there() -> None:
    assert set(READING_ORDER) == set(names())


def test_an_unknown_command_or_option_is_one_line() -> None:
    assert "Did you mean 'plan'?" in one_line(datacf("plna", code=2))
    assert "No such option: --nope" in one_line(datacf("ask", "shapley", "--nope", code=2))
    assert "No such option: --nope" in one_line(datacf("--nope", code=2))


def test_the_version_is_that_of_the_package() -> None:
    assert datacf("--version").out.startswith("datacf 0.")


def test_the_reference_is_what_the_program_says() -> None:
    assert DOCS.read_text("utf-8") == reference(), "run script/docs"
