"""docs/performance.md, written from the record alone: nobody types a figure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.harness.numbers import count, ratio, span, speed

Kept = Mapping[str, Any]

HEAD = """# Performance

Written by `python -m benchmarks` from what it measured; nobody typed a figure. A *row* is one
world, trained and scored on all slices.
"""
METHOD = """## How it is measured

- **Both sides in one run.** A round runs our side, then each peer, then the machine's limit. Every
  speed is the median of the rounds, every ratio the median of the ratios within a round, with the
  least and the most beside it. Between machines, and between days, only compare ratios.
- **Agreement first.** Before the clock starts both sides compute the same rows, and the benchmark
  stops if they differ.
- **Peers at their best.** Loops over scikit-learn, and pyDVL and shapiq in environments of their
  own, run on one thread of BLAS: on two, models so small may take many times as long. The loops
  slice arrays and score with numpy, on a random sample of the rows that they can train at all.
- **Ours** goes from tables in memory to cells: sums by object, rows, statistics by atom and slice,
  on all threads. Rows that scikit-learn refuses (empty, of one class) are filled too.
- **The limit** is what the machine could do if, for every row, it only multiplied matrices or only
  read memory as often as it must at least. It is measured in the same rounds, on all threads.
"""
RUN = """## How to run it

```sh
python -m benchmarks              # everything, and this page from it
python -m benchmarks ridge ngram  # some; the others keep their figures
python -m benchmarks --quick      # toy sizes, in a minute, without writing anything
python -m benchmarks --page       # this page again, from docs/performance.json
```
"""


def page(kept: Kept) -> str:
    """The page."""
    claims = list(kept["claims"].values())
    parts = [HEAD, _machine(kept)]
    goals = [one for one in claims if one["group"] == "goals"]
    if goals:
        parts += ["![How many times as fast as what users have](performance.svg)\n"]
        parts += [_table(goals, ("goal", "met"))]
        met = [one["met"] for one in goals if one["met"] is not None]
        parts += [f"{sum(met)} of {len(met)} goals are met.\n"]
    more = (
        (
            "statistics",
            "Every statistic",
            "The same rows with every statistic that the learner fills.",
        ),
        ("others", "And also", "What has no goal of its own."),
    )
    for group, title, words in more:
        some = [one for one in claims if one["group"] == group]
        if some:
            parts += [f"## {title}\n\n{words}\n", _table(some, ())]
    parts += [_limits(goals), _growth(kept), _agreements(claims), METHOD, RUN]
    return "\n".join(part for part in parts if part)


def _machine(kept: Kept) -> str:
    stamps = [one for part in ("claims", "curves") for one in kept[part].values()]
    if not stamps:
        return "Nothing was measured yet.\n"
    dates = sorted({one["date"] for one in stamps})
    machines = {tuple(one["machine"].items()): one["machine"] for one in stamps}
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    lines = [f"Measured {when}:"]
    for one in machines.values():
        lines.append("")
        lines.append(
            f"{one['processor']}, {one['cores']} processors, {one['memory']}, {one['system']}; "
            f"{one['blas']}; Python {one['python']}; "
            + ", ".join(
                f"{name} {version}" for name, version in one.items() if name not in HARDWARE
            )
            + "."
        )
    peaks = kept.get("peaks", {})
    if peaks:
        lines += ["", "| peak | one thread | all threads |", "| --- | --- | --- |"]
        lines += [
            f"| {name} | {one:.4g} {unit} | {every:.4g} {unit} |"
            for name, one, every, unit in peaks
        ]
    return "\n".join(lines) + "\n"


HARDWARE = ("processor", "cores", "memory", "system", "python", "blas")


def _table(claims: Sequence[Kept], more: Sequence[str]) -> str:
    head = ["job", "users have", "ours", "ratio", "of the limit", *more]
    rows = [head, ["---"] * len(head)]
    for one in claims:
        cells = [one["job"], _peers(one), _ours(one), _ratios(one), _fraction(one)]
        if "goal" in more:
            cells += [_goal(one), {True: "yes", False: "**no**", None: ""}[one["met"]]]
        rows.append(cells)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows) + "\n"


def _peers(one: Kept) -> str:
    said = [f"{name}: {speed(rate['median'], one['unit'])}" for name, rate in one["peers"].items()]
    said += [f"{name}: not measured" for name in one["skipped"]]
    return "<br>".join(said) or "–"


def _ours(one: Kept) -> str:
    facts = [f"{name}: {count(value)}" for name, value in one["facts"].items()]
    return "<br>".join([f"**{speed(one['ours']['median'], one['unit'])}**", *facts])


def _ratios(one: Kept) -> str:
    return "<br>".join(f"{ratio(r['median'])} ({span(r)})" for r in one["ratios"].values()) or "–"


def _fraction(one: Kept) -> str:
    return f"{100 * one['fraction']['median']:.2g}%" if one["fraction"] else "–"


def _goal(one: Kept) -> str:
    if one["times"] is not None:
        return f"{count(one['times'])} times"
    return f"{count(one['goal'])} {one['unit']}" if one["goal"] is not None else "–"


def _limits(claims: Iterable[Kept]) -> str:
    lines = [f"- {one['job']}: {_bound(one)}" for one in claims if one["bound"] or one["limit"]]
    return "\n".join(["## What bounds each", "", *lines]) + "\n" if lines else ""


def _bound(one: Kept) -> str:
    limit = (
        f" ({speed(one['limit']['median'], one['unit'])}; {one['limit_name']})"
        if one["limit"]
        else ""
    )
    return f"{one['bound']}{limit}."


def _growth(kept: Kept) -> str:
    if not kept["curves"]:
        return ""
    return "## Growth\n\n![How speed grows with the size of the job](growth.svg)\n"


def _agreements(claims: Iterable[Kept]) -> str:
    lines = [f"- {one['job']}: {one['agreement']}." for one in claims if one["agreement"]]
    lines += [
        f"- {one['job']}: {name} is not measured, {reason}."
        for one in claims
        for name, reason in one["skipped"].items()
    ]
    return "\n".join(["## What was compared", "", *lines]) + "\n" if lines else ""
