"""Ask questions, which share every row; train what is missing."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.charts.draw import draw
from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.files import PICTURES, TABLES, kind_of, write_picture, write_table
from datacounterfactuals.cli.opening import ask_study, in_words, open_study
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.cli.show import show
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.grid.budget import Budget

app = options.command_app()


@app.command(epilog="For example: datacf ask four shapley leave_one_out -p group=AB")
def ask(
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
    repeats: options.Repeats = None,
    source: Annotated[
        int, typer.Option(min=0, help="Draw every object anew so often (bootstrap), to measure it.")
    ] = 0,
    exact: options.Exact = False,
    extrapolate: options.Extrapolate = False,
    as_json: options.AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Also write a .csv, .parquet, .json, .svg, .png or .html file."),
    ] = None,
    whole: options.Everything = False,
) -> None:
    """Ask one question of a study, or several at once: they share every row, and only what the bank
    does not hold is trained. Positive helps, negative harms."""
    asked = words.read(words_, study, set_ or ())
    form = kind_of(out, (*TABLES, *PICTURES)) if out is not None else ""
    if form in PICTURES and len(asked.questions) > 1:
        raise QuestionError(
            f"{len(asked.questions)} questions make more than one picture",
            "Ask one, or write a .csv, .parquet or .json file",
        )
    with watched() as report:
        answers = ask_study(
            open_study(asked.study, repeats, plus, right),
            asked.questions,
            metric=metric,
            slices=words.listed(slices),
            objects=words.listed(objects),
            budget=Budget(rows, seconds),
            source_draws=source,
            exact=exact,
            extrapolate=extrapolate,
            report=report,
        )
    if as_json:
        print_json([answer.to_json() for answer in answers])
    else:
        for place, answer in enumerate(answers):
            if place:
                console().print()
            show(console(), answer, in_words(asked.questions[place]), whole=whole)
    if out is not None:
        _write(answers, out)


def _write(answers: tuple[Answer, ...], out: Path) -> None:
    if out.suffix.lower() in PICTURES:
        write_picture(draw(answers[0]), out)
        return
    several = len(answers) > 1
    records = [
        ({"question": answer.question} if several else {}) | record
        for answer in answers
        for record in answer.records()
    ]
    write_table(records, out, [answer.to_json() for answer in answers])
