"""Say what questions would cost, before anything is spent."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.asking.plan import Plan, PlannedQuestion
from datacounterfactuals.asking.plan import plan as plan_grid
from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.opening import open_study
from datacounterfactuals.cli.show import listing, size
from datacounterfactuals.cli.show import seconds as spell
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.runs.export import export_jobs

app = options.command_app()


@app.command(epilog="For example: datacf plan census shapley banzhaf, or --export jobs.jsonl")
def plan(
    words_: options.Words,
    study: options.Study = None,
    set_: options.Parameters = None,
    metric: options.Metric = None,
    slices: options.Slices = None,
    objects: options.Objects = None,
    plus: options.Plus = None,
    right: options.Rights = None,
    repeats: options.Repeats = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Train three of the missing rows to time them.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(metavar="JOBS.jsonl", help="Write the missing runs, one JSON object a line."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Say how many rows questions want, how many of them the bank holds, how many they share, and
    how long the rest will take. Nothing is trained unless you ask it to be timed."""
    asked = words.read(words_, study, set_ or ())
    opened = open_study(asked.study, repeats, plus, right)
    made = plan_grid(
        opened.grid,
        *asked.questions,
        metric=metric,
        slices=words.listed(slices),
        roster=words.listed(objects),
        measure=measure,
    )
    if as_json:
        print_json(made.to_json())
    else:
        _show(made)
    if export is not None:
        count = export_jobs(opened.runs or opened.grid, made.missing, export)
        remark(f"wrote {count:,} runs to {export}")


def _show(made: Plan) -> None:
    table = listing(["question", "rows of the first round", "in all"], ["rows of the first round"])
    for one in made.questions:
        table.add_row(one.title, f"{one.wanted:,}", _bound(one))
    console().print(table)
    said = [f"{made.wanted:,} rows wanted", f"{made.held:,} in the bank"]
    if made.shared:
        said.append(f"{made.shared:,} shared between questions")
    said.append(f"{made.to_train:,} to train" if made.trains else f"{made.to_train:,} not held")
    if made.to_train and made.trains:
        about = "not timed yet: --measure trains three" if made.seconds is None else None
        said.append(about or f"about {spell(made.seconds or 0.0)}")
    if made.bytes:
        said.append(f"at most {size(made.bytes)} to keep")
    console().print(", ".join(said), soft_wrap=True, style="dim")


def _bound(one: PlannedQuestion) -> str:
    bound = one.bound
    match bound.kind:
        case "exact":
            return f"{bound.worlds:,}, exactly"
        case "at most":
            return f"at most {bound.worlds:,}"
        case _:
            return f"until {bound.until}, at most {bound.worlds:,}"
