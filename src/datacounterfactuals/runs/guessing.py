"""Guessing what the columns of a table of runs are, by their names and by looking at them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from datacounterfactuals.core.arrays import Array
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.raw import RawTable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LESS = _set(
    "loss nll bits bpb bpc bpw bpt perplexity ppl error err rmse mse mae entropy xent ce wer cer "
    "brier fid distance regret toxicity"
)
MORE = _set(
    "accuracy acc f1 auc auroc auprc bleu rouge chrf recall precision score reward win winrate map "
    "mrr ndcg r2 mcc em match pass kappa correct iou dice elo mmlu gsm8k hellaswag arc humaneval "
    "mbpp winogrande piqa boolq truthfulqa"
)
SURELY = _set("loss nll bits bpb perplexity ppl error rmse mse accuracy acc f1 auc auroc r2")
"""A column of such a name is a score even if all its values are 0 or 1."""
SEEDS = _set("seed seeds rep repeat replicate trial rng")
COSTS = _set(
    "cost price usd eur dollars hours gpuhours flops flop seconds secs minutes runtime walltime "
    "duration compute kwh"
)
RUNS = _set("run runs id runid name model experiment exp job jobid checkpoint uid")
SETTINGS = _set(
    "lr rate batch batchsize epochs epoch steps step layers layer dim width depth heads params "
    "parameters dropout decay wd warmup temperature optimizer schedule size vocab context "
    "momentum"
)
IN = frozenset({"1", "true", "yes", "y", "x", "in", "on", "included", "✓", "✔", "+"})
OUT = frozenset({"0", "false", "no", "n", "-", "out", "off", "excluded", "✗"})
JOINTS = re.compile(r"\s*[+;|&]\s*|\s*,\s*")

Role = Literal["run", "object", "score", "seed", "cost", "setting", "mixed", "other"]


@final
@dataclass(frozen=True)
class Roles:
    """Which column is what. `made_of`: one column that lists each run's objects, if that is how
    the table says it. `aside`: columns that are none of it, with the reason."""

    run: str | None
    objects: tuple[str, ...]
    scores: tuple[str, ...]
    seed: str | None
    cost: str | None
    made_of: str | None
    aside: tuple[tuple[str, str], ...]


def guess(
    table: RawTable,
    run: str | None = None,
    objects: Sequence[str] | None = None,
    scores: Sequence[str] | None = None,
    seed: str | None = None,
    cost: str | None = None,
) -> Roles:
    """Say which column is what; what is given is taken as it is.

    Raises StudyError when no object or no score can be told, naming the columns that are left.
    """
    for role, name in (("run", run), ("seed", seed), ("cost", cost)):
        if name is not None:
            table.column(name, f"{role} column")
    for name in (*(objects or ()), *(scores or ())):
        table.column(name)
    given = {run, seed, cost, *(objects or ()), *(scores or ())} - {None}
    found: dict[Role, list[str]] = {}
    for name in table.names:
        if name not in given:
            found.setdefault(_role(table, name), []).append(name)
    found = _with_shares(table, found) if objects is None else found
    aside = [(name, "it looks like a setting, not data") for name in found.get("setting", ())]
    aside += [(name, "it is neither in or out, an amount, nor a score by its name")
              for name in found.get("other", ())]  # fmt: skip
    run = run or next(iter(found.get("run", ())), None)
    seed = seed or next(iter(found.get("seed", ())), None)
    cost = cost or next(iter(found.get("cost", ())), None)
    named = tuple(scores) if scores is not None else tuple(found.get("score", ()))
    listed = tuple(objects) if objects is not None else tuple(found.get("object", ()))
    made_of = None
    if len(listed) == 1 and table.columns[listed[0]].dtype.kind == "O" and objects is not None:
        made_of, listed = (listed[0], ()) if not _is_mark(table, listed[0]) else (None, listed)
    elif not listed and found.get("mixed"):
        made_of = found["mixed"][0]
    _refuse_nothing(table, named, listed, made_of)
    return Roles(run, listed, named, seed, cost, made_of, tuple(aside))


def _with_shares(table: RawTable, found: dict[Role, list[str]]) -> dict[Role, list[str]]:
    """Columns that are percentages only together: with them every run adds up to 100."""
    together = [
        name for name in table.names if name in {*found.get("object", ()), *found.get("other", ())}
    ]
    values = [_numbers(table.columns[name]) for name in together]
    numbers = [column for column in values if column is not None]
    if not numbers or len(numbers) < len(values):
        return found
    amounts = np.stack(numbers, axis=1)
    if (amounts >= 0).all() and np.isclose(amounts.sum(axis=1), 100.0, rtol=0.02).all():
        return {**found, "object": together, "other": []}
    return found


def better_of(name: str) -> Literal[1, -1] | None:
    """Which way a score is better, by its name; None when the name does not tell."""
    words = _words(name)
    if words & LESS:
        return -1
    return 1 if words & MORE else None


def _role(table: RawTable, name: str) -> Role:
    words, values = _words(name), table.columns[name]
    if words & SEEDS:
        return "seed"
    if words & COSTS and table.is_number(name):
        return "cost"
    mark = _is_mark(table, name)
    if words & SURELY or (words & (LESS | MORE) and not mark):
        return "score"
    if words & RUNS and not mark and len(words - RUNS) <= 1:
        return "run"
    if words & SETTINGS and not mark:
        return "setting"
    if mark or _is_amount(table, name):
        return "object"
    if values.dtype.kind == "O":
        texts = [text for text in values if text is not None]
        return "mixed" if any(len(JOINTS.split(text)) > 1 for text in texts) else "other"
    return "other"


def _words(name: str) -> set[str]:
    parts = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    found = [word for word in re.split(r"[^a-z0-9]+", parts.lower()) if word]
    return {*found, "".join(found)}


def _is_mark(table: RawTable, name: str) -> bool:
    """Whether every value says in or out."""
    labels = [label for label in table.labels(name) if label is not None]
    return bool(labels) and all(str(label).lower() in IN | OUT for label in labels)


def _is_amount(table: RawTable, name: str) -> bool:
    """Whether values can be shares, percentages, counts or weights of what is in a run: none is
    negative or missing, and many are 0, or they look like shares or large counts."""
    values = _numbers(table.columns[name])
    if values is None or np.isnan(values).any() or (values < 0).any() or not (values > 0).any():
        return False
    whole = bool((values == np.round(values)).all())
    return bool((values == 0).any() or values.max() <= 1 or (whole and values.max() >= 1000))


def _numbers(values: Array) -> Array | None:
    """Numbers, also those written with a percent sign; None for text."""
    if values.dtype.kind == "f":
        return values
    try:
        return np.array(
            [np.nan if v is None else float(v.removesuffix("%").replace(",", "")) for v in values]
        )
    except ValueError:
        return None


def _refuse_nothing(
    table: RawTable, scores: Sequence[str], objects: Sequence[str], made_of: str | None
) -> None:
    known = ", ".join(table.names[:12])
    if not scores:
        raise StudyError(
            f"no column of {table.source} is a score by its name ({known})",
            'Name the scores and which way is better, such as scores={"val": "less"}',
        )
    if not objects and made_of is None:
        raise StudyError(
            f"no column of {table.source} says which objects a run had ({known})",
            "Name them as objects; each column is 0 or 1, a share, a weight or a token count",
        )
