"""The group of commands: found by walking the folder, and read only when they are called.

`datacf --help` knows a command by its file's docstring alone, so that it loads no library.
"""

import ast
import pkgutil
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from datacounterfactuals.cli import commands as package
from datacounterfactuals.cli.faults import explain
from datacounterfactuals.core.errors import nearest

READING_ORDER = (
    "studies", "about", "init", "grid", "fill", "plan", "ask", "chart",
    "import-runs", "next", "report", "cite", "board", "plan-strike", "lesson",
    "bank", "refit", "serve", "export-site",
)  # fmt: skip
"""The order in which help lists them; what is not named here comes last."""


@cache
def names() -> tuple[str, ...]:
    """The names of all commands."""
    found = [item.name.replace("_", "-") for item in pkgutil.iter_modules(package.__path__)]
    last = len(READING_ORDER)
    return tuple(
        sorted(found, key=lambda n: (READING_ORDER.index(n) if n in READING_ORDER else last, n))
    )


def first_line(name: str) -> str:
    """What a command does, read from its file without running it."""
    path = Path(package.__path__[0]) / f"{name.replace('-', '_')}.py"
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(words.partition("\n\n")[0].split())


@cache
def load(name: str) -> Any:
    """The command itself, with all that it needs."""
    module = import_module(f"{package.__name__}.{name.replace('-', '_')}")
    command = typer.main.get_command(module.app)
    command.name = name
    return command


class Commands(TyperGroup):
    """The commands of `datacf`, and how they fail: in one line, never with a traceback."""

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(names())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Enough of a command for help and completion to list it."""
        del ctx
        if cmd_name not in names():
            return None
        words = first_line(cmd_name)
        return TyperCommand(cmd_name, help=words, short_help=words)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called, in full."""
        if args[0] in names():
            return args[0], load(args[0]), args[1:]
        if not ctx.resilient_parsing:
            ctx.fail(f"no command is named {args[0]!r}. {nearest(args[0], names())}")
        return None, None, args[1:]

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        try:
            code: Any = super().main(
                args, prog_name, complete_var, False, windows_expand_args, **extra
            )
        except (Exception, KeyboardInterrupt) as error:
            code = explain(error)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code
