"""The catalogue: every learner there is, and how to make one from words.

Built-in learners are found by walking this package; those of other packages enter by the entry
point group `datacounterfactuals.learners`, one class each.
"""

import importlib
import pkgutil
import types
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from datacounterfactuals import learners as package
from datacounterfactuals.core.errors import LearnerError, nearest
from datacounterfactuals.core.settings import fit
from datacounterfactuals.learners.base import Learner

GROUP = "datacounterfactuals.learners"


def learners() -> dict[str, type[Learner]]:
    """Every learner by its name: those of this package, then those that others installed.

    Raises LearnerError if one of those cannot be loaded.
    """
    found = dict(_built_in())
    for point in entry_points(group=GROUP):
        loaded = _load(point)
        if found.get(loaded.name, loaded) is not loaded:
            raise LearnerError(
                f"two learners are named {loaded.name!r}", f"Rename the one in {point.value!r}"
            )
        found[loaded.name] = loaded
    return dict(sorted(found.items()))


def learner(kind: str, **settings: Any) -> Learner:
    """A learner by its name, with settings as plain data: `learner("ridge", l2=0.1)`.

    A whole number may stand for a number and a list for a tuple. Raises LearnerError for an
    unknown name or setting, or a value of the wrong type.
    """
    built_in = _built_in()
    known = built_in if kind in built_in else learners()
    if kind not in known:
        raise LearnerError(f"no learner is named {kind!r}", nearest(kind, known))
    wanted = known[kind]
    names = [item.name for item in fields(cast(Any, wanted)) if item.init]
    for name in settings:
        if name not in names:
            raise LearnerError(
                f"the learner {kind!r} has no setting {name!r}", nearest(name, names)
            )
    hints = get_type_hints(wanted)
    fitted = {name: _setting(kind, name, hints[name], value) for name, value in settings.items()}
    try:
        return wanted(**fitted)
    except TypeError as error:  # a setting without a default was left out
        raise LearnerError(
            f"the learner {kind!r} lacks a setting: {error}", f"Its settings: {', '.join(names)}"
        ) from error


@cache
def _built_in() -> Mapping[str, type[Learner]]:
    found: dict[str, type[Learner]] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if _is_learner(value) and value.__module__ == module.name:
                found[value.name] = value
    return found


def _load(point: EntryPoint) -> type[Learner]:
    try:
        loaded = point.load()
    except Exception as error:
        raise LearnerError(
            f"the learner {point.name!r} of another package cannot be loaded: {error}",
            f"Mend or uninstall the package that declares {point.value!r}",
        ) from error
    if not _is_learner(loaded):
        raise LearnerError(
            f"the entry point {point.name!r} names {point.value!r}, which is no learner",
            "Name a final dataclass that derives from Learner",
        )
    return loaded


def _is_learner(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Learner) and not isabstract(value)


def _setting(kind: str, name: str, wanted: Any, value: Any) -> Any:
    try:
        return fit(wanted, value)
    except TypeError:
        raise LearnerError(
            f"the setting {name!r} of the learner {kind!r} cannot be {value!r}",
            f"Give {_words(wanted)}",
        ) from None


def _words(wanted: Any) -> str:
    inner = get_args(wanted)
    match get_origin(wanted):
        case origin if origin is Literal:
            return "one of " + ", ".join(repr(choice) for choice in inner)
        case origin if origin in (Union, types.UnionType):
            return ", or ".join(_words(choice) for choice in inner)
        case origin if origin is tuple:
            return f"a list (each item {_words(inner[0])})"
        case origin if origin in (dict, Mapping):
            return "a table of names and values"
        case _:
            known = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
            return known.get(wanted, "nothing")
