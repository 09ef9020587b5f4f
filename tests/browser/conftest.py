"""A real browser on a real server; a page fails its test on any error or foreign request."""

import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from datacounterfactuals.site.settings import SiteSettings
from tests.site.support import served, write_parts, write_study, write_wide

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DRIVER = "GPU stall due to ReadPixels"
PATIENCE = 120.0
"""Seconds that a fill may take, compiling included."""
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("DATACF_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with `four` and `corpora` filled, and a folder with studies of one's own."""
    home = tmp_path_factory.mktemp("site")
    gap = '[[columns]]\nkind = "gap"\nslices = ["north", "south"]'
    write_study(home / "folder", "mine", title="Mine <b>& yours</b>", more=gap)
    write_study(home / "folder", "untouched", title="Untouched", learner="logistic")
    # Which nothing ever fills; its learner is its own, since equal rows would share their cells.
    write_study(home / "folder", "idle", title="Idle", learner="naive_bayes")
    write_parts(home / "folder", 13)
    write_parts(home / "folder", 20)
    write_parts(home / "folder", 7)
    write_wide(home / "folder", 16, 15)
    settings = SiteSettings(folder=home / "folder", bank=home / "bank", warm_up=False)
    with served(settings) as address:
        # One with logistic regression, as no page should have to wait for its first compilation.
        for name in ("four", "corpora", "mine", "parts13", "parts20", "wide16", "four-logistic"):
            job = post(f"{address}/api/studies/{name}/jobs", {"fill": {}, "wait": 10})
            began = time.monotonic()
            while job["state"] == "running" and time.monotonic() - began < PATIENCE:
                time.sleep(0.1)
                job = get(f"{address}/api/jobs/{job['id']}")
            assert job["state"] == "done"
        yield address


def post(address: str, body: Any) -> Any:
    return httpx.post(address, json=body, timeout=60, trust_env=False).json()


def get(address: str) -> Any:
    return httpx.get(address, timeout=60, trust_env=False).json()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page by its path, in a window of its own size and light, and wait until `ready`."""
    with watched(browser, address) as opened:
        yield opened


@contextmanager
def watched(browser: Browser, address: str, bypass_csp: bool = False) -> Generator[Open]:
    faults: list[str] = []
    closing: list[Any] = []

    def opened(
        path: str,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        ready: str = ".cell.chosen",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            bypass_csp=bypass_csp,
        )
        closing.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "console",  # that pixels are read back is said by the driver of a browser without a GPU
            lambda said: (
                None if DRIVER in said.text else faults.append(f"{said.type}: {said.text}")
            ),
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "requestfailed",  # what a page asked for when it was left is not missed
            lambda asked: (
                None
                if asked.failure == "net::ERR_ABORTED"
                else faults.append(f"failed: {asked.url}")
            ),
        )
        page.on(
            "request",
            lambda asked: (
                None
                if urlsplit(asked.url).netloc == urlsplit(address).netloc
                else faults.append(f"foreign: {asked.url}")
            ),
        )
        page.goto(address + path)
        page.wait_for_selector(ready)
        return page

    yield opened
    for context in closing:
        context.close()
    assert faults == []


def shot(page: Page, name: str) -> None:
    """Keep a picture of a page, if DATACF_SHOTS names a folder for it."""
    folder = os.environ.get("DATACF_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
