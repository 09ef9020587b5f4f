"""Writes what readers see of a record: the page and its two charts."""

from pathlib import Path
from typing import Any

from benchmarks.harness.charts import growth_chart, standing_chart
from benchmarks.harness.page import page
from benchmarks.harness.record import DOCS
from datacounterfactuals.charts.output import save


def publish(kept: dict[str, Any], docs: Path = DOCS) -> None:
    """Write performance.md, performance.svg and growth.svg."""
    (docs / "performance.md").write_text(page(kept), "utf-8")
    for name, chart in (("performance", standing_chart(kept)), ("growth", growth_chart(kept))):
        if chart is not None:
            save(chart, docs / f"{name}.svg")
