"""How soon the first grid is painted in a real browser: on this machine, and on a slow line with a
slow processor.

From the navigation's start to the frame after the explorer's first grid of cells is painted, by
the page's own clock. It stands in the page itself, to be read; the script replaces it by one that
is operated. The cells are filled before, and nothing is kept from one opening to the next.
"""

import os
import shutil
import time
from functools import partial
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright
from tests.site.support import served

from benchmarks.harness.claim import Claim, Setting, Side, Sides
from datacounterfactuals.site.settings import SiteSettings

PLACE = 71
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FAR = 120.0
"""Seconds that filling may take."""
STUDY = "corpora"
LINE = 1_600_000 / 8
"""Bytes a second of a slow line."""
DELAY, SLOWER = 150, 4
"""Milliseconds there and back, and how many times slower the processor is."""
PAINTED = """
const look = () => document.querySelector('.first td, .cell .number')?.getClientRects().length
  ? requestAnimationFrame(() => { window.painted = performance.now(); })
  : requestAnimationFrame(look);
requestAnimationFrame(look);
"""
READ = """
() => new Promise((done) => {
  const wait = () => window.painted ? done(window.painted) : setTimeout(wait, 10);
  wait();
})
"""


def _opening(slow: bool, setting: Setting) -> Sides:
    settings = SiteSettings(bank=setting.folder / "bank", only=(STUDY,), warm_up=False)
    address = setting.opened.enter_context(served(settings))
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        job = client.post(f"/api/studies/{STUDY}/jobs", json={"fill": {}, "wait": 10}).json()
        began = time.monotonic()
        while job["state"] == "running" and time.monotonic() - began < FAR:
            time.sleep(0.2)
            job = client.get(f"/api/jobs/{job['id']}").json()
        assert job["state"] == "done", job
        held = client.get(f"/api/studies/{STUDY}").json()
    path = os.environ.get("DATACF_BROWSER") or shutil.which("chromium")
    playwright = setting.opened.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    setting.opened.callback(browser.close)
    return Sides(
        Side("first grid", partial(_painted, browser, f"{address}/explorer/{STUDY}", slow), 1),
        agreement=f"the first cell of {held['name']} is in the page when the clock is read",
    )


def _painted(browser: Browser, address: str, slow: bool) -> float:
    context = browser.new_context(viewport=_WINDOW)
    page = context.new_page()
    if slow:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        line: dict[str, Any] = {
            "offline": False,
            "latency": DELAY,
            "downloadThroughput": LINE,
            "uploadThroughput": LINE,
        }
        session.send("Network.emulateNetworkConditions", line)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(PAINTED)
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".cell .number", timeout=60_000)
    took = float(page.evaluate(READ)) / 1000
    context.close()
    return took


_WINDOW: Any = {"width": 1440, "height": 900}
CLAIMS = (
    Claim(
        "paint",
        "the first grid of four corpora is painted, software rendering",
        "ms",
        partial(_opening, False),
        goal=500.0,
        smoke=False,
    ),
    Claim(
        "paint-slow",
        "the first grid is painted at 1.6 Mbit/s, 150 ms, a processor 4 times slower",
        "ms",
        partial(_opening, True),
        goal=1200.0,
        smoke=False,
    ),
)
