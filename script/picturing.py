"""Writes docs/pictures/: `python script/picturing.py [NAME ...]`, by default all of them."""

import base64
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.site.support import served

from datacounterfactuals.site.settings import SiteSettings

TO = Path(__file__).parents[1] / "docs" / "pictures"
STUDIES = ("four", "corpora", "census", "digits")
SHOWN = {
    "home": "/",
    "memo": "/memo",
    "explorer": "/explorer/corpora?q=leave_one_out&label=B&world=ACD&column=politics",
    "lattice": "/explorer/corpora?view=lattice&world=ACD&path=B,A,C,D&way=strike",
    "look": "/explorer/corpora?mode=look&world=ACD&column=politics&against=ABCD",
    "rights": "/explorer/corpora?q=shapley&column=drama&right=C:evaluable&right=D:trainable",
    "formalisms": "/formalisms",
    "question": "/q/shapley",
    "glossary": "/glossary",
    "papers": "/papers",
    "sessions": "/sessions",
    "session": "/sessions/rows-are-worlds",
    "plan": "/plan/example",
    "board": "/board",
}
SIZES: dict[str, Any] = {
    "wide": {"width": 1440, "height": 900},
    "narrow": {"width": 390, "height": 844},
}
PRESSED = {"board": "Set up the board"}
"""What is pressed before the picture is taken."""
DRAWN = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""Three dimensions without a graphics card."""
QUALITY = 70
FAR = 300.0
"""Seconds that filling a study may take."""


def main(names: list[str]) -> None:
    """Fill the studies, then take each picture in the light, and the explorer also in the dark."""
    TO.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as bank,
        served(SiteSettings(bank=Path(bank), warm_up=False)) as address,
        sync_playwright() as playwright,
    ):
        for study in STUDIES:
            _fill(address, study)
        browser = playwright.chromium.launch(
            executable_path=os.environ["DATACF_BROWSER"],
            args=["--headless", "--no-sandbox", *DRAWN],
        )
        for name, path in SHOWN.items():
            if names and name not in names:
                continue
            for size, viewport in SIZES.items():
                for dark in (False, True) if name == "explorer" else (False,):
                    context = browser.new_context(
                        viewport=viewport,
                        color_scheme="dark" if dark else "light",
                        reduced_motion="reduce",
                    )
                    page = context.new_page()
                    page.goto(address + path, wait_until="networkidle")
                    page.evaluate("document.fonts.ready.then(() => null)")
                    if name in PRESSED:
                        page.get_by_role("button", name=PRESSED[name]).click()
                        page.locator("#game").wait_for(state="visible", timeout=60_000)
                        page.wait_for_timeout(3000)
                    page.wait_for_timeout(800)
                    _keep(page, TO / f"{name}-{size}{'-dark' if dark else ''}.webp")
                    context.close()
        browser.close()


def _fill(address: str, study: str) -> None:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        job = client.post(f"/api/studies/{study}/jobs", json={"fill": {}, "wait": 10}).json()
        began = time.monotonic()
        while job["state"] == "running" and time.monotonic() - began < FAR:
            time.sleep(0.2)
            job = client.get(f"/api/jobs/{job['id']}").json()
        if job["state"] != "done":
            raise SystemExit(f"{study} could not be filled: {job}")


def _keep(page: Page, path: Path) -> None:
    """What the window shows, as WebP, which is a third of a PNG."""
    session = page.context.new_cdp_session(page)
    how = {"format": "webp", "quality": QUALITY}
    taken = session.send("Page.captureScreenshot", how)
    path.write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main(sys.argv[1:])
