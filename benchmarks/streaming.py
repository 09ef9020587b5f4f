"""Streaming: Parquet larger than memory becomes the sums that a learner keeps of each object."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.naive_bayes import GaussianNB

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from benchmarks.harness.curve import Curve
from benchmarks.harness.machine import peak_memory
from datacounterfactuals.study.study import Study

PLACE = 56
FEATURES, OBJECTS, POINTS = 8, 20, 10_000
GROUP, GROUPS = 1 << 20, 4
"""Rows of a row group, and row groups of a file."""
ROW_BYTES = 4 * FEATURES + 5
NAMES = [f"x{number}" for number in range(FEATURES)]
ALONE = "import sys; from benchmarks.streaming import alone; alone(sys.argv[1])"


def drawn(rows: int, seed: int) -> pa.Table:
    """Rows of random float32 features, a class that they tell something of, and an owner."""
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(rows, FEATURES)).astype(np.float32)
    lean = values @ np.linspace(-1, 1, FEATURES) + draw.normal(size=rows)
    columns = dict(zip(NAMES, values.T, strict=True))
    owner = draw.integers(0, OBJECTS, rows).astype(np.int32)
    return pa.table(columns | {"owner": owner, "bought": (lean > 0).astype(np.int8)})


def written(setting: Setting, rows: int) -> Path:
    """A folder of Parquet with so many rows, which is deleted when all is measured."""
    folder = setting.folder / f"rows-{rows}"
    if folder.is_dir():
        return folder
    folder.mkdir()
    setting.opened.callback(shutil.rmtree, folder)
    each = min(GROUP, -(-rows // 4))
    for file, first in enumerate(range(0, rows, GROUPS * each)):
        stop = min(first + GROUPS * each, rows)
        with pq.ParquetWriter(folder / f"{file:04}.parquet", drawn(1, 0).schema) as writer:
            for start in range(first, stop, each):
                writer.write_table(drawn(min(each, stop - start), start), row_group_size=each)
    return folder


def study(folder: Path) -> Study:
    """Scored on rows that are given, so that the files are read once."""
    return Study.from_parquet(
        folder,
        target="bought",
        objects="owner",
        evaluation=drawn(POINTS, 1 << 40).drop_columns(["owner"]),
        learner="naive_bayes",
        progress=None,
    )


def alone(folder: str) -> None:
    """Make the study in a process of its own; say as JSON what that took and found."""
    began = time.perf_counter()
    made = study(Path(folder))
    seconds = time.perf_counter() - began
    sums = [made.summary(place, made.evaluation).sums[0] for place in range(len(made.universe))]
    sizes = {item.name: item.size for item in made.universe}
    print(json.dumps({"seconds": seconds, "peak": peak(), "sizes": sizes, "first": sums}))


def peak() -> int:
    """The most bytes that this process has held."""
    status = Path("/proc/self/status")  # what a process is started by counts in its own peak too
    if not status.is_file():
        return peak_memory()
    line = next(one for one in status.read_text("utf-8").splitlines() if one.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


def streamed(folder: Path) -> dict[str, object]:
    words = [sys.executable, "-c", ALONE, str(folder)]
    printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return json.loads(printed)


def partial_fits(folder: Path) -> dict[int, GaussianNB]:
    """A model of every object, fitted batch by batch: what there is without sums that add up."""
    models = {owner: GaussianNB() for owner in range(OBJECTS)}
    for path in sorted(folder.glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(1 << 17):
            values = np.column_stack([batch[name].to_numpy() for name in NAMES]).astype(np.float64)
            owners, label = batch["owner"].to_numpy(), batch["bought"].to_numpy()
            for owner, model in models.items():
                own = owners == owner
                if own.any():
                    model.partial_fit(values[own], label[own], classes=[0, 1])
    return models


def read_once(folder: Path) -> None:
    """Every column of every row, part by part."""
    for path in sorted(folder.glob("*.parquet")):
        for _ in pq.ParquetFile(path).iter_batches(1 << 17):
            pass


def passing(setting: Setting) -> Sides:
    """Our pass in a fresh process each time, against scikit-learn's, which names no rows, so that
    it neither tells one set of rows from another nor a repeated row."""
    rows = setting.pick(10_000_000, 20_000)
    folder = written(setting, rows)
    found, models = streamed(folder), partial_fits(folder)
    sizes, first = found["sizes"], found["first"]
    sql = f"SELECT owner, count(*) FROM '{folder}/*.parquet' GROUP BY 1 ORDER BY 1"
    counted = {str(owner): float(count) for owner, count in duckdb.sql(sql).fetchall()}
    if sizes != counted or first != [models[owner].class_count_[0] for owner in range(OBJECTS)]:
        raise RuntimeError("the objects are not those of the files")

    def ours() -> float:
        return float(str(streamed(folder)["seconds"]))

    def facts() -> Mapping[str, Fact]:
        out: dict[str, Fact] = {}
        tenths = (10,) if setting.quick else (1, 3, 10, 30, 100)
        for size in (rows * tenth // 10 for tenth in tenths):
            if 3 * ROW_BYTES * size > shutil.disk_usage(setting.folder).free:
                continue
            one = streamed(written(setting, size))
            out[f"seconds at {size:,} rows"] = round(float(str(one["seconds"])), 2)
            out[f"peak of memory at {size:,} rows, MB"] = round(float(str(one["peak"])) / 1e6)
        return out

    return Sides(
        Side("datacounterfactuals", ours, float(rows)),
        (Side("GaussianNB.partial_fit of each object", lambda: void(partial_fits(folder)), rows),),
        Side("reading the rows once", lambda: read_once(folder), float(rows)),
        f"{len(counted)} objects of {rows:,} rows, their counts by class equal",
        facts=facts,
    )


def void(_: object) -> None:
    """A side returns nothing."""


def by_rows(setting: Setting, size: int) -> Side:
    folder = written(setting, size)
    return Side("datacounterfactuals", lambda: float(str(streamed(folder)["seconds"])), float(size))


CLAIMS = (
    Claim(
        "streaming",
        "sums of 20 objects from 10 million rows x 8 float32 of Parquet, for naive Bayes",
        "rows/s",
        passing,
        rounds=3,
        bound="reading, and hashing every row twice (what it is, and its features alone)",
        group="others",
    ),
)
CURVES = (
    Curve(
        "training-rows-streaming", "training rows", "naive Bayes from Parquet", "rows/s",
        (1_000_000, 3_000_000, 10_000_000), by_rows, (10_000, 20_000),
    ),
)  # fmt: skip
