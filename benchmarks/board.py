"""A frame of the board with a full table, 2^8 rows by 16 slices, in a real browser without a
graphics card.

Every bar is placed again in every frame, as when rows rise. A frame ends when its pixels can be
read back; software rendering draws them on the processor.
"""

import os
import shutil
from collections.abc import Mapping
from typing import Any, cast

from playwright.sync_api import sync_playwright
from tests.site.support import served

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from datacounterfactuals.site.settings import SiteSettings

PLACE = 72
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]
WINDOW = {"width": 1440, "height": 900}
SLICES = 16
SET_UP = """
async ([objects, slices]) => {
  const { createScene } = await import('/static/board/scene.js');
  const { lookOf } = await import('/static/board/look.js');
  const host = document.createElement('div');
  host.className = 'stage3d';
  document.querySelector('main').replaceChildren(host);
  const names = ['A', 'B', 'C', 'D', 'E', 'A2', 'B2', 'C2'].slice(0, objects);
  const rows = Array.from({ length: 2 ** objects }, (_, row) =>
    names.filter((_, at) => (row >> at) & 1));
  window.scene = createScene(host, { select() {}, hover() {} });
  window.share = (row, slice) => ((row * slices + slice) % 97) / 97;
  window.scene.show({
    game: 'full', rows, moves: false, look: lookOf(false),
    slices: Array.from({ length: slices }, (_, at) =>
      ({ name: `slice ${at}`, mark: '', due: [1, 2][at] ?? 0 })),
    share: window.share, selected: { row: 0, column: 0 }, values: [],
    text: () => '', state: () => '',
  });
  const { heights, flat, tall } = window.scene.numbers();
  return heights.flatMap((row, at) => row.filter((height, slice) =>
    Math.abs(height - flat - tall * window.share(at, slice)) < 1e-9)).length;
}
"""
FRAMES = "(frames) => window.scene.measure(frames)"


def _full(setting: Setting) -> Sides:
    objects, slices = setting.pick(8, 3), setting.pick(SLICES, 3)
    frames = setting.pick(30, 3)
    settings = SiteSettings(bank=setting.folder / "bank", only=("four",), warm_up=False)
    address = setting.opened.enter_context(served(settings))
    path = os.environ.get("DATACF_BROWSER") or shutil.which("chromium")
    playwright = setting.opened.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    setting.opened.callback(browser.close)
    page = browser.new_page(viewport=cast(Any, WINDOW))
    page.goto(f"{address}/board")
    page.wait_for_selector("main[data-ready]")
    right = page.evaluate(SET_UP, [objects, slices])
    assert right == 2**objects * slices, f"{right} bars are as tall as their scores"
    handed: list[float] = []

    def run() -> float:
        drawn = page.evaluate(FRAMES, frames)
        handed.extend(one["handed"] for one in drawn)
        return sum(one["drawn"] for one in drawn) / 1000

    def facts() -> Mapping[str, Fact]:
        return {
            "until a frame is handed over (ms)": sum(handed) / len(handed),
            "draw calls": page.evaluate("window.scene.numbers().calls"),
        }

    return Sides(
        Side("frames", run, frames),
        agreement=f"{right:,} bars are as tall as their scores",
        facts=facts,
    )


CLAIMS = (
    Claim(
        "board",
        "a frame of the board with 2^8 x 16 bars, all placed again, software rendering",
        "ms",
        _full,
        bound="the processor, which draws every pixel",
        smoke=False,
    ),
)
