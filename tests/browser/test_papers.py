"""The shelf in a browser: searching, filtering, permalinks, citations to copy and files to take."""

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from datacounterfactuals.shelf.papers.cited import cited
from datacounterfactuals.shelf.papers.reading import papers
from datacounterfactuals.shelf.papers.searching import matching
from tests.browser.conftest import Open

READY = ".find.live"
CLIPBOARD = "navigator.clipboard.readText()"


def shown(page: Page) -> list[str]:
    return page.locator("li.paper:visible").evaluate_all("items => items.map((one) => one.id)")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"main [name={name}]")


def with_clipboard(page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def test_a_search_shows_what_the_program_finds(open_page: Open) -> None:
    page = open_page("/papers", ready=READY)
    words = field(page, "q")
    for text in ("shapley", "GÜREL nearest", "2019 strike", "data  values", "no such word"):
        words.fill(text)
        found = [one.id for one in matching(text)]
        assert shown(page) == found
        assert query(page) == {"q": [text]}
        expect(page.locator("#count")).to_contain_text(f"{len(found)} of {len(papers())} papers")
    expect(page.locator("#nothing")).to_be_visible()
    words.fill("")
    assert shown(page) == list(papers())
    assert query(page) == {}


def test_a_link_brings_back_the_view_and_so_do_back_and_forward(open_page: Open) -> None:
    page = open_page("/papers", ready=READY)
    field(page, "area").select_option("data-values")
    field(page, "question").select_option("shapley")
    field(page, "from").fill("2020")
    field(page, "style").select_option("ieee")
    found = [one.id for one in matching("", "data-values", "shapley", 2020)]
    assert shown(page) == found
    assert len(found) > 2
    address = page.url
    page.reload()
    page.wait_for_selector(READY)
    assert shown(page) == found
    page.go_back()
    page.go_back()
    expect(field(page, "from")).to_have_value("")
    assert shown(page) == [one.id for one in matching("", "data-values", "shapley")]
    page.go_forward()
    page.go_forward()
    assert page.url == address
    expect(field(page, "style")).to_have_value("ieee")
    again = open_page(urlsplit(address).path + "?" + urlsplit(address).query, ready=READY)
    assert shown(again) == found


def test_a_citation_is_copied_in_the_style_that_was_chosen(open_page: Open) -> None:
    page = with_clipboard(open_page("/papers?q=shapley&area=data-values", ready=READY))
    one = next(iter(matching("shapley", "data-values")))
    item = page.locator(f"#{one.id}")
    item.get_by_role("button", name="Cite").click()
    expect(item.locator(".cited")).to_have_text(cited(one).styles["apa"])
    field(page, "style").select_option("modern-language-association")
    expect(item.locator(".cited")).to_have_text(cited(one).styles["modern-language-association"])
    item.get_by_role("button", name="Copy its BibTeX").click()
    expect(item.get_by_role("button", name="copied")).to_be_visible()
    assert page.evaluate(CLIPBOARD) == cited(one).bibtex
    item.get_by_role("button", name="Copy the citation").click()
    expect(item.get_by_role("button", name="Copy the citation: copied")).to_be_visible()
    assert page.evaluate(CLIPBOARD) == cited(one).styles["modern-language-association"]


def test_those_shown_are_copied_and_downloaded_together(open_page: Open) -> None:
    page = with_clipboard(open_page("/papers?area=unlearning&to=2021", ready=READY))
    found = matching("", "unlearning", last=2021)
    page.get_by_role("button", name="Copy those shown as CSL-JSON").click()
    expect(page.get_by_role("button", name="copied")).to_be_visible()
    assert json.loads(page.evaluate(CLIPBOARD)) == [dict(one.csl) for one in found]
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download those shown as BibTeX").click()
    assert taken.value.suggested_filename == "papers.bib"
    text = taken.value.path().read_text("utf-8")
    assert text == "\n".join(cited(one).bibtex for one in found)


def test_a_paper_is_read_on_its_page_at_every_width(open_page: Open) -> None:
    page = with_clipboard(open_page("/papers", ready=READY))
    one = next(iter(papers().values()))
    page.locator(f"#{one.id} h3 a").click()
    expect(page.locator("h1")).to_have_text(one.title)
    page.get_by_role("button", name="Copy IEEE").click()
    expect(page.get_by_role("button", name="Copy IEEE: copied")).to_be_visible()
    assert page.evaluate(CLIPBOARD) == cited(one).styles["ieee"]
    for width in (390, 1024, 1440):
        for path in ("/papers", f"/papers/{one.id}"):
            page = open_page(path, width=width, ready="main")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
