"""Say how to cite the cells of a study."""

from typing import Annotated, Literal

import typer

from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.terminal import print_json
from datacounterfactuals.runs.cite import cite as citation

app = options.command_app()


@app.command(epilog="For example: datacf cite census --form bibtex")
def cite(
    word: options.StudyWord = None,
    study: options.Study = None,
    form: Annotated[
        Literal["text", "bibtex", "csl"], typer.Option(help="As a sentence, BibTeX or CSL-JSON.")
    ] = "text",
    as_json: options.AsJson = False,
) -> None:
    """Say how to cite the cells of a study: its protocol's fingerprint, the version that trained
    them, and the licence of the data."""
    found = citation(words.study_named(word, study))
    if as_json:
        print_json(found.to_json())
    else:
        typer.echo(found.written(form))
