"""The reference of the command line, as Markdown made from the program itself."""

from typing import Any

import typer

from datacounterfactuals.cli.app import app
from datacounterfactuals.cli.group import first_line, load, names
from datacounterfactuals.questions.catalogue import parameters_of, questions

HEAD = """\
# The command line

Written by `script/docs` from the program itself.

    datacf VERB [STUDY] [QUESTION...] [-p NAME=VALUE...]

A STUDY is a shipped name, a folder, or a study.toml, and stands first or after `--study`; without
one it is the study.toml of the working folder, or else `corpora`. Words are read as questions
first. Every command takes `--json` where it has something to say, and `--help`. A mistake is one
line on stderr and exit code 2 (`DATACF_DEBUG=1` shows the traceback above it); Ctrl-C is exit code
130, and says what was kept. `DATACF_BANK` names the folder of the bank; `NO_COLOR` is honoured.
"""


def reference() -> str:
    """The whole reference."""
    parts = [HEAD, "## Commands\n"]
    parts += [f"- [`datacf {name}`](#datacf-{name}): {first_line(name)}" for name in names()]
    parts.append("")
    root = typer.Context(typer.main.get_command(app), info_name="datacf")
    for name in names():
        parts += _command(load(name), typer.Context(load(name), info_name=name, parent=root))
    parts += _questions()
    return "\n".join(parts).rstrip() + "\n"


def _command(command: Any, context: typer.Context) -> list[str]:
    path = context.command_path
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    usage = usage.replace("{", "").replace("}", "")
    lines = [f"## `{path}`\n", _one_line(command.help), "", f"    {usage}\n"]
    if command.epilog:
        lines += [_one_line(command.epilog), ""]
    rows = [record for one in command.get_params(context) if (record := _record(one, context))]
    if rows:
        lines += ["| | |", "|---|---|", *(f"| `{name}` | {words} |" for name, words in rows), ""]
    for inner in getattr(command, "commands", {}).values():
        nested = typer.Context(inner, info_name=inner.name, parent=context)
        lines += [line.replace("## `", "### `", 1) for line in _command(inner, nested)]
    return lines


def _record(parameter: Any, context: typer.Context) -> tuple[str, str] | None:
    if parameter.name == "help":
        return None
    name, words = parameter.get_help_record(context) or (parameter.make_metavar(context), "")
    return _one_line(name).replace("|", "\\|"), _one_line(words).replace("|", "\\|")


def _questions() -> list[str]:
    lines = ["## Questions\n"]
    for name, kind in questions().items():
        if not kind.__module__.startswith("datacounterfactuals."):
            continue
        sentence = (kind.__doc__ or "").strip().partition("\n\n")[0]
        lines.append(f"- `{name}` ({kind.family}): {_one_line(sentence)}")
        for one in parameters_of(kind):
            default = "" if one.default in (None, "", ()) else f" (default: {one.default})"
            lines.append(f"  - `-p {one.name}=`{one.type}: {one.help}{default}")
    return lines


def _one_line(words: str | None) -> str:
    return " ".join((words or "").split())
