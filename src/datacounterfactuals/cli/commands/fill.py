"""Train what the bank does not hold yet."""

from dataclasses import asdict
from typing import Annotated

import numpy as np
import typer

from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.opening import about, open_study
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.cli.show import seconds as spell
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json
from datacounterfactuals.cli.workers import hired
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.lattice import Layer
from datacounterfactuals.core.universe import Roster
from datacounterfactuals.core.worlds import Joined, Listed, Worlds
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.filling import Filled
from datacounterfactuals.grid.grid import Grid

app = options.command_app()


@app.command(epilog="For example: datacf fill census --seconds 60")
def fill(
    word: options.StudyWord = None,
    study: options.Study = None,
    worlds: Annotated[
        list[str] | None,
        typer.Option(
            "--worlds", "-w", metavar="WORLD",
            help="Only this world: ABD, or A,B,D, or full, or empty, or size=2. May be repeated.",
        ),
    ] = None,
    objects: options.Objects = None,
    plus: options.Plus = None,
    right: options.Rights = None,
    metric: options.Metric = None,
    rows: options.Rows = None,
    seconds: options.Seconds = None,
    repeats: options.Repeats = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", min=1,
            help="Train in so many processes, where the learner trains row by row.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS",
            help="Train on the workers of the Dask scheduler there, such as tcp://host:8786.",
        ),
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again what failed before.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Train the rows of a study that the bank does not hold. Every row is kept as it comes: Ctrl-C
    or a kill loses nothing, and the same command goes on from there."""
    grid = open_study(words.study_named(word, study), repeats, plus, right).grid
    if not grid.trains:
        raise QuestionError(
            f"{grid.study.name} is a study of runs from elsewhere: nothing can be trained",
            "datacf next names the runs to make; datacf import-runs takes them in",
        )
    window = grid.window(metric=metric, roster=words.listed(objects))
    wanted = _worlds(grid, window.roster, worlds or ())
    if retry:
        grid.vault.forget_failed()
    with hired(workers, scheduler) as executor, watched() as report:
        filled = grid.fill(
            wanted,
            columns=window.columns,
            budget=Budget(rows, seconds),
            progress=report,
            executor=executor,
        )
    if as_json:
        print_json(about(grid) | {"worlds": len(wanted)} | asdict(filled))
    else:
        console().print(_words(grid, filled), soft_wrap=True, markup=False)


def _worlds(grid: Grid, roster: Roster, texts: list[str] | tuple[()]) -> Worlds:
    """The worlds that were named; every world of the roster if none was."""
    if not texts:
        return grid.lattice(roster.names)
    universe = grid.study.universe
    parts: list[Worlds] = []
    for text in texts:
        name, equals, number = text.partition("=")
        if name.strip() == "size" and equals:
            if not number.strip().isdigit():
                raise QuestionError(f"the size {number!r} is not a number", "Write size=2")
            parts.append(Layer(len(universe), roster.members, int(number)))
        else:
            world = roster.full if text.strip() == "full" else universe.world(text)
            parts.append(Listed(np.array([world.row(len(universe))])))
    return Joined(parts)


def _words(grid: Grid, filled: Filled) -> str:
    said = [f"{filled.trained:,} rows trained in {spell(filled.seconds)}"]
    said.append(f"{filled.held:,} were in the bank")
    if filled.failed:
        said.append(f"{filled.failed:,} failed (datacf bank show says why)")
    if filled.over_budget:
        said.append(f"{filled.over_budget:,} left over by the budget")
    return f"{grid.study.title or grid.study.name}: {', '.join(said)}."
