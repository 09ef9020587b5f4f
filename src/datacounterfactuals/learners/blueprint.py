"""An estimator as plain data, and back: its class by import path, its parameters by name."""

import importlib
import inspect
import marshal
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np

from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import LearnerError, nearest


def describe(estimator: Any) -> tuple[str, dict[str, Any]]:
    """The import path of an estimator's class, and the parameters that differ from its defaults.

    An estimator inside another is `{"estimator": path, "parameters": {...}}`. Raises LearnerError
    for a parameter that has no plain form, since nothing could tell two of them apart.
    """
    path, known = path_of(type(estimator)), defaults(type(estimator))
    return path, {
        name: _plain(value, f"{name} of {path}")
        for name, value in sorted(estimator.get_params(deep=False).items())
        if not _same(value, known[name])
    }


def build(path: str, parameters: Mapping[str, Any]) -> Any:
    """The estimator that a description stands for. Raises LearnerError for an unknown path or
    parameter, or for a value that the estimator refuses."""
    found = find(path)
    known = defaults(found)
    for name in parameters:
        if name not in known:
            raise LearnerError(f"{path} has no parameter {name!r}", nearest(name, known))
    values = {name: _value(value, known[name]) for name, value in parameters.items()}
    try:
        estimator = found(**values)
        if hasattr(estimator, "_parameter_constraints"):
            # Scikit-learn's own say at once what a later fit would refuse in every world.
            estimator._validate_params()
    except (TypeError, ValueError) as error:
        raise LearnerError(f"{path} cannot be made: {error}", "Change its parameters") from error
    return estimator


def find(path: str) -> type:
    """The class at an import path. Raises LearnerError unless it is a scikit-learn estimator."""
    from sklearn.base import BaseEstimator

    module, _, name = path.rpartition(".")
    try:
        place = importlib.import_module(module) if module else None
    except Exception as error:  # a module runs its own code
        raise LearnerError(f"{module!r} cannot be imported ({error})", _suggest(path)) from error
    found = getattr(place, name, None)
    if not isinstance(found, type):
        raise LearnerError(f"no estimator is at {path!r}", _suggest(path))
    if not issubclass(found, BaseEstimator):
        raise LearnerError(
            f"{path} is not a scikit-learn estimator", "Give a subclass of BaseEstimator"
        )
    return found


def path_of(found: type) -> str:
    """The shortest import path under which a class is found: its public name."""
    parts = found.__module__.split(".")
    for length in range(1, len(parts)):
        module = sys.modules.get(".".join(parts[:length]))
        if getattr(module, found.__name__, None) is found:
            return ".".join([*parts[:length], found.__name__])
    return f"{found.__module__}.{found.__qualname__}"


def defaults(found: type) -> dict[str, Any]:
    """The parameters of an estimator's class and their default values."""
    named = inspect.signature(found).parameters.values()
    return {p.name: p.default for p in named if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}


def code(path: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """What wrote the numbers: the version of every package that an estimator comes from, or a hash
    of the source of a class whose package tells none."""
    import sklearn

    out = {"sklearn": str(sklearn.__version__)}
    for one in (path, *_paths(parameters)):
        package = one.partition(".")[0]
        version = getattr(sys.modules[package], "__version__", None)
        if version is None:
            out[one] = _source(find(one))
        else:
            out[package] = str(version)
    return dict(sorted(out.items()))


def _source(found: type) -> str:
    """A hash of what is written in a class and its own bases; of its code if it was typed in."""
    parts: list[bytes | str] = []
    for one in found.__mro__:
        if getattr(sys.modules[one.__module__.partition(".")[0]], "__version__", None) is None:
            try:
                parts.append(inspect.getsource(one))
            except (OSError, TypeError):
                methods = [value for value in vars(one).values() if inspect.isfunction(value)]
                parts += [marshal.dumps(method.__code__) for method in methods]
    return "source " + digest(*parts).hex()


def _paths(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        inner = cast(Mapping[str, Any], value)
        if isinstance(inner.get("estimator"), str):
            yield inner["estimator"]
        for one in inner.values():
            yield from _paths(one)
    elif isinstance(value, list | tuple):
        for one in cast(list[Any], value):
            yield from _paths(one)


def _plain(value: Any, where: str) -> Any:
    from sklearn.base import BaseEstimator

    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, BaseEstimator):
        path, parameters = describe(value)
        return {"estimator": path, "parameters": parameters}
    if isinstance(value, list | tuple):
        return [_plain(one, where) for one in cast(list[Any], value)]
    if isinstance(value, Mapping):
        inner = cast(Mapping[Any, Any], value)
        return {key: _plain(one, where) for key, one in inner.items()}
    raise LearnerError(
        f"{where} is a {type(value).__name__}, which has no plain form to tell it by",
        "Use numbers, texts, lists and estimators, or write an estimator that sets it itself",
    )


def _same(value: Any, default: Any) -> bool:
    """Whether a value is the default, 1 and 1.0 and True being three different ones."""
    plain = isinstance(value, bool | int | float | str | tuple)
    return value is default or (plain and type(value) is type(default) and value == default)


def _value(value: Any, default: Any) -> Any:
    """The value that an estimator is given for a plain one: estimators made, lists where its
    default is a tuple turned into one."""
    if isinstance(value, Mapping):
        inner = cast(Mapping[str, Any], value)
        if set(inner) <= {"estimator", "parameters"} and isinstance(inner.get("estimator"), str):
            return build(inner["estimator"], inner.get("parameters", {}))
        return {key: _value(one, None) for key, one in inner.items()}
    if isinstance(value, list | tuple):
        values = [_value(one, None) for one in cast(list[Any], value)]
        return tuple(values) if isinstance(default, tuple) else values
    return value


def _suggest(path: str) -> str:
    from sklearn.utils import all_estimators

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            known = {name: path_of(found) for name, found in all_estimators()}
        except Exception:  # it imports whatever scikit-learn could work with, broken or not
            return "Give the import path of a scikit-learn estimator"
    name = path.rpartition(".")[2]
    return f"Write {known[name]!r}" if name in known else nearest(path, known.values())
