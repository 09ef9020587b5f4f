"""Look at a table and write a study.toml for it."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import options
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import read_file
from datacounterfactuals.study.init import propose

app = options.command_app()


@app.command(epilog="For example: datacf init people.csv --target income --objects region")
def init(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A CSV, Parquet or JSON file.")],
    target: Annotated[str | None, typer.Option(help="The column to predict.")] = None,
    objects: Annotated[
        str | None,
        typer.Option(help="What can be in or out: a column, `rows`, or a number of random parts."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write; study.toml beside the data without it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Look at a table, choose what is not given, and write a commented study.toml that can be used
    as it is: the objects, the target, what is held out, the learner."""
    path = data.parent / "study.toml" if out is None else out
    if path.is_dir():
        path = path / "study.toml"
    if target is None or objects is None:
        lacking = "--target" if target is None else "--objects"
        columns = ", ".join(read_file(data).names)
        raise StudyError(f"{lacking} is not given", f"The columns of {data.name}: {columns}")
    if path.exists() and not force:
        raise StudyError(f"{path} is there already", "Name another with --out, or add --force")
    text = propose(data, target, objects, path.parent)
    path.write_text(text, "utf-8")
    word = str(path.parent if path.name == "study.toml" else path)
    if as_json:
        print_json({"path": str(path), "study": word, "toml": text})
        return
    console().print(text, markup=False, soft_wrap=True)
    words = "" if word == "." else f" {word}"
    remark(f"wrote {path}. Next: datacf grid{words}, or datacf ask{words} shapley")
