"""Tables with a known structure."""

import numpy as np

from datacounterfactuals.data.raw import RawTable


def alike(owners: int = 12, records: int = 240, seed: int = 1) -> RawTable:
    """Owners whose records are all of one kind, so that each stands in for any other."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(records, 2))
    answer = np.where(features @ [1.0, -1.0] + 0.3 * rng.normal(size=records) > 0, "yes", "no")
    names = np.array([f"w{number % owners}" for number in range(records)], dtype=object)
    return RawTable.of(
        {"who": names, "a": features[:, 0], "b": features[:, 1], "y": answer.astype(object)}
    )


def alone(records: int = 240) -> RawTable:
    """Only w0 has records of the answer "rare", which lie apart from all others."""
    table = alike(records=records)
    mine = table.columns["who"] == "w0"
    columns = dict(table.columns)
    columns["a"] = columns["a"] + 9.0 * mine
    columns["y"] = np.where(mine, "rare", columns["y"]).astype(object)
    return RawTable.of(columns)
