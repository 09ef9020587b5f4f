"""The reference of study.toml, as Markdown made from its schema."""

import dataclasses
import types
import typing
from typing import Any, Literal

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.learners.catalogue import learners
from datacounterfactuals.study.declaration import Declaration

HEAD = """\
# study.toml

Written by `script/docs` from the schema itself. `datacf init DATA` writes a commented one for a
table of yours; an unknown key is an error that names the key which was probably meant.
"""


def reference() -> str:
    """The whole reference: sections with their keys, learners with their settings, metrics."""
    parts = [HEAD]
    for name, info in Declaration.model_fields.items():
        model = _model(info.annotation)
        if model is not None and name != "learner":
            parts += _section(name, model, many=_origin(info.annotation) is tuple)
    parts += ["## `[learner]`\n", "`kind` is one of these; the other keys are its settings.\n"]
    parts += ["| kind | model | settings |", "|---|---|---|"]
    for name, kind in sorted(learners().items()):
        fields = dataclasses.fields(typing.cast(Any, kind))
        settings = ", ".join(f"`{item.name}`" for item in fields)
        parts.append(f"| `{name}` | {kind.title} | {settings or 'none'} |")
    parts += ["", "## Metrics\n", "| name | what | better | for |", "|---|---|---|---|"]
    for metric in METRICS.values():
        unit = f", {metric.unit}" if metric.unit else ""
        way = "more" if metric.better > 0 else "less"
        tasks = ", ".join(metric.tasks)
        parts.append(f"| `{metric.name}` | {metric.title}{unit} | {way} | {tasks} |")
    return "\n".join(parts) + "\n"


def _section(name: str, model: type[BaseModel], many: bool) -> list[str]:
    title = f"[[{name}]]" if many else f"[{name}]"
    words = (model.__doc__ or "").strip().split("]: ", 1)[-1].split("]]: ", 1)[-1]
    lines = [f"## `{title}`\n", f"{words[:1].upper()}{words[1:]}\n"]
    lines += ["| key | | default | meaning |", "|---|---|---|---|"]
    nested: list[str] = []
    for key, info in model.model_fields.items():
        inner = _model(info.annotation)
        if inner is not None:
            nested += ["", *_section(f"{name}.{key}", inner, many=True)]
        default = info.get_default(call_default_factory=True)
        lines.append(
            f"| `{key}` | {_words(info.annotation)} | {_default(default)} | "
            f"{info.description or ''} |"
        )
    return [*lines, *nested, ""]


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "needed"
    if value is None or value in ((), {}, ""):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _origin(annotation: Any) -> Any:
    return typing.get_origin(annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    """The section that a field holds, alone or many times."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model(one) for one in typing.get_args(annotation))
    return next((one for one in inner if one is not None), None)


def _words(annotation: Any) -> str:
    """A type as people say it."""
    origin, inside = _origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _words(inside[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_words(one) for one in inside if one is not type(None))
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inside)
    if origin is tuple:
        return "tables" if _model(annotation) else f"list of {_words(inside[0])}"
    if origin is dict:
        return f"table of {_words(inside[1])}"
    simple = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return simple.get(annotation, "table")
