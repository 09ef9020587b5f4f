"""Use rights on the page: rows and columns grey out, and questions go with them."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_a_right_shuts_rows_and_is_in_the_address(open_page: Open) -> None:
    page = open_page("/explorer/corpora?q=shapley&column=drama")
    page.get_by_role("button", name="Use rights").click()
    expect(page.locator(".cell.shut")).to_have_count(0)
    page.get_by_label("C may be").select_option(label="measured on only")
    expect(page.locator(".cell.shut")).to_have_count(8 * 6)
    expect(page.locator("#rights")).to_contain_text("8 of 16 rows and 0 of 6 columns are shut.")
    assert parse_qs(urlsplit(page.url).query)["right"] == ["C:evaluable"]
    expect(page.locator("#answer tbody tr")).to_have_count(3)
    expect(page.locator("#sum.wrong")).to_have_count(0)
    expect(page.locator("#reading")).to_contain_text("is shut by use rights")
    expect(page.locator("#legend")).to_contain_text("shut by use rights")
    page.reload()
    expect(page.locator(".cell.shut")).to_have_count(8 * 6)
    page.locator("#free").click()
    expect(page.locator(".cell.shut")).to_have_count(0)
    expect(page.locator("#answer tbody tr")).to_have_count(4)


def test_a_column_is_shut_in_the_grid_and_in_the_answer(open_page: Open) -> None:
    page = open_page("/explorer/corpora?q=leave_one_out&right=D:trainable&column=drama")
    expect(page.locator(".cell.shut")).to_have_count(16)
    expect(page.locator(".column[data-column='3']")).to_contain_text("shut")
    expect(page.locator("#answer thead")).not_to_contain_text("computing")
    page.get_by_role("button", name="Lattice").click()
    expect(page.locator(".hasse .node.shut")).to_have_count(0)
    page.locator(".hasse ~ * select, #lattice select").first.select_option(label="computing")
    expect(page.locator(".hasse .node.shut")).to_have_count(16)
