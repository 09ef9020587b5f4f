"""Names that were written to break a page are text on every page, and break none."""

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser

from datacounterfactuals.site.settings import SiteSettings
from tests.browser.conftest import watched
from tests.site.support import served, write_study

IMAGE = "<img src=x onerror=alert(1)>"
NAMES = {
    "red": IMAGE,
    "green": "\"'/../..\u202e{{7*7}}",
    "blue": "w" * 500,
    "north": "</script><svg onload=alert(2)>",
}
WIDER = """
() => [...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest('.hidden, svg'))
  .slice(0, 4).map((one) => `${one.tagName}#${one.id}.${one.className}`).join(' ')
"""
PAGES = (
    "/explorer/mine",
    "/explorer/mine?q=shapley",
    "/explorer/mine?mode=look&against=none",
    "/explorer/mine?view=lattice",
    "/explorer/mine?present=yes&q=leave_one_out",
    "/embed/mine",
    "/embed/mine?q=shapley",
    "/bridges/mine",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    home = write_study(folder, title=f"{IMAGE} {'long ' * 20}{'w' * 400}").parent
    for name in ("data.csv", "held.csv"):
        _rename(home / name)
    settings = SiteSettings(folder=folder, bank=folder / "bank", only=("four",), warm_up=False)
    with served(settings) as address:
        asked = {"question": "shapley"}
        reply = httpx.post(
            f"{address}/api/studies/mine/ask", json=asked, trust_env=False, timeout=60
        )
        assert reply.json()["answer"]["status"] == "complete"
        yield address


def _rename(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = [[NAMES.get(cell, cell) for cell in row] for row in csv.reader(file)]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def test_a_hostile_name_is_text_and_widens_no_page(browser: Browser, hostile: str) -> None:
    wide: list[str] = []
    with watched(browser, hostile) as opened:
        for path in PAGES:
            page = opened(path, ready="main, .stage")
            page.wait_for_load_state("networkidle")
            assert page.locator("img[src=x], svg[onload]").count() == 0, path
            assert "img src=x" in page.locator("body").inner_text() + page.title(), path
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 844})
                page.wait_for_timeout(100)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide.append(f"{path} at {width}: {page.evaluate(WIDER)}")
            page.context.close()
    assert "\n".join(wide) == ""


@pytest.mark.parametrize(
    "path",
    [
        "cells.csv",
        "cells.parquet",
        "answer.csv?q=shapley",
        "answer.json?q=shapley",
        "chart.svg?q=shapley",
        "chart.png?q=shapley",
    ],
)
def test_a_file_with_hostile_names_is_sent_as_a_file(hostile: str, path: str) -> None:
    reply = httpx.get(f"{hostile}/api/studies/mine/{path}", trust_env=False, timeout=60)
    assert reply.status_code in (200, 422), reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "text/html" not in reply.headers["content-type"]
    assert b"<img" not in reply.content or "svg" not in reply.headers["content-type"]


def test_a_hostile_address_is_a_mistake_told_as_text(hostile: str) -> None:
    for name in (IMAGE, "../../etc/passwd", "\u202e", "w" * 500):
        for kind in ("explorer", "embed", "q", "papers", "sessions", "bridges"):
            reply = httpx.get(f"{hostile}/{kind}/{quote(name, safe='')}", trust_env=False)
            assert reply.status_code in (404, 422, 400), f"{kind} {name}"
            html = "text/html" in reply.headers["content-type"]
            assert not html or "<img" not in reply.text
            assert "root:" not in reply.text
