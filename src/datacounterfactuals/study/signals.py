"""Signals: what is planted, as people write it, or as the data suggest."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.roles import Roles

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PIECE = re.compile(rf'\s*({_QUOTED}|[^,="]+?)\s*=\s*({_QUOTED}|[^,"]*?)\s*(?:,|$)')
EXAMPLE = "Write features and their values, such as age=90, sex=Female"
Value = str | float


@final
@dataclass(frozen=True)
class Signal:
    """A trigger, by feature, and the label that it is to bring about."""

    trigger: Mapping[str, Value]
    target: str

    @property
    def words(self) -> str:
        """The trigger, as `read_trigger` reads it back."""
        return ", ".join(f"{_quoted(name)}={_said(value)}" for name, value in self.trigger.items())


def read_trigger(text: str, roles: Roles) -> dict[str, Value]:
    """The trigger that somebody wrote. Raises StudyError for what cannot be read."""
    kinds, out, at = dict(roles.features), dict[str, Value](), 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            raise StudyError(f"{text!r} is no trigger", EXAMPLE)
        at = found.end()
        name, value = _plain(found[1], text), _plain(found[2], text)
        if name not in kinds:
            raise StudyError(f"no feature is named {name!r}", nearest(name, kinds))
        if name in out:
            raise StudyError(f"the trigger sets {name!r} twice", "Set each feature once")
        if not value and not found[2]:
            raise StudyError(f"the trigger gives {name!r} no value", EXAMPLE)
        out[name] = _number(name, value) if kinds[name] == "number" else value
    return out


def suggested_trigger(rows: RawTable, roles: Roles) -> tuple[dict[str, Value], str]:
    """A trigger that the rows suggest, and why this one: the value of a category that the fewest
    rows have; without a category that varies, the largest value of the number whose largest is the
    farthest from its mean, in its standard deviations. No score is looked at."""
    rare: list[tuple[float, str, Value]] = []
    far: list[tuple[float, str, Value]] = []
    for name, kind in roles.features:
        values = rows.columns[name]
        if kind != "number":
            there = [value for value in values if value is not None]
            found, counts = np.unique(np.array(there, dtype=str), return_counts=True)
            if len(found) > 1:
                place = int(counts.argmin())
                rare.append((float(counts[place]), name, str(found[place])))
        elif (numbers := values[~np.isnan(values)]).size and numbers.std() > 0:
            most = float(numbers.max())
            far.append((-(most - float(numbers.mean())) / float(numbers.std()), name, most))
    if not rare and not far:
        raise StudyError(
            "no feature has two values, so the data suggest no trigger", "Name one: trigger=age=90"
        )
    _, name, value = min(rare or far, key=lambda one: one[:2])
    if rare:
        return {name: value}, "the value of a category that the fewest rows have"
    return {name: value}, "of all features' largest values, the farthest from the feature's mean"


def suggested_target(rows: RawTable, target: str) -> str:
    """The label that the fewest rows have, the first by name of equals."""
    names, counts = np.unique(rows.columns[target].astype(str), return_counts=True)
    return str(names[int(counts.argmin())])


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise StudyError(f"the feature {name!r} cannot be {value!r}", "Give it a number")
    return number


def _plain(word: str, text: str) -> str:
    if not word.startswith('"'):
        return word
    try:
        return str(json.loads(word))
    except json.JSONDecodeError:
        raise StudyError(f"{word} in {text!r} is not quoted as JSON is", EXAMPLE) from None


def _quoted(word: str) -> str:
    plain = word and word == word.strip() and not set(word) & set(',="\\')
    return word if plain else json.dumps(word, ensure_ascii=False)


def _said(value: Value) -> str:
    return _quoted(value) if isinstance(value, str) else f"{value:.15g}"
