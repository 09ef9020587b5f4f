"""Where words go: tables to stdout, progress and remarks to stderr, JSON bare."""

import json
import math
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

import numpy as np
import typer
from rich.console import Console

PIPED_WIDTH = 400
"""Characters a line may have where nobody's terminal ends: a table is then never cut."""


def out() -> Console:
    """The console of results. Plain when it is piped or NO_COLOR is set."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(width=width, highlight=False, emoji=False)


def aside() -> Console:
    """The console of what is not a result: progress, remarks, what was written where."""
    width = None if sys.stderr.isatty() else PIPED_WIDTH
    return Console(stderr=True, width=width, highlight=False, emoji=False)


def remark(words: str) -> None:
    """A line beside the result."""
    aside().print(words, style="dim", markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """A value as JSON, and nothing else, on stdout."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def plain(value: Any) -> Any:
    """A value as JSON takes it: a number that is none becomes null."""
    match value:
        case None | str() | bool() | int():
            return value
        case float():
            return float(value) if math.isfinite(value) else None
        case bytes():
            return value.hex()
        case np.ndarray() | np.generic():
            return plain(value.tolist())
        case Mapping():
            return {str(key): plain(one) for key, one in cast(Mapping[Any, Any], value).items()}
        case Iterable():
            return [plain(one) for one in cast(Iterable[Any], value)]
        case _:
            return str(value)


@cache
def dark() -> bool:
    """Whether the terminal is dark, as far as it says so (COLORFGBG); most are."""
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return ground not in {"7", "15"}
