"""Draw an answer, or the grid, as SVG, PNG or HTML."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.charts.draw import WIDTH, draw
from datacounterfactuals.charts.grid import draw_grid
from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.cells import cells_of
from datacounterfactuals.cli.files import PICTURES, kind_of, write_picture
from datacounterfactuals.cli.opening import ask_study, open_study
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.grid.budget import Budget

app = options.command_app()
GRID = "grid"


@app.command(epilog="For example: datacf chart census shapley --out shapley.svg, or: chart grid")
def chart(
    words_: options.Words,
    study: options.Study = None,
    set_: options.Parameters = None,
    metric: options.Metric = None,
    slices: options.Slices = None,
    objects: options.Objects = None,
    plus: options.Plus = None,
    right: options.Rights = None,
    rows: options.Rows = None,
    seconds: options.Seconds = None,
    exact: options.Exact = False,
    extrapolate: options.Extrapolate = False,
    out: Annotated[
        Path | None, typer.Option(help="A .svg, .png or .html file; QUESTION.svg without it.")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="For a dark page.")] = False,
    width: Annotated[int, typer.Option(min=240, max=4000, help="Pixels across, about.")] = WIDTH,
) -> None:
    """Draw the answer to one question, or with `grid` for a question the grid itself."""
    place, names = words.split(words_, study)
    if len(names) != 1:
        raise QuestionError(
            f"a picture shows one question, not {len(names)}", "Name one, or `grid`"
        )
    path = out or Path(f"{names[0]}.svg")
    kind_of(path, PICTURES)
    budget, columns = Budget(rows, seconds), words.listed(slices)
    if names == [GRID]:
        with watched() as report:
            grid = open_study(place, plus=plus, rights=right).grid
            cells = cells_of(grid, metric, columns, words.listed(objects), budget, report)
        drawn = draw_grid(
            cells.scores,
            cells.names,
            title=cells.title,
            members=cells.members,
            dark=dark,
            width=width,
        )
    else:
        asked = words.read(names, place, set_ or ())
        with watched() as report:
            (answer,) = ask_study(
                open_study(place, plus=plus, rights=right),
                asked.questions,
                metric=metric,
                slices=columns,
                objects=words.listed(objects),
                budget=budget,
                exact=exact,
                extrapolate=extrapolate,
                report=report,
            )
        drawn = draw(answer, dark=dark, width=width)
    write_picture(drawn, path)
