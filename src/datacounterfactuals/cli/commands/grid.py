"""Show every world against every slice; train what is missing."""

from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from datacounterfactuals.charts.grid import draw_grid
from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.cells import Cells, cells_of
from datacounterfactuals.cli.files import PICTURES, TABLES, kind_of, write_picture, write_table
from datacounterfactuals.cli.heat import heat
from datacounterfactuals.cli.opening import about, open_study
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.cli.terminal import dark, print_json, remark
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.core.statistics import State
from datacounterfactuals.grid.budget import Budget

app = options.command_app()


@app.command(epilog="For example: datacf grid four --metric log_loss")
def grid(
    word: options.StudyWord = None,
    study: options.Study = None,
    metric: options.Metric = None,
    slices: options.Slices = None,
    objects: options.Objects = None,
    plus: options.Plus = None,
    right: options.Rights = None,
    held: Annotated[
        bool, typer.Option("--held", help="Train nothing: what is in the bank.")
    ] = False,
    rows: options.Rows = None,
    seconds: options.Seconds = None,
    repeats: options.Repeats = None,
    as_json: options.AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Also write a .csv, .parquet, .json, .svg, .png or .html file."),
    ] = None,
    whole: options.Everything = False,
) -> None:
    """Show the grid of a study: a world is a row of dots, a slice a column, and every cell the
    score of a model that was trained on the one and scored on the other."""
    if out is not None:
        kind_of(out, (*TABLES, *PICTURES))
    opened = open_study(words.study_named(word, study), repeats, plus, right).grid
    with watched() as report:
        cells = cells_of(
            opened,
            metric,
            words.listed(slices),
            words.listed(objects),
            Budget(rows, seconds),
            report,
            train=not held,
        )
    records = _records(cells)
    plain = about(opened) | {"columns": _columns(cells), "worlds": records}
    if as_json:
        print_json(plain)
    else:
        heat(console(), cells, dark=dark(), whole=whole)
        empty = int(np.isin(cells.scores.states, (State.NOT_HELD, State.OVER_BUDGET)).sum())
        if empty:
            how = "trained: datacf fill" if opened.trains else "run: datacf next says which to run"
            remark(f"{empty:,} of {len(records):,} worlds are not {how}")
    if out is not None and out.suffix.lower() in PICTURES:
        title = cells.title
        drawn = draw_grid(cells.scores, cells.names, title=title, members=cells.members)
        write_picture(drawn, out)
    elif out is not None:
        write_table(records, out, plain)


def _columns(cells: Cells) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "metric": one.metric.name, "unit": one.unit, "better": one.better}
        for one in cells.scores.columns
    ]


def _records(cells: Cells) -> list[dict[str, Any]]:
    """One record per world: which objects it holds, its state, and its score on every column."""
    scores = cells.scores
    out: list[dict[str, Any]] = []
    for row, world in enumerate(scores.worlds):
        about = {
            "world": ", ".join(cells.names[place] for place in world.positions) or "empty",
            "size": world.size,
            "state": State(int(scores.states[row])).name.lower().replace("_", " "),
        }
        shown = (float(value) for value in scores.shown[row])
        out.append(about | dict(zip((c.name for c in scores.columns), shown, strict=True)))
    return out
