"""What was measured, kept as JSON: the only source of docs/performance.md."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.curve import Curve
from benchmarks.harness.limits import peaks
from benchmarks.harness.machine import machine
from benchmarks.harness.measuring import Measured

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECORD = DOCS / "performance.json"

Kept = dict[str, Any]
DECLARED = ("job", "unit", "goal", "times", "bound", "group")


def read(path: Path = RECORD) -> Kept:
    """The record, empty where nothing was measured yet."""
    if not path.is_file():
        return {"claims": {}, "curves": {}}
    return dict(json.loads(path.read_text("utf-8")))


def write(kept: Kept, names: Sequence[str], path: Path = RECORD) -> None:
    """Keep the record of the benchmarks that there are, in their order."""
    for part in ("claims", "curves"):
        kept[part] = {name: kept[part][name] for name in names if name in kept[part]}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


def keep_claim(kept: Kept, measured: Measured) -> None:
    """Put a measurement in place of the one before."""
    claim = measured.claim
    ratio = next((one.median for one in measured.ratios.values()), None)
    plain = {name: value for name, value in asdict(measured).items() if name != "claim"}
    plain |= {name: getattr(claim, name) for name in DECLARED}
    plain["met"] = claim.met(measured.ours.median, ratio)
    kept["claims"][claim.name] = _rounded(plain) | _stamp()


def keep_curve(kept: Kept, curve: Curve, points: Sequence[Sequence[float]], took: float) -> None:
    """Put a curve, (size, low, median, high) a point, in place of the one before."""
    plain = {
        "axis": curve.axis, "series": curve.series, "unit": curve.unit, "points": points,
        "seconds": took,
    }  # fmt: skip
    kept["curves"][curve.name] = _rounded(plain) | _stamp()


def keep_peaks(kept: Kept) -> None:
    kept["peaks"] = _rounded(peaks())


def _stamp() -> Kept:
    return {"date": datetime.now(UTC).date().isoformat(), "machine": machine()}


def _rounded(plain: Any) -> Any:
    """The same with numbers of five digits: more would be noise."""
    if isinstance(plain, dict):
        return {key: _rounded(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_rounded(value) for value in plain]
    return float(f"{plain:.5g}") if isinstance(plain, float) else plain
