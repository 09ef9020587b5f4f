"""Settings: plain values, as files and addresses hold them, fitted to declared types."""

import types
from collections.abc import Mapping
from typing import Any, Literal, Union, cast, get_args, get_origin


def fit(wanted: Any, value: Any) -> Any:
    """A plain value as a field of this type wants it: a whole number may stand for a number, a
    list for a tuple. Raises TypeError if it does not fit."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted is Any or (wanted is not float and type(value) is wanted):
        return value
    if wanted is float and type(value) in (int, float):
        return float(value)
    if wanted is types.NoneType and value is None:
        return None
    if origin is Literal and any(type(value) is type(one) and value == one for one in inner):
        return value
    if origin in (Union, types.UnionType):
        return _first_that_fits(inner, value)
    if origin is tuple and isinstance(value, list | tuple):
        items = cast(list[Any], value)
        each = inner[:1] * len(items) if Ellipsis in inner else inner
        if len(each) == len(items):
            return tuple(fit(one, item) for one, item in zip(each, items, strict=True))
    if origin in (dict, Mapping) and isinstance(value, Mapping):
        pairs = cast(Mapping[Any, Any], value).items()
        return {fit(inner[0], key): fit(inner[1], item) for key, item in pairs}
    raise TypeError(value)


def _first_that_fits(choices: tuple[Any, ...], value: Any) -> Any:
    for choice in choices:
        try:
            return fit(choice, value)
        except TypeError:
            continue
    raise TypeError(value)
