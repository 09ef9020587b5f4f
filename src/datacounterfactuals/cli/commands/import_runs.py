"""Take in a table of runs that were made elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.runs.importing import import_runs as take_in
from datacounterfactuals.runs.table import Kind

app = options.command_app()
WAYS = ("more", "less")


@app.command(name="import-runs", epilog="For example: datacf import-runs runs.csv --into runs")
def import_runs(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="RUNS", help="A CSV, Parquet or JSON file, or the results of exported jobs."
        ),
    ],
    into: Annotated[
        Path | None,
        typer.Option(help="The study to make or add to; a folder named like the table without it."),
    ] = None,
    objects: Annotated[
        str | None, typer.Option(metavar="A,B", help="The columns of objects; guessed without it.")
    ] = None,
    scores: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=less,...", help="The columns of scores, and which way each is better."
        ),
    ] = None,
    run: Annotated[str | None, typer.Option(help="The column that names each run.")] = None,
    seed: Annotated[str | None, typer.Option(help="The column of seeds.")] = None,
    cost: Annotated[str | None, typer.Option(help="The column of what each run cost.")] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="What the columns of objects say; guessed without it.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the study is called.")] = None,
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    jobs: Annotated[
        Path | None,
        typer.Option(metavar="JOBS.jsonl", help="The exported jobs that the results answer."),
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Changed scores replace those that are there.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a study of runs that were made elsewhere, or add runs to one, and say what they can
    tell: which effects the table identifies, what never varies apart, and how noisy repeats are."""
    done = take_in(
        table,
        into,
        name=name,
        title=title,
        run=run,
        objects=words.listed(objects),
        scores=_scores(scores),
        seed=seed,
        cost=cost,
        kind=kind,
        jobs=jobs,
        correct=correct,
    )
    if as_json:
        print_json(done.to_json())
        return
    for line in done.words():
        console().print(line, markup=False, soft_wrap=True)
    folder = done.observed.folder
    if folder is not None:
        remark(f"wrote {folder / words.STUDY_FILE}. Next: datacf report {into or folder.name}")


def _scores(text: str | None) -> dict[str, str] | tuple[str, ...] | None:
    """The columns of scores: `loss=less` says which way is better, for all of them or for none."""
    names = words.listed(text)
    if names is None or not any("=" in name for name in names):
        return names
    out: dict[str, str] = {}
    for part in names:
        name, _, way = part.partition("=")
        if way not in WAYS:
            raise StudyError(
                f"{part!r} does not say which way is better", f"Write {name}=more or {name}=less"
            )
        out[name] = way
    return out
