"""The explorer in a real browser without a graphics card: frames a second over 2^16 x 16 cells, and
how soon a key press is seen on 256 x 255.

Every page is Chromium's, headless, with software rendering; frames are counted by the page's own
animation clock, which ticks 60 times a second at the most.
"""

import base64
import os
import shutil
import time
from collections.abc import Mapping
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import httpx
import numpy as np
from playwright.sync_api import Page, sync_playwright
from tests.site.support import served, write_wide

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from datacounterfactuals.site.settings import SiteSettings

PLACE = 70
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WINDOW = {"width": 1440, "height": 900}
FRAMES, PRESSES = 180, 24
FAR = 300.0
"""Seconds that filling may take."""
ANIMATED = """
async ([frames, act]) => {
  const grid = document.getElementById('grid');
  const stage = document.querySelector('.stage');
  const box = stage.getBoundingClientRect();
  const wheel = (deltaY) => stage.dispatchEvent(new WheelEvent('wheel', {
    deltaY, ctrlKey: true, clientX: box.left + 420, clientY: box.top + 230,
    bubbles: true, cancelable: true,
  }));
  const acts = {
    pan: () => { grid.scrollTop += 37; },
    zoom: (frame) => wheel(frame % 120 < 60 ? -60 : 60),
    nothing: () => {},
  };
  const seen = await new Promise((done) => {
    const stamps = [];
    const tick = (now) => {
      stamps.push(now);
      if (stamps.length > frames) return done(stamps);
      acts[act](stamps.length);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  return (seen[frames] - seen[0]) / 1000;
}
"""
LISTEN = """
() => {
  window.took = [];
  addEventListener('keydown', () => {
    const began = performance.now();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.took.push(performance.now() - began);
      after.port2.postMessage(null);
    });
  }, true);
}
"""
DECODE = """
async (path) => {
  const { decode } = await import('/static/lib/cells.js');
  const { arrange } = await import('/static/lib/order.js');
  const sent = await (await fetch(path)).json();
  const best = (run) => {
    let least = Infinity;
    for (let turn = 0; turn < 7; turn++) {
      const began = performance.now();
      run();
      least = Math.min(least, performance.now() - began);
    }
    return least;
  };
  const fresh = () => ({ ...decode(sent) });
  return [best(() => decode(sent)), best(() => arrange(fresh(), 'score', 0)) - best(fresh)];
}
"""


def _page(setting: Setting, objects: int, regions: int, unions: bool = False) -> tuple[Page, str]:
    """A browser's page, and the address of a site with one study that is filled."""
    folder = setting.folder / "studies"
    study = write_wide(folder, objects, regions)
    if unions:
        _with_unions(study, regions)
    settings = SiteSettings(folder=folder, bank=setting.folder / "bank", warm_up=False)
    address = setting.opened.enter_context(served(settings))
    name = f"wide{objects}"
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        job = client.post(f"/api/studies/{name}/jobs", json={"fill": {}, "wait": 10}).json()
        began = time.monotonic()
        while job["state"] == "running" and time.monotonic() - began < FAR:
            time.sleep(0.2)
            job = client.get(f"/api/jobs/{job['id']}").json()
        assert job["state"] == "done", job
    path = os.environ.get("DATACF_BROWSER") or shutil.which("chromium")
    playwright = setting.opened.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    setting.opened.callback(browser.close)
    page = browser.new_page(viewport=cast(Any, WINDOW))
    return page, address


def _with_unions(study: Path, regions: int) -> None:
    """Every union of two regions or more as a column: with the regions 2^m - 1 columns, of which
    that of all of them is there already."""
    names = [f"region {number + 1}" for number in range(regions)]
    blocks = [
        f'[[columns]]\nkind = "union"\nslices = {list(some)}\n'.replace("'", '"')
        for size in range(2, regions)
        for some in combinations(names, size)
    ]
    study.write_text(study.read_text("utf-8") + "".join(blocks), "utf-8")


