"""A picture: what an answer gives to draw, whether it comes as an `Answer` or as its JSON."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.errors import QuestionError

KINDS = {
    "bars": "Dots with intervals",
    "beside": "Dots side by side",
    "curve": "Curves",
    "pairs": "A heatmap of pairs",
    "rows": "Ranked worlds",
}

HELPS = {
    "bars": "right of 0 helps",
    "beside": "right of 0 helps",
    "pairs": "above 0, more together than apart",
}


@final
@dataclass(frozen=True)
class Picture:
    """The words and the marks of one chart.

    `records`: one mapping per mark, as `core.answer.Chart` defines them, and its `log`.
    `columns`: in the order of the answer, each with its unit. `gain`: the values are gains, so
    their sign says whether they help. `subtitle` and `description` are the chart in words.
    """

    kind: str
    title: str
    subtitle: tuple[str, ...]
    description: str
    x: str
    y: str
    records: tuple[Mapping[str, Any], ...]
    columns: tuple[str, ...]
    units: tuple[str, ...]
    better: tuple[int, ...]
    gain: bool
    log: bool = False
    names: tuple[str, ...] = ()

    @staticmethod
    def of(answer: Answer | Mapping[str, Any]) -> "Picture":
        """Read an answer. Raises QuestionError when it has nothing to draw."""
        plain = answer.to_json() if isinstance(answer, Answer) else answer
        try:
            chart = plain["chart"]
            kind, records = chart["kind"], tuple(chart["records"])
            infos = plain["columns"]
            marked = {record["column"] for record in records if "column" in record}
            shown = [info for info in infos if info["name"] in marked]
            title, x, y = plain["title"], chart["x"], chart["y"]
        except (KeyError, TypeError) as error:
            raise QuestionError(
                "this is not an answer: it has no chart", "Give an answer, or what `--json` prints"
            ) from error
        if kind not in KINDS:
            raise QuestionError(f"the chart kind {kind!r} is unknown", f"Known: {', '.join(KINDS)}")
        if not any(record.get("value") is not None for record in records):
            raise QuestionError(
                f"the answer to {plain['question']!r} has no value to draw",
                "Ask again with a larger budget, so that its worlds are trained",
            )
        return Picture(
            kind=kind,
            title=title,
            subtitle=_subtitle(plain),
            description=_description(plain, len(records)),
            x=x,
            y=y,
            records=records,
            columns=tuple(info["name"] for info in shown),
            units=tuple(info["unit"] or info["metric"] for info in shown),
            better=tuple(info["better"] for info in shown),
            gain=plain["reads"] == "gain",
            log=bool(chart.get("log")),
            names=answer.names if isinstance(answer, Answer) else _names(plain),
        )

    @property
    def one_unit(self) -> bool:
        """Whether all columns are counted in the same unit, so that one scale serves them."""
        return len(set(self.units)) <= 1


def _names(plain: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the objects that an answer's evidence and cells speak of."""
    evidence = plain.get("evidence") or {}
    worlds = [*plain.get("cells", ()), *evidence.get("worlds", ())]
    spoken = dict.fromkeys(evidence.get("members", ()))
    return tuple(spoken | dict.fromkeys(sorted({name for world in worlds for name in world})))


def _subtitle(plain: Mapping[str, Any]) -> tuple[str, ...]:
    kind = plain["chart"]["kind"]
    first, ways = plain["chart"]["y"], {info["better"] for info in plain["columns"]}
    if plain["reads"] == "gain":
        first += f": {HELPS.get(kind, 'more than 0 helps')}"
    elif len(ways) == 1:
        first += ": more is better" if ways == {1} else ": less is better"
    lines = [sentence(first)]
    measured = [name for name, part in plain["uncertainty"].items() if part["state"] == "measured"]
    if (
        measured
        and kind != "pairs"
        and any(_interval(record) for record in plain["chart"]["records"])
    ):
        lines.append(f"Intervals: 95 %, from the {' and the '.join(measured)} error")
    stands_for = plain.get("facts", {}).get("predicted by")
    if stands_for:
        lines.append(sentence(f"predicted by {stands_for}"))
    elif plain["status"] != "complete":
        lines.append(sentence(f"{plain['status']}: {plain['missing']} worlds have no score"))
    return tuple(lines)


def _description(plain: Mapping[str, Any], marks: int) -> str:
    columns = ", ".join(info["name"] for info in plain["columns"])
    kind, unit = KINDS[plain["chart"]["kind"]], plain["chart"]["y"]
    words = [
        plain["title"].rstrip(".?") + ("?" if plain["title"].endswith("?") else "."),
        f"{kind}, {marks} marks, of {unit} on {columns}.",
    ]
    for landing in plain["claim"]["landed"][:1]:
        label = ", ".join(landing["label"])
        words.append(
            f"The largest effect is {signed(landing['effect'])} for {label} on {landing['column']}."
        )
    return " ".join(words)


def _interval(record: Mapping[str, Any]) -> bool:
    low, high = record.get("low"), record.get("high")
    return low is not None and high is not None and high > low


def heard(record: Mapping[str, Any], what: str, said: str) -> str:
    """A mark as a screen reader says it: of what, on which column, its number, its interval."""
    words = f"{what} on {record['column']}: {said}" if "column" in record else f"{what}: {said}"
    if not _interval(record):
        return words
    low, high = (f"{record[end]:.4g}".replace("-", "−") for end in ("low", "high"))
    return f"{words}, interval from {low} to {high}"


def bounded(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record, without an interval when it has no width."""
    if _interval(record):
        return dict(record)
    return {key: value for key, value in record.items() if key not in {"low", "high"}}


def decimals(values: Iterable[float | None]) -> int:
    """How many decimals tell numbers apart: about a hundredth of what they span (or of their
    size, if they are all alike)."""
    there = [value for value in values if value is not None and math.isfinite(value)]
    span = max(there, default=0.0) - min(there, default=0.0)
    span = span or max(map(abs, there), default=0.0)
    return min(max(2 - math.floor(math.log10(span)), 0), 8) if span > 0 else 2


def plain(value: float, digits: int) -> str:
    """A number with a true minus."""
    return f"{value:.{digits}f}".replace("-", "−")


def signed(value: float, digits: int | None = None) -> str:
    """A number with its sign (a true minus), by default to three digits that count."""
    form = f"{value:+.3g}" if digits is None else f"{value:+.{digits}f}"
    return form.replace("-", "−")


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def members(world: Any, names: Sequence[str]) -> tuple[str, ...]:
    """The objects present in a world, given as weights by name or as `Universe.spell` writes it."""
    if isinstance(world, Mapping):
        return tuple(str(name) for name in world)
    text = str(world)
    if text in {"", "-", "empty", "∅"}:
        return ()
    if names and text not in names and "," not in text and all(len(name) == 1 for name in names):
        return tuple(text)
    return tuple(word.partition("*")[0].strip() for word in text.split(","))
