"""The same question as Python and as a command, so that a page is never the only way."""

import shlex
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from datacounterfactuals.core.question import Question
from datacounterfactuals.core.rights import spelled


def changed(asking: Question) -> dict[str, Any]:
    """The parameters that are not at their defaults."""
    return {
        item.name: getattr(asking, item.name)
        for item in fields(cast(Any, asking))
        if getattr(asking, item.name) != item.default
    }


def as_python(
    study: str,
    asking: Question,
    metric: str | None = None,
    slices: tuple[str, ...] = (),
    plus: tuple[str, ...] = (),
    rights: Mapping[str, str] | None = None,
) -> str:
    """The line that asks it in Python and prints it, after `import datacounterfactuals as dc`."""
    given = ", ".join(f"{name}={value!r}" for name, value in changed(asking).items())
    how = f", metric={metric!r}" if metric else ""
    how += f", slices={list(slices)!r}" if slices else ""
    how += f", rights={dict(rights)!r}" if rights else ""
    of = f"dc.load({study!r}).plus({', '.join(map(repr, plus))})" if plus else repr(study)
    return f"print(dc.frame(dc.answer({of}, dc.{type(asking).__name__}({given}){how})))"


def as_command(
    study: str,
    asking: Question,
    metric: str | None = None,
    slices: tuple[str, ...] = (),
    plus: tuple[str, ...] = (),
    rights: Mapping[str, str] | None = None,
) -> str:
    """The line that asks it in a terminal."""
    words = ["datacf", "ask", study, asking.name]
    for name, value in changed(asking).items():
        words += ["-p", f"{name}={typed(value)}"]
    for text in plus:
        words += ["--plus", text]
    for text in spelled(rights or {}):
        words += ["--right", text]
    if metric:
        words += ["--metric", metric]
    if slices:
        words += ["--slices", ",".join(slices)]
    return shlex.join(words)


def typed(value: Any) -> str:
    """A parameter's value as people type it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return ", ".join(typed(one) for one in cast(tuple[Any, ...], value))
        case _:
            return str(value)
