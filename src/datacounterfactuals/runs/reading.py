"""From a raw table to runs: what is in or out, how much of it, and the scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.runs.guessing import IN, JOINTS, OUT, Roles, better_of, guess
from datacounterfactuals.runs.table import Kind, RunTable, Score, to_weights

Declared = Mapping[str, str] | Sequence[str]
TOKENS_FROM = 1000.0
"""An amount from here on is a count of tokens, and not a weight."""


@final
@dataclass(frozen=True, eq=False)
class ReadRuns:
    """A table of runs, and in words what was guessed about it."""

    runs: RunTable
    notes: tuple[str, ...]


def read_runs(
    raw: RawTable,
    *,
    run: str | None = None,
    objects: Sequence[str] | None = None,
    scores: Declared | None = None,
    seed: str | None = None,
    cost: str | None = None,
    kind: Kind | None = None,
    sizes: Mapping[str, float] | None = None,
) -> ReadRuns:
    """Turn a raw table into runs.

    What is not given is guessed by looking. `scores`: names, or which way each is better
    ("more" or "less"). `sizes`: how many tokens weight 1 of an object is; by default the most
    that a run had of it. Raises StudyError for what cannot be read or decided.
    """
    names = None if scores is None else list(scores)
    roles = guess(raw, run, objects, names, seed, cost)
    notes = [_told("objects", roles.objects or (f"the parts of {roles.made_of!r}",))]
    listed, amounts, percent = _amounts(raw, roles)
    decided = kind or _kind(amounts, percent)
    amounts, units = _scaled(decided, listed, amounts, percent, sizes or {}, raw.source)
    infos = [_score(raw, name, scores) for name in roles.scores]
    values = np.stack([_values(raw, name, notes) for name in roles.scores], axis=1)
    notes += [f"{info.name}: {info.word} is better" for info in infos]
    notes += _kind_words(decided)
    notes += [f"left out {name!r}: {why}" for name, why in roles.aside]
    columns = {
        role: name
        for role, name in (("run", roles.run), ("seed", roles.seed), ("cost", roles.cost))
        if name is not None
    }
    notes += [f"{role}: the column {name!r}" for role, name in columns.items()]
    runs = RunTable(
        tuple(listed),
        decided,
        units,
        to_weights(decided, amounts, units),
        tuple(infos),
        values,
        _texts(raw, roles.run),
        _texts(raw, roles.seed),
        _costs(raw, roles.cost),
        columns,
    )
    return ReadRuns(_scored(_distinctly_named(runs), notes, raw.source), tuple(notes))


def _scored(runs: RunTable, notes: list[str], source: str) -> RunTable:
    """Without scores that nothing reports, and runs that report none."""
    held: Bools = ~np.isnan(runs.values)
    some: Bools = np.any(held, axis=0)
    if not some.any():
        listed = ", ".join(score.name for score in runs.scores)
        raise StudyError(f"no run of {source} has a score ({listed})", "Fill in the scores")
    if not some.all():
        empty = [score.name for score, kept in zip(runs.scores, some, strict=True) if not kept]
        notes.append(f"left out {', '.join(empty)}: no run reports it")
        runs = _with_scores(runs, some)
    there: Bools = np.any(~np.isnan(runs.values), axis=1)
    if not there.all():
        count = int((~there).sum())
        notes.append(f"{count} run{'s' * (count > 1)} without any score left out")
    return runs.take(there)


def _with_scores(runs: RunTable, kept: Bools) -> RunTable:
    return RunTable(
        runs.objects, runs.kind, runs.sizes, runs.weights,
        tuple(score for score, keep in zip(runs.scores, kept, strict=True) if keep),
        runs.values[:, kept], runs.names, runs.seeds, runs.costs, runs.columns,
    )  # fmt: skip


def _distinctly_named(runs: RunTable) -> RunTable:
    """Names that do not tell runs apart, not even with the seed, name nothing."""
    pairs = set(zip(runs.names, runs.seeds, strict=True))
    if len(pairs) == len(runs) and all(runs.names):
        return runs
    return RunTable(
        runs.objects, runs.kind, runs.sizes, runs.weights, runs.scores, runs.values,
        ("",) * len(runs), runs.seeds, runs.costs, runs.columns,
    )  # fmt: skip


# Objects


def _amounts(raw: RawTable, roles: Roles) -> tuple[list[str], Floats, bool]:
    if roles.made_of is not None:
        return (*_listed(raw, roles.made_of), False)
    columns = [_amount(raw, name) for name in roles.objects]
    percent = any(
        isinstance(value, str) and value.endswith("%")
        for name in roles.objects
        for value in raw.columns[name]
    )
    return list(roles.objects), np.stack(columns, axis=1), percent


def _listed(raw: RawTable, name: str) -> tuple[list[str], Floats]:
    """One column that spells each world: A+B+D, or A, B, D."""
    spelled = [JOINTS.split(text.strip()) if text else [] for text in raw.labels(name)]
    objects = sorted({word for words in spelled for word in words if word})
    out = np.zeros((len(raw), len(objects)))
    for row, words in enumerate(spelled):
        out[row, [objects.index(word) for word in words if word]] = 1.0
    return objects, out


def _amount(raw: RawTable, name: str) -> Floats:
    labels = raw.labels(name, "object")
    texts = [None if label is None else str(label).lower() for label in labels]
    seen = {text for text in texts if text is not None}
    if seen & IN and seen <= IN and not raw.is_number(name):
        texts = ["0" if text is None else text for text in texts]  # x or blank
    out = np.zeros(len(raw))
    for row, text in enumerate(texts):
        if text is None:
            raise StudyError(
                f"the object column {name!r} of {raw.source} has no value in row {row + 1}",
                "Write 0 for an object that was not in",
            )
        out[row] = _number(raw, name, row, text)
    return out


def _number(raw: RawTable, name: str, row: int, text: str) -> float:
    if raw.is_number(name):
        value = float(raw.columns[name][row])
    elif text in IN | OUT:
        value = 1.0 if text in IN else 0.0
    else:
        try:
            value = float(text.removesuffix("%").replace(",", "").replace("_", ""))
        except ValueError:
            raise StudyError(
                f"the object column {name!r} of {raw.source} says {text!r} in row {row + 1}",
                "Write 0 or 1, yes or no, a share, a weight or a token count",
            ) from None
    if not 0.0 <= value < np.inf:
        raise StudyError(
            f"the object column {name!r} of {raw.source} has {value:g} in row {row + 1}",
            "Amounts are 0 or more; if it is a score, name the scores",
        )
    return value


def _kind(amounts: Floats, percent: bool) -> Kind:
    if np.isin(amounts, (0.0, 1.0)).all() and not percent:
        return "in/out"
    totals = amounts.sum(axis=1)
    positive = totals[totals > 0]
    alike = len(positive) > 0 and np.ptp(positive) <= 0.02 * positive.max()
    if alike and (np.isclose(positive, 1.0, rtol=0.02).all() or percent):
        return "shares"
    if alike and np.isclose(positive, 100.0, rtol=0.02).all():
        return "shares"
    return "tokens" if amounts.max() >= TOKENS_FROM else "weights"


def _scaled(
    kind: Kind,
    objects: Sequence[str],
    amounts: Floats,
    percent: bool,
    sizes: Mapping[str, float],
    source: str,
) -> tuple[Floats, Floats]:
    """The amounts as `to_weights` takes them, and how much weight 1 of each object is."""
    ones = np.ones(len(objects))
    if kind == "in/out" and not np.isin(amounts, (0.0, 1.0)).all():
        raise StudyError(
            f"the object columns of {source} hold more than 0 and 1",
            "Say that they are shares, tokens or weights",
        )
    if kind == "weights" and percent:
        return amounts / 100.0, ones
    if kind != "tokens":
        return amounts, ones
    most = amounts.max(axis=0, initial=0.0)
    units = [float(sizes.get(name, most[p])) or 1.0 for p, name in enumerate(objects)]
    return amounts, np.array(units)


def _kind_words(kind: Kind) -> list[str]:
    match kind:
        case "tokens":
            return ["token counts: weight 1 of an object is the most that a run had of it"]
        case "shares":
            return ["shares of a fixed total: only proportions count"]
        case "weights":
            return ["weights as they are"]
        case _:
            return []


# The rest


def _score(raw: RawTable, name: str, declared: Declared | None) -> Score:
    given = declared[name] if isinstance(declared, Mapping) else None
    words = {"more": 1, "less": -1, "higher": 1, "lower": -1, "max": 1, "min": -1}
    if given is not None and given.lower() not in words:
        raise StudyError(
            f"{given!r} does not say which way {name!r} is better", 'Write "more" or "less"'
        )
    better = better_of(name) if given is None else (1 if words[given.lower()] > 0 else -1)
    if better is None:
        raise StudyError(
            f"the name of the score {name!r} does not tell which way is better",
            f'Say so: scores={{"{name}": "less"}} or "more"',
        )
    texts = raw.columns[name] if raw.columns[name].dtype.kind == "O" else ()
    percent = any(isinstance(text, str) and text.endswith("%") for text in texts)
    return Score(name, better, "%" if percent else "")


def _values(raw: RawTable, name: str, notes: list[str]) -> Floats:
    if raw.is_number(name):
        return raw.columns[name].astype(np.float64)
    out = np.full(len(raw), np.nan)
    strange: list[str] = []
    for row, text in enumerate(raw.labels(name)):
        if text is None:
            continue
        try:
            value = float(str(text).removesuffix("%").replace(",", ""))
        except ValueError:
            strange.append(str(text))
            continue
        out[row] = value if np.isfinite(value) else np.nan
    if strange and np.isnan(out).all():
        raise StudyError(f"the score {name!r} is no number: {strange[0]!r}", "Give numbers")
    if strange:
        notes.append(f"{name}: {len(strange)} values such as {strange[0]!r} count as missing")
    return out


def _texts(raw: RawTable, name: str | None) -> tuple[str, ...]:
    if name is None:
        return ("",) * len(raw)
    return tuple("" if text is None else str(text) for text in raw.labels(name))


def _costs(raw: RawTable, name: str | None) -> Floats:
    if name is None:
        return np.full(len(raw), np.nan)
    if not raw.is_number(name) or (np.nan_to_num(raw.columns[name]) < 0).any():
        raise StudyError(f"the cost column {name!r} is not made of numbers from 0 up")
    return raw.columns[name].astype(np.float64)


def _told(what: str, names: Sequence[str]) -> str:
    shown = ", ".join(names[:15]) + (f" and {len(names) - 15} more" if len(names) > 15 else "")
    return f"{len(names)} {what}: {shown}"
