"""`datacf`: the program."""

import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from datacounterfactuals.cli.group import Commands

app = typer.Typer(
    name="datacf",
    cls=Commands,
    help="What would change if the training data were different?",
    epilog="A command takes its STUDY first: a shipped name, a folder, or a study.toml. Without "
    "one it is the study.toml of the working folder, or else corpora. "
    "Start with: datacf grid four",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"datacf {version('datacounterfactuals')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    shown: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version"),
    ] = False,
) -> None:
    """What would change if the training data were different?"""
    del shown
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run `datacf` on the words of the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no ● still gets its table
    app(prog_name="datacf")
