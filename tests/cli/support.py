"""Running `datacf` inside the test, and a small study of one's own."""

import csv
import json
import random
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from datacounterfactuals.cli.app import app

RUNNER = CliRunner()


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What it printed, as JSON and nothing else."""
        return json.loads(self.out)


def datacf(*words: str | Path, code: int = 0, answer: str | None = None) -> Said:
    """Run a command in this process; it must end with this exit code."""
    result = RUNNER.invoke(app, [str(word) for word in words], input=answer)
    said = Said(result.exit_code, result.stdout, result.stderr)
    assert said.code == code, f"exit code {said.code}\n{said.out}\n{said.err}"
    assert "Traceback" not in said.err
    return said


def one_line(said: Said) -> str:
    """The only line on stderr of a command that failed."""
    lines = said.err.splitlines()
    assert len(lines) == 1, said.err
    assert lines[0].startswith("error: ")
    assert said.out == ""
    return lines[0]


def write_people(folder: Path, rows: int = 120) -> Path:
    """A CSV with a number, a category with holes, an object column and a target."""
    chance = random.Random(7)
    path = folder / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["age", "job", "region", "income"])
        for number in range(rows):
            age, job = chance.gauss(40, 12), chance.choice(["clerk", "smith", "cook", ""])
            high = age + 8 * (job == "smith") + chance.gauss(0, 9) > 44
            region = ["north", "south", "east", "west"][number % 4]
            writer.writerow([f"{age:.1f}", job, region, "high" if high else "low"])
    return path
