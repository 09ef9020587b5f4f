"""Name the few runs that would tell most, for what they cost."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import completion, options, words
from datacounterfactuals.cli.files import TABLES, kind_of, write_table
from datacounterfactuals.cli.opening import open_table
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.runs.export import export_jobs
from datacounterfactuals.runs.next_runs import next_runs

app = options.command_app()


@app.command(name="next", epilog="For example: datacf next runs --runs 5 --for leave_one_out")
def next_(
    word: options.StudyWord = None,
    study: options.Study = None,
    question: Annotated[
        str,
        typer.Option(
            "--for", metavar="QUESTION", autocompletion=completion.words,
            help="The question whose intervals are to shrink.",
        ),
    ] = "leave_one_out",
    set_: options.Parameters = None,
    runs: Annotated[int, typer.Option(min=1, help="How many runs to name.")] = 5,
    column: Annotated[
        str | None, typer.Option(help="The score to judge by; the first without it.")
    ] = None,
    objects: options.Objects = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="JOBS.jsonl", help="Write them for a cluster, one a line."),
    ] = None,
    as_json: options.AsJson = False,
    out: Annotated[
        Path | None, typer.Option(help="Also write a .csv, .parquet or .json file.")
    ] = None,
) -> None:  # fmt: skip
    """Name the runs that would shrink an answer's intervals most per unit of cost: to part what
    always moved together, to fill what is missing, or to tell noise from effect."""
    if out is not None:
        kind_of(out, TABLES)
    asked = words.read([question], words.study_named(word, study), set_ or ())
    source = open_table(asked.study)
    found = next_runs(source, asked.questions[0], runs, column=column, roster=words.listed(objects))
    if as_json:
        print_json(found.to_json())
    else:
        for line in found.words():
            console().print(line, markup=False, soft_wrap=True)
    if export is not None:
        remark(f"wrote {export_jobs(source, found, export):,} runs to {export}")
    if out is not None:
        write_table(found.records(), out, found.to_json())
