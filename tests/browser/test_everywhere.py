"""What holds for every page of every kind: found by walking, so that a new one is held to it."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from datacounterfactuals.site.pages.walk import menu
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.site import Site
from tests.browser.conftest import watched
from tests.site.kinds import everything, reading
from tests.site.weighing import weigh

MOST = 120_000
"""Compressed bytes of a page that is read, its fonts, styles and scripts among them."""
WIDTHS = (1440, 1024, 390)
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STATES = (
    "/explorer/four?q=shapley",
    "/explorer/corpora?mode=look&world=ACD&column=politics&against=ABCD",
    "/explorer/corpora?view=lattice&world=ACD&path=A,B,C,D&way=strike",
    "/explorer/corpora?tour=1-one-removal&step=1",
    "/explorer/corpora?paid=A",
    "/explorer/corpora?plus=flip:B",
    "/explorer/four?present=yes&q=leave_one_out",
    "/explorer/wide16",
    "/embed/four?view=lattice",
)
"""One of each thing that the explorer does, beside the addresses of pages."""
FAULTS = """
async () => (await axe.run()).violations.map((one) =>
  `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site.of(SiteSettings(bank=tmp_path_factory.mktemp("kinds"), warm_up=False), menu())


@pytest.fixture(scope="module")
def paths(site: Site) -> list[str]:
    alike = ("explorer", "embed", "bridges")  # their addresses are all alike; see STATES
    return [path for kind, path in everything(site) if kind not in alike] + [
        path for kind, path in everything(site, 1) if kind in alike
    ]


def test_every_page_fits_every_width_and_has_no_barrier(
    browser: Browser, address: str, paths: list[str]
) -> None:
    """No error, no foreign request, nothing wider than the window, and nothing that axe finds."""
    found: list[str] = []
    script = AXE.read_text("utf-8")
    with watched(browser, address, bypass_csp=True) as opened:
        for path in [*paths, *STATES]:
            page = opened(path, ready="main, .stage")
            page.wait_for_load_state("networkidle")
            page.evaluate(script)
            for width in WIDTHS:
                if width == WIDTHS[-1]:
                    page.emulate_media(color_scheme="dark")
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(60)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append(f"{path} at {width}: wider than the window")
                if width in (WIDTHS[0], WIDTHS[-1]):
                    found += [f"{path} at {width}: {fault}" for fault in page.evaluate(FAULTS)]
            page.context.close()
    assert found == []


def test_pages_that_are_read_say_the_same_without_javascript(
    browser: Browser, address: str, site: Site
) -> None:
    context = browser.new_context(java_script_enabled=False)
    for path in reading(site):
        page = context.new_page()
        reply = page.goto(address + path)
        assert reply is not None
        assert reply.ok, path
        main = page.locator("main")
        assert main.locator("h1").first.is_visible(), path
        assert len(main.inner_text().split()) > (25 if path.startswith("/papers/") else 60), path
        page.close()
    context.close()


def test_a_page_that_is_read_loads_no_more_than_120_kilobytes(address: str, site: Site) -> None:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        weights = {path: weigh(client, path) for path in reading(site)}
    assert len(weights) >= 10
    for path, weight in weights.items():
        fonts = [name for name in weight.parts if name.endswith(".woff2")]
        assert len(fonts) == 3, f"{path} has the fonts {fonts}"
        assert weight.total <= MOST, f"{path} is {weight.total:,} bytes: {weight.heaviest()}"
