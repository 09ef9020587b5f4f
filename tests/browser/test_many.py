"""Grids of many rows: only what is in sight is in the page, and all of it can be reached."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_of_many_rows_only_those_in_sight_are_in_the_page(open_page: Open) -> None:
    page = open_page("/explorer/parts13")
    expect(page.locator("#extent")).to_contain_text("8,192 worlds")
    assert page.locator("[role=grid]").get_attribute("aria-rowcount") == "8193"
    assert page.locator(".row").count() < 60
    page.locator(".cell.chosen").focus()
    page.keyboard.press("Control+End")
    expect(page.locator("#reading")).to_contain_text("The empty world")
    expect(page.locator(".cell.chosen")).to_be_focused()
    expect(page.locator(".cell.chosen")).to_be_in_viewport()
    assert page.locator(".row").count() < 60
    row = page.locator(".row", has=page.locator(".chosen"))
    assert row.get_attribute("aria-rowindex") == "8193"
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#reading")).to_contain_text("Part 2 on all")


def test_the_sum_over_a_large_lattice_adds_up(open_page: Open) -> None:
    page = open_page("/explorer/parts13?q=shapley")
    expect(page.locator("#sum")).to_contain_text("4,096 cells enter with plus")
    expect(page.locator("#sum")).not_to_contain_text("not what")


def test_scrolling_brings_other_rows_into_sight(open_page: Open) -> None:
    page = open_page("/explorer/parts13?zoom=28")
    expect(page.locator(".insight")).to_contain_text("rows 1 to ")
    page.locator("#grid").evaluate("(grid) => { grid.scrollTop = grid.scrollHeight / 2; }")
    expect(page.locator(".insight")).to_contain_text(re.compile(r"rows 4,\d\d\d to 4,\d\d\d of"))
    assert page.locator(".row").count() < 60
    assert page.locator(".cell.chosen").count() == 1


def test_above_sixteen_objects_a_world_is_a_strip(open_page: Open) -> None:
    page = open_page("/explorer/parts20?q=leave_one_out")
    expect(page.locator("#extent")).to_contain_text("42 of 1,048,576 worlds")
    expect(page.locator(".strip")).to_have_count(42)
    expect(page.locator(".said").nth(1)).to_have_text("all but part 20")
    expect(page.locator("#sum")).to_contain_text("adds")
    expect(page.locator("#sum")).not_to_contain_text("not what")


def test_cells_beyond_the_rows_of_the_page_are_read_for_the_sum(open_page: Open) -> None:
    page = open_page("/explorer/parts20?q=shapley&p.method=permutations&p.rounds=1")
    button = page.get_by_role("button", name="and answer")
    value = page.locator(".value").first
    button.or_(value).wait_for()
    if button.count():
        button.click()
    expect(value).to_be_visible()
    expect(page.locator("#sum")).to_contain_text("the difference is")
    expect(page.locator("#sum")).not_to_contain_text("not what")
