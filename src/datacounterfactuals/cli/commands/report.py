"""Write the page for the meeting: what runs say, how surely, and what to run next."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import completion, options, words
from datacounterfactuals.cli.files import kind_of
from datacounterfactuals.cli.opening import open_table
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.runs.report import report as written

app = options.command_app()


@app.command(epilog="For example: datacf report runs shapley --out report.html")
def report(
    words_: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY] QUESTION", autocompletion=completion.words,
            help="The study of imported runs, and questions; without any the usual two.",
        ),
    ] = None,
    study: options.Study = None,
    set_: options.Parameters = None,
    runs: Annotated[int, typer.Option(min=0, help="How many next runs to name.")] = 5,
    out: Annotated[Path, typer.Option(help="A .html or .md file.")] = Path("report.html"),
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Write the page for the meeting, as HTML that needs no other file or as Markdown: the runs,
    what their design can tell, the answers with their intervals, and the runs to make next."""
    kind_of(out, (".html", ".md"))
    place, names = words.split(words_ or (), study)
    asked = words.read(names, place, set_ or ()).questions if names else ()
    made = written(open_table(place), *asked, runs=runs)
    made.save(out)
    if as_json:
        print_json(made.to_json())
    else:
        remark(f"wrote {out}")
