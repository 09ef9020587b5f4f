"""A session as a student plays it: say first, then see, then take it away."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from datacounterfactuals.shelf.lessons.lesson import lesson
from datacounterfactuals.site.exporting.alone import export_session
from tests.browser.conftest import Open


def say(page: Page, number: int, text: str) -> None:
    activity = page.locator(".activity").nth(number - 1)
    if activity.get_attribute("data-kind") == "direction":
        activity.get_by_label(text, exact=True).check()
    else:
        activity.locator("input").fill(text)
    activity.get_by_role("button", name="Check").click()


def test_an_answer_comes_first_and_then_what_the_program_finds(open_page: Open) -> None:
    page = open_page("/sessions/leave-one-out", ready=".activity .check")
    first = page.locator(".activity").first
    expect(first.locator("details")).to_be_hidden()
    first.get_by_role("button", name="Check").click()
    expect(first.locator(".verdict")).to_contain_text("Say something first")
    say(page, 1, "up")
    expect(first.locator(".verdict")).to_contain_text("Not so. The program finds down")
    expect(first.locator(".after")).to_be_visible()
    say(page, 1, "down")
    expect(first.locator(".verdict")).to_contain_text("Yes.")
    say(page, 2, "c")
    expect(page.locator(".activity").nth(1).locator(".verdict")).to_contain_text("Yes.")
    page.reload()
    expect(page.locator(".activity").nth(1).locator("input")).to_have_value("c")
    with page.expect_download() as told:
        page.get_by_role("button", name="Save my answers").click()
    saved = json.loads(Path(told.value.path()).read_text("utf-8"))
    assert saved == {"lesson": "leave-one-out", "name": "", "answers": {"1": "down", "2": "c"}}


def test_a_session_that_was_taken_away_plays_from_a_disk(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    archive = tmp_path / "session.zip"
    export_session(lesson("rows-are-worlds"), archive)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(tmp_path)
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda asked: faults.append(asked.url))
    page.goto((tmp_path / "rows-are-worlds" / "index.html").as_uri())
    expect(page.locator(".figure[data-live=yes] .cell.chosen").first).to_be_visible()
    say(page, 2, "down")
    expect(page.locator(".activity").nth(1).locator(".verdict")).to_contain_text("Yes.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
    assert faults == []
