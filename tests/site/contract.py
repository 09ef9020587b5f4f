"""The shapes of the API as TypeScript, to hold `static/shapes` to them."""

import importlib
import pkgutil
import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from datacounterfactuals.site import shapes
from datacounterfactuals.site.shapes.base import Shape, Wanted


def modules() -> list[str]:
    """The modules of shapes that hold any."""
    names = sorted(module.name for module in pkgutil.iter_modules(shapes.__path__))
    return [name for name in names if interfaces_of(name)]


def interfaces_of(module: str) -> dict[str, str]:
    """Every shape of a module as an interface, by name."""
    loaded = importlib.import_module(f"{shapes.__name__}.{module}")
    return {
        value.__name__: interface(value)
        for value in vars(loaded).values()
        if _is_shape(value) and value.__module__ == loaded.__name__
    }


def interface(shape: type[BaseModel]) -> str:
    """One shape as an interface. What a request may leave out is optional."""
    lines = [f"export interface {shape.__name__} {{"]
    for name, field in shape.model_fields.items():
        mark = "?" if issubclass(shape, Wanted) and not field.is_required() else ""
        lines.append(f"  {name}{mark}: {_typed(field)};")
    return "\n".join([*lines, "}"])


def _is_shape(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Shape) and value not in {Shape, Wanted}


def _typed(field: FieldInfo) -> str:
    return typescript(field.annotation)


def typescript(hint: Any) -> str:
    """A Python type as TypeScript."""
    inner = get_args(hint)
    match get_origin(hint):
        case origin if origin is Literal:
            return " | ".join(f'"{choice}"' for choice in inner)
        case origin if origin in (Union, types.UnionType):
            return " | ".join(typescript(one) for one in inner)
        case origin if origin is list:
            one = typescript(inner[0])
            return f"({one})[]" if " | " in one else f"{one}[]"
        case origin if origin is tuple:
            return f"[{', '.join(typescript(one) for one in inner)}]"
        case origin if origin is dict:
            return f"Record<{typescript(inner[0])}, {typescript(inner[1])}>"
        case _:
            plain = {str: "string", int: "number", float: "number", bool: "boolean"}
            if hint is Any:
                return "unknown"
            if hint is type(None):
                return "null"
            return plain.get(hint) or hint.__name__