def _opened(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.wait_for_selector(".cell.chosen")
    page.wait_for_timeout(500)


def _checked(page: Page, address: str, name: str, objects: int) -> str:
    """Type some worlds; what the page reads must be what the program holds."""
    path = f"{address}/api/studies/{name}/cells?packed=true"
    sent = httpx.get(path, timeout=60, trust_env=False).json()
    held = np.frombuffer(base64.b64decode(sent["shown"][0]), "<f4")
    letters = "abcdefghijklmnop"[:objects]
    page.locator(".cell.chosen").focus()
    worlds = ("a", "bd", letters[1:5], letters[:-1], letters)
    for world in worlds:
        page.keyboard.press("0")
        for letter in world:
            page.keyboard.press(letter)
        row = sum(1 << letters.index(letter) for letter in world)
        said = float(page.locator(".cell.chosen .number").inner_text())
        assert abs(said - held[row]) < 0.0051, f"{world}: {said} and {held[row]}"
    return f"{len(worlds)} cells that the page reads are those that the program holds"


def _frames(act: str, zoom: str, setting: Setting) -> Sides:
    objects, regions = setting.pick(16, 9), setting.pick(15, 3)
    page, address = _page(setting, objects, regions)
    name = f"wide{objects}"
    _opened(page, address, f"/explorer/{name}")
    agreement = _checked(page, address, name, objects)
    frames = setting.pick(FRAMES, 20)

    def run(what: str, at: str) -> float:
        _opened(page, address, f"/explorer/{name}{at}")
        return float(page.evaluate(ANIMATED, [frames, what]))

    def facts() -> Mapping[str, Fact]:
        path = f"/api/studies/{name}/cells?packed=true"
        decoding, sorting = page.evaluate(DECODE, path)
        return {"decoding the cells (ms)": decoding, "sorting rows by score (ms)": sorting}

    return Sides(
        Side(act, partial(run, act, zoom), frames),
        limit=Side("a page at rest", partial(run, "nothing", ""), frames),
        agreement=agreement,
        facts=facts,
    )


def panning(setting: Setting) -> Sides:
    """Scrolling through rows that are drawn as cells with numbers, 37 pixels a frame."""
    return _frames("pan", "?zoom=28", setting)


def zooming(setting: Setting) -> Sides:
    """From all rows to single ones and back, one notch of the wheel a frame."""
    return _frames("zoom", "", setting)


def key_presses(setting: Setting) -> Sides:
    """Arrows over 256 worlds by 255 columns, from the key's event to the frame that shows it."""
    regions = setting.pick(8, 3)
    page, address = _page(setting, 8, regions, unions=True)
    _opened(page, address, "/explorer/wide8")
    agreement = _checked(page, address, "wide8", 8)
    presses = setting.pick(PRESSES, 6)

    def run() -> float:
        _opened(page, address, "/explorer/wide8?world=ABDF")
        page.locator(".cell.chosen").focus()
        page.evaluate(LISTEN)
        for press in range(presses):
            page.keyboard.press("ArrowDown" if press % 2 else "ArrowRight")
            page.wait_for_timeout(40)
        took = page.evaluate("window.took")
        assert len(took) == presses
        return float(sum(took)) / 1000

    return Sides(Side("key presses", run, presses), agreement=agreement)


CLAIMS = (
    Claim(
        "pan",
        "panning over 2^16 x 16 cells with numbers, software rendering",
        "frames/s",
        panning,
        goal=59.0,
        bound="the screen, 60 frames a second",
        smoke=False,
    ),
    Claim(
        "zoom",
        "zooming over 2^16 x 16 cells, software rendering",
        "frames/s",
        zooming,
        goal=59.0,
        bound="the screen, 60 frames a second",
        smoke=False,
    ),
    Claim(
        "key",
        "a key press on 256 x 255 cells until it is seen, software rendering",
        "ms",
        key_presses,
        goal=50.0,
        smoke=False,
    ),
)
