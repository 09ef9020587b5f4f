"""docs/performance.md is what its record says, and no figure in it was typed."""

from pathlib import Path

from benchmarks.harness import record
from benchmarks.harness.claim import Claim, Setting, Side, Sides
from benchmarks.harness.curve import Curve
from benchmarks.harness.measuring import measure
from benchmarks.harness.page import page
from benchmarks.harness.publishing import publish

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def test_the_page_is_what_the_record_says() -> None:
    assert PAGE.read_text("utf-8") == page(record.read()), "run python -m benchmarks --page"


def test_what_was_measured_is_published_with_its_charts(tmp_path: Path) -> None:
    record.write(made := _record(), ["sum", "sum-rows"], tmp_path / "record.json")
    assert record.read(tmp_path / "record.json") == made
    publish(made, tmp_path)
    text = (tmp_path / "performance.md").read_text("utf-8")
    assert "| sums, of numbers | slow: 10 rows/s | **20 rows/s** | 2 × (2–2) |" in text
    assert "50% | 15 rows/s | yes |" in text
    for name in ("performance.svg", "growth.svg"):
        assert "</svg>" in (tmp_path / name).read_text("utf-8")


def _record() -> record.Kept:
    def build(_: Setting) -> Sides:
        limit = Side("limit", lambda: 1.0, 40.0)
        return Sides(Side("fast", lambda: 1.0, 20.0), (Side("slow", lambda: 2.0, 20.0),), limit)

    claim = Claim("sum", "sums, of numbers", "rows/s", build, goal=15.0)
    curve = Curve("sum-rows", "rows", "sums", "rows/s", (1, 2), lambda _, size: build(_).ours)
    made: record.Kept = {"claims": {}, "curves": {}}
    record.keep_claim(made, measure(claim, True, lambda _: None))
    record.keep_curve(made, curve, [[1, 9.0, 10.0, 11.0], [2, 19.0, 20.0, 21.0]], 1.0)
    return made
