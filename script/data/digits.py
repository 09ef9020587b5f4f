"""Make `digits.parquet` and `pair.parquet`: handwritten digits of 8 x 8 pixels, as scikit-learn
ships them, and the threes and eights of them.

    python script/data/digits.py OUTPUT

One row an image: `p00` to `p77` (row and column of the pixel, 0 white to 16 black) and `digit`.
"""

import argparse
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from sklearn.datasets import load_digits


def main() -> None:
    """Write both files; one thread, so the same rows give the same bytes."""
    parser = argparse.ArgumentParser(description="Make the files of the digits studies.")
    parser.add_argument("output", type=Path, help="folder to write them into")
    folder: Path = parser.parse_args().output
    digits: Any = load_digits()
    names = [f"p{row}{column}" for row in range(8) for column in range(8)]
    frame = pd.DataFrame(digits.data.astype("uint8"), columns=names)
    frame["digit"] = digits.target.astype("uint8")
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("images", frame)
        for name, chosen in {"digits": "true", "pair": "digit IN (3, 8)"}.items():
            connection.execute(
                f"COPY (SELECT * FROM images WHERE {chosen}) TO '{folder / name}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)"
            )


if __name__ == "__main__":
    main()
