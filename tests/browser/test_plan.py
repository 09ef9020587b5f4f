"""The planner in a browser: a table is brought, a plan comes out and goes on one page."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, shot
from tests.site.planned import rides

QUESTIONS = (
    "What do your records give the operator?",
    "How many must take part before the operator loses 25% of that?",
    "Whom should you ask first?",
    "What do those who take part lose themselves?",
    "What do those who stay lose?",
    "What happens when they come back?",
    "What would a substitute cost the operator?",
    "What if they give their records to a competitor?",
    "Which deal do the numbers support?",
)
_PAGE = re.compile(rb"/Type\s*/Page\b")


def pages(page: Page, paper: str) -> int:
    """How many sheets of paper a page takes."""
    return len(_PAGE.findall(page.pdf(format=paper)))


def test_a_table_becomes_a_plan_on_one_sheet_of_paper(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "my rides.csv").write_bytes(rides())
    page = open_page("/plan", ready="#here:not([hidden])")
    assert "nowhere else" in page.locator("#where").inner_text()
    page.set_input_files("#file", tmp_path / "my rides.csv")
    expect(page.locator("#owner")).to_have_value("driver")
    page.select_option("#target", "zone")
    expect(page.locator("#target-note")).to_contain_text("3 different answers")
    page.select_option("#target", "tip")
    page.fill("#lose", "25")
    page.select_option("#seconds", label="Be quick: fewer tries, so the ranges are rougher")
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_selector(".sheet", timeout=60_000)
    assert re.search(r"/plan/[0-9a-f]{32}$", page.url)
    assert page.locator(".sheet dt").all_inner_texts() == list(QUESTIONS)
    for answer in page.locator(".sheet dd").all_inner_texts():
        assert re.search(r"[\d,.]+%?( fewer| less)? to [\d,.]+|every try says so", answer), answer
    assert page.locator(".sheet .beside tbody tr").count() == 3
    assert "Nobody outside knows the operator's own program" in page.locator(".claim").inner_text()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('.sheet img').naturalWidth") > 200
    shot(page, "plan")
    for paper in ("A4", "Letter"):
        assert pages(page, paper) == 1, paper
    page.emulate_media(media="print")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.sheet *')]"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 8.5 * 96 / 72 - 0.01
    assert not page.locator(".acts").is_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as waited:
        page.get_by_text("Download as one file").click()
    waited.value.save_as(tmp_path / "plan.html")
    alone = page.context.new_page()
    alone.goto((tmp_path / "plan.html").as_uri())
    assert alone.locator("dt").all_inner_texts() == list(QUESTIONS)
    assert pages(alone, "A4") == 1


def test_what_goes_wrong_is_said_and_what_was_typed_stays(open_page: Open, tmp_path: Path) -> None:
    good = tmp_path / "rides.csv"
    good.write_bytes(rides())
    page = open_page("/plan", ready="#here:not([hidden])")
    problem = page.locator("#problem")
    page.get_by_role("button", name="people of a census").click()
    expect(page.locator("#owner")).to_have_value("occupation")
    page.set_input_files("#file", good)
    expect(page.locator("#owner")).to_have_value("driver")
    page.fill("#lose", "300")
    page.fill("#price", "7")
    page.get_by_role("button", name="Make the plan").click()
    expect(problem).to_contain_text("The operator cannot lose 300 percent")
    page.fill("#lose", "30")
    page.select_option("#owner", "zone")
    page.get_by_role("button", name="Make the plan").click()
    expect(problem).to_contain_text("names only 3 owners")
    expect(page.locator("#owner")).to_have_value("zone")
    expect(page.locator("#price")).to_have_value("7")
    page.select_option("#owner", "driver")
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_role("button", name="Stop").click()
    expect(problem).to_contain_text("You stopped it")
    expect(page.locator("#price")).to_be_enabled()
