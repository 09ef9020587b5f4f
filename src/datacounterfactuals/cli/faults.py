"""What is said when a command cannot go on: one line, and an exit code."""

import os
import sys
import traceback

import typer

from datacounterfactuals.core.errors import DataCounterfactualsError

MISTAKE = 2
"""The words or the data have to be mended."""
FAULT = 1
"""The program itself is wrong."""
STOPPED = 130
"""Ctrl-C."""


class StoppedError(DataCounterfactualsError):
    """Somebody pressed Ctrl-C: what was kept, and how to go on."""


def explain(error: BaseException) -> int:
    """Say in one line on stderr what went wrong, and give the exit code.

    With DATACF_DEBUG=1 the traceback stands above the line.
    """
    if os.environ.get("DATACF_DEBUG", "") not in {"", "0"}:
        traceback.print_exception(error)
    match error:
        case StoppedError():
            return _say("", str(error), STOPPED)
        case DataCounterfactualsError():
            return _say("error: ", str(error), MISTAKE)
        case typer.TyperException():
            return _say("error: ", _usage(error), MISTAKE)
        case typer.Abort() | KeyboardInterrupt():
            return _say("", "Stopped.", STOPPED)
        case OSError():
            what = error.strerror or str(error)
            where = f": {error.filename}" if error.filename else ""
            return _say("error: ", f"{what}{where}. Check the path and its permissions.", MISTAKE)
        case _:
            return _say(
                "error: ",
                f"datacf itself failed with {type(error).__name__}: {error}. "
                "Please report this; DATACF_DEBUG=1 shows where it happened.",
                FAULT,
            )


def _usage(error: typer.TyperException) -> str:
    said = getattr(error, "format_message", error.__str__)().rstrip(".")
    context = getattr(error, "ctx", None)
    path = "datacf" if context is None else context.command_path
    mark = "" if said.endswith("?") else "."
    return f"{said}{mark} `{path} --help` shows what is known."


def _say(lead: str, words: str, code: int) -> int:
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    shown = f"\033[1;31m{lead}\033[0m" if coloured and lead else lead
    typer.echo(f"{shown}{' '.join(words.split())}", err=True)
    return code
