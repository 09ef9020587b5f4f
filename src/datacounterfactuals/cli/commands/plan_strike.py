"""A plan for people who share records: what withholding them costs whom."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import options
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.planning.making import SECONDS, plan_strike
from datacounterfactuals.planning.result import StrikePlan, Way
from datacounterfactuals.planning.samples import SAMPLES
from datacounterfactuals.site.sheets.plan import alone, percent, worse

app = options.command_app()


@app.command(
    "plan-strike", epilog="For example: datacf plan-strike rides.csv --owner driver --target tip"
)
def plan(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE", help=f"A CSV, Parquet or JSON file, or a sample: {', '.join(SAMPLES)}."
        ),
    ],
    owner: Annotated[str, typer.Option(help="The column that says whose record it is.")],
    target: Annotated[str, typer.Option(help="The column that the operator guesses.")],
    lose: Annotated[
        float,
        typer.Option(
            help="The share it shall lose, of what the records give it: 0.3 is 30 in 100."
        ),
    ] = 0.3,
    price: Annotated[
        float | None, typer.Option(help="What one more right guess in a hundred is worth to it.")
    ] = None,
    learners: Annotated[
        str | None, typer.Option(metavar="A,B,C", help="Which programs stand in for its own.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Also write the plan as a page to print.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides the random orders.")] = 0,
    seconds: Annotated[float, typer.Option(min=1, help="About how long it may take.")] = SECONDS,
    as_json: options.AsJson = False,
) -> None:
    """Say how many must withhold their records before the operator loses, whom to ask first, what
    members and others lose, what a substitute costs, and which deal that supports. Several
    programs stand in for the operator's own. Nothing leaves the machine."""
    names = None if learners is None else [one.strip() for one in learners.split(",")]
    with watched() as reporter:
        made = plan_strike(
            _brought(table), owner, target, lose=lose, price=price, learners=names, seed=seed,
            seconds=seconds, progress=reporter,
        )  # fmt: skip
    if html is not None:
        html.write_text(alone(made), "utf-8")
    if as_json:
        print_json(made.to_json())
        return
    _show(made)
    if html is not None:
        remark(f"wrote {html}, a page to print")


def _brought(table: Path) -> Path | RawTable:
    """A file, or a sample where no file has its name."""
    sample = None if table.exists() else SAMPLES.get(str(table))
    return table if sample is None else sample.table()


def _show(made: StrikePlan) -> None:
    screen = console()
    said = [f"{made.source}: {made.records:,} records of {made.owners:,} ({made.owner})", ""]
    for finding in made.findings:
        said += [finding.question, f"  {finding.answer}"]
        said += [f"  {finding.unsure}"] if finding.unsure else []
    said += ["", f"If {made.group:,} of {made.owners:,} act together"]
    for way in made.ways:
        said += [f"  {way.name}: {way.means}.", f"    {_sides(way)}"]
    said += ["", made.claim, *made.notes]
    screen.print("\n".join(said), markup=False)


def _sides(way: Way) -> str:
    return (
        f"The operator loses {percent(way.operator)}, those who take part {worse(way.members)}, "
        f"the others {worse(way.stayers)}; a competitor gets {percent(way.rival)}."
    )
