"""Make `four.csv` and `evaluation.csv`: four labelled points in the plane, and what they are for.

    python script/data/four.py OUTPUT

The smallest study that trains anything: four observations are sixteen worlds, and the model of
each can be drawn. The positions were chosen, out of many tried on these same evaluation points, so
that it is a picture and no evidence: the worlds were to say something
under both nearest centroid and logistic regression. What is to be seen:

- `B` is the only good example of `square`: without it the accuracy falls visibly.
- `A` and `C` are two examples of `circle` that say much the same, substitutes: either can go as
  long as the other stays, so leaving one out credits neither with much, while averaging over all
  worlds credits both.
- `A` and `B` are complements, as are `B` and `C`: one class alone predicts itself everywhere and
  is worth nothing, and together they draw a boundary.
- `D` is called `square` but lies on the side of the circles, and pulls the boundary over them:
  the full world is better without it, mostly in the north. Yet when `B` is gone it is the only
  square there is, and a little better than none.

A world without points scores one half, and a world with one class predicts that class.

The evaluation points come from two overlapping clouds, as many of either label, rounded to two
decimals; `region` is north or south of the horizontal axis, so that one can ask where an effect
landed.
"""

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

SEED = 2
PER_LABEL = 25
CENTRES = {"circle": (-1.0, -0.3), "square": (1.0, 0.3)}
SPREAD = (0.9, 1.1)

FOUR = [
    ("A", -0.9, -1.2, "circle"),
    ("B", 1.3, 0.5, "square"),
    ("C", -1.5, -0.9, "circle"),
    ("D", -0.9, 1.5, "square"),
]


def evaluation() -> list[tuple[float, float, str, str]]:
    """Points of both clouds: x1, x2, label, region."""
    random = np.random.default_rng(SEED)
    rows: list[tuple[float, float, str, str]] = []
    for label, centre in CENTRES.items():
        for x1, x2 in random.normal(centre, SPREAD, size=(PER_LABEL, 2)).round(2).tolist():
            rows.append((x1, x2, label, "north" if x2 >= 0 else "south"))
    return rows


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Make four.csv and evaluation.csv.")
    parser.add_argument("output", type=Path, help="folder to write into")
    output: Path = parser.parse_args().output
    write(output / "four.csv", ("name", "x1", "x2", "label"), FOUR)
    write(output / "evaluation.csv", ("x1", "x2", "label", "region"), evaluation())


if __name__ == "__main__":
    main()
