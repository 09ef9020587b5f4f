"""docs/performance.md is what its record says, and no figure in it was typed."""

from pathlib import Path

from benchmarks.harness import record
from benchmarks.harness.page import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def test_the_page_is_what_the_record_says() -> None:
    assert PAGE.read_text("utf-8") == page(record.read()), "run python -m benchmarks --page"
