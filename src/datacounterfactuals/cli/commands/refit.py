"""Fit a study's preprocessing anew, which starts another grid."""

from typing import Annotated

import typer

from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.loading import refit as refit_study
from datacounterfactuals.study.shipped import names

app = options.command_app()


@app.command(epilog="For example: datacf refit my-study --yes")
def refit(
    word: options.StudyWord = None,
    study: options.Study = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Fit the preprocessing of a study (means, categories, vocabulary) anew to the objects that
    are there now. That is another protocol, so its grid starts empty; the old cells stay in the
    bank, and come back with the old study.frozen.json."""
    name = words.study_named(word, study)
    if name in names():
        raise StudyError(
            f"{name} ships with its preprocessing", "Copy its folder, and refit the copy"
        )
    before = load(name)
    if not yes:
        typer.confirm(
            f"Fitting {before.title} anew starts another grid, all of it to be trained. Go on?",
            abort=True,
            err=True,
        )
    after = refit_study(name)
    changed = before.fingerprint != after.fingerprint
    if as_json:
        print_json(
            {
                "study": after.name,
                "changed": changed,
                "before": before.fingerprint.hex(),
                "after": after.fingerprint.hex(),
            }
        )
    elif changed:
        console().print(f"{after.title} is fitted anew: its grid is another one, and empty.")
    else:
        console().print(f"{after.title} is as it was: the fit gave the same numbers.")
