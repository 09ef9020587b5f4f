"""List the sessions to teach with, mark answers to one, or take one away as a folder of files."""

from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.asking.loop import open_grid
from datacounterfactuals.cli import options
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.cli.show import listing
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.shelf.lessons.lesson import lesson as find
from datacounterfactuals.shelf.lessons.lesson import lessons
from datacounterfactuals.shelf.lessons.marking import Marked, mark, read_answers
from datacounterfactuals.site.exporting.alone import export_session

app = options.command_app()


@app.callback(invoke_without_command=True)
def lesson(context: typer.Context, as_json: options.AsJson = False) -> None:
    """Twelve short sessions, each with two papers and things to do on trained cells. Without a
    sub-command, lists them."""
    if context.invoked_subcommand is not None:
        return
    if as_json:
        print_json([one.model_dump(exclude={"activities"}) for one in lessons()])
        return
    table = listing(["", "lesson", "title", "minutes", "studies"], ["", "minutes"])
    for one in lessons():
        table.add_row(str(one.place), one.slug, one.title, str(one.minutes), ", ".join(one.studies))
    console().print(table)


@app.command(epilog="For example: datacf lesson export leave-one-out")
def export(
    slug: Annotated[str, typer.Argument(metavar="LESSON", help="Its name in the list.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.zip", help="Else LESSON.zip here.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Zip a session as a folder that opens on any phone or laptop from its disk, with no network:
    its pages, cells and answers are inside. What is missing is trained first."""
    archive = out or Path(f"{slug}.zip")
    chosen = find(slug)
    with watched() as report:
        size = export_session(chosen, archive, report)
    if as_json:
        print_json({"file": str(archive), "bytes": size})
        return
    remark(f"wrote {archive}, {size / 1000:,.0f} kB: unpack it and open its index.html")


@app.command(epilog="For example: datacf lesson check answers.json")
def check(
    answers: Annotated[Path, typer.Argument(help="What a session saved, or a list of several.")],
    as_json: options.AsJson = False,
) -> None:
    """Mark answers against what the program finds on trained cells. What is missing is trained."""
    grid_of = cache(open_grid)
    marked = [mark(one, grid_of) for one in read_answers(answers)]
    if as_json:
        print_json([one.model_dump() for one in marked])
        return
    for one in marked:
        _show(one)


def _show(marked: Marked) -> None:
    who = f"{marked.name}: " if marked.name else ""
    console().print(
        f"{who}{marked.lesson}, {marked.right} of {marked.marked} right", style="bold", markup=False
    )
    table = listing(["", "said", "", "accepted"])
    for one in marked.marks:
        verdict = {True: "right", False: "not accepted", None: ""}[one.right]
        table.add_row(str(one.activity), one.said or "", verdict, one.accepted or "nobody marks it")
    console().print(table)
