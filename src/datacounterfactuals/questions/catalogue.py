"""The catalogue: every question there is, and how to make one from words.

Built-in questions are found by walking this package; those of other packages enter by the entry
point group `datacounterfactuals.questions`, one class each.
"""

import importlib
import pkgutil
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from importlib.metadata import entry_points
from inspect import isabstract
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

from datacounterfactuals.core.errors import QuestionError, nearest
from datacounterfactuals.core.question import Question
from datacounterfactuals.core.settings import fit

GROUP = "datacounterfactuals.questions"
YES, NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")


class Parameter(NamedTuple):
    """A parameter of a question, as the command line and the page show it."""

    name: str
    type: str
    default: Any
    help: str


def questions() -> dict[str, type[Question]]:
    """Every question by its name: those of this package, then those that others installed."""
    found = dict(_built_in())
    for point in entry_points(group=GROUP):
        try:
            loaded = point.load()
        except Exception as error:
            raise QuestionError(
                f"the question {point.name!r} of another package cannot be loaded: {error}",
                f"Mend or uninstall the package that declares {point.value!r}",
            ) from error
        if not _is_question(loaded):
            raise QuestionError(
                f"the entry point {point.name!r} names {point.value!r}, which is no question",
                "Name a final dataclass that derives from Question",
            )
        if found.get(loaded.name, loaded) is not loaded:
            raise QuestionError(
                f"two questions are named {loaded.name!r}", f"Rename the one in {point.value!r}"
            )
        found[loaded.name] = loaded
    return dict(sorted(found.items()))


def classes() -> dict[str, type[Question]]:
    """Every question by the name of its class, as Python code writes it."""
    return {found.__name__: found for found in questions().values()}


def kind(name: str) -> type[Question]:
    """The class of a question. Raises QuestionError for an unknown name."""
    known = questions()
    if name not in known:
        raise QuestionError(f"no question is named {name!r}", nearest(name, known))
    return known[name]


def question(name: str, /, **parameters: Any) -> Question:
    """A question by its name, with parameters as Python values.

    Raises QuestionError for an unknown name or parameter, or a value of the wrong type.
    """
    wanted = kind(name)
    types_ = _types(wanted, parameters)
    return wanted(**{key: _fit(name, key, types_[key], v) for key, v in parameters.items()})


def from_text(name: str, texts: Mapping[str, str], /) -> Question:
    """A question by its name, with parameters as people type them: `{"group": "A, B"}`.

    Raises QuestionError for an unknown name or parameter, or text that cannot be read.
    """
    wanted = kind(name)
    types_ = _types(wanted, texts)
    return wanted(**{key: _read(name, key, types_[key], text) for key, text in texts.items()})


def parameters_of(wanted: type[Question]) -> list[Parameter]:
    """What can be set on a question: name, type in words, default, help."""
    types_ = get_type_hints(wanted)
    return [
        Parameter(item.name, _words(types_[item.name]), _default(item), item.metadata["help"])
        for item in _fields(wanted)
    ]


@cache
def _built_in() -> Mapping[str, type[Question]]:
    found: dict[str, type[Question]] = {}
    package = importlib.import_module(__name__.rpartition(".")[0])
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if _is_question(value) and value.__module__ == module.name:
                found[value.name] = value
    return found


def _is_question(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Question) and not isabstract(value)


def _fields(wanted: type[Question]) -> list[Field[Any]]:
    return list(fields(cast(Any, wanted)))


def _default(item: Field[Any]) -> Any:
    return None if item.default is MISSING else item.default


def _types(wanted: type[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    known = [item.name for item in _fields(wanted)]
    for key in given:
        if key not in known:
            raise QuestionError(
                f"the question {wanted.name!r} has no parameter {key!r}", nearest(key, known)
            )
    return get_type_hints(wanted)


def _words(wanted: Any) -> str:
    inner = get_args(wanted)
    match get_origin(wanted):
        case origin if origin is Literal:
            return "one of " + ", ".join(str(choice) for choice in inner)
        case origin if origin is tuple:
            return f"{_words(inner[0]).removeprefix('a ')}s, with commas between them"
        case origin if origin in (Union, types.UnionType):
            return f"{_words(_first(inner))}, or nothing"
        case _:
            known = {int: "a whole number", float: "a number", str: "a name", bool: "yes or no"}
            return known[wanted]


def _first(inner: tuple[Any, ...]) -> Any:
    return next(one for one in inner if one is not type(None))


def _wrong(name: str, key: str, wanted: Any, value: Any) -> QuestionError:
    return QuestionError(
        f"the parameter {key!r} of {name!r} cannot be {value!r}", f"Give {_words(wanted)}"
    )


def _fit(name: str, key: str, wanted: Any, value: Any) -> Any:
    try:
        return fit(wanted, value)
    except TypeError:
        raise _wrong(name, key, wanted, value) from None


def _read(name: str, key: str, wanted: Any, text: str) -> Any:
    """A value from what somebody typed."""
    inner, text = get_args(wanted), text.strip()
    try:
        match get_origin(wanted):
            case origin if origin is Literal:
                return {str(choice): choice for choice in inner}[text]
            case origin if origin is tuple:
                pieces = [piece for piece in text.split(",") if piece.strip()]
                return tuple(_read(name, key, inner[0], piece) for piece in pieces)
            case origin if origin in (Union, types.UnionType):
                empty = text.lower() in ("", "none", "nothing")
                return None if empty else _read(name, key, _first(inner), text)
            case None if wanted is bool:
                return {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}[text.lower()]
            case _:
                return wanted(text)
    except (ValueError, KeyError):
        raise _wrong(name, key, wanted, text) from None
