"""Formalisms, questions, bridges and the glossary in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

NOTE = "#preview"


def shown(page: Page) -> list[str]:
    return page.locator(".axes tbody tr:visible th").all_inner_texts()


def test_the_table_is_filtered_in_place_and_keeps_it_in_the_address(open_page: Open) -> None:
    page = open_page("/formalisms", ready=".axes")
    every = shown(page)
    assert page.locator(".filters [type=submit]").is_hidden()
    page.get_by_label("Who chooses it").select_option("the score")
    assert shown(page) == ["Best, mean and worst by size", "Best subset in a budget"]
    expect(page).to_have_url(re.compile(r"\?chooses=the\+score$"))
    page.get_by_label("Held fixed").select_option("the size")
    assert shown(page) == ["Best, mean and worst by size"]
    page.reload()
    page.wait_for_selector(".axes")
    assert shown(page) == ["Best, mean and worst by size"]
    page.go_back()
    expect(page.locator(".axes tbody tr:visible")).to_have_count(2)
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == every
    page.get_by_label("Family").select_option("leverage")
    page.get_by_label("What moves").select_option("a pair")
    expect(page.locator(".count")).to_have_text("No question is like that.")


def test_the_figure_of_a_question_is_live_and_leads_to_its_state(open_page: Open) -> None:
    page = open_page("/q/shapley", ready="figure[data-live=yes]")
    assert page.locator("figure svg").count() == 1
    page.locator(".how a").click()
    page.wait_for_selector(".cell.chosen")
    expect(page).to_have_url(re.compile(r"/explorer/corpora\?.*q=shapley"))
    page.locator(".answer a.term", has_text="Held fixed").hover()
    expect(page.locator(NOTE)).to_contain_text("does not change between two compared cells")
    page.get_by_role("link", name="Definition and papers").click()
    expect(page).to_have_url(re.compile(r"/q/shapley$"))


def test_a_term_shows_its_definition_on_focus_and_hover_until_escape(open_page: Open) -> None:
    page = open_page("/formalisms", ready=".axes")
    note = page.locator(NOTE)
    expect(note).to_be_hidden()
    term = page.locator("a.term", has_text="grid").first
    page.locator(".site nav a").last.focus()
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.term')"):
            break
    expect(note).to_be_visible()
    focused = page.locator("a.term:focus")
    expect(focused).to_have_attribute("aria-describedby", "preview")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    assert focused.get_attribute("aria-describedby") is None
    term.hover()
    expect(note).to_contain_text("Every world of a study as a row")
    note.hover()
    page.wait_for_timeout(400)
    expect(note).to_be_visible()
    page.locator("h1").hover()
    expect(note).to_be_hidden()


def test_a_note_stays_inside_a_narrow_window(open_page: Open) -> None:
    page = open_page("/q/banzhaf", width=390, height=844, ready=".says")
    for term in page.locator("a.term").all():
        term.scroll_into_view_if_needed()
        term.hover()
        expect(page.locator(NOTE)).to_be_visible()
        box = page.locator(NOTE).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_wide_formulas_are_reached_by_the_keyboard_and_others_are_no_stop(open_page: Open) -> None:
    narrow = open_page("/q/knn_shapley", width=390, height=844, ready=".formula[tabindex]")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
    wide = open_page("/q/knn_shapley", ready=".formula")
    wide.wait_for_timeout(200)
    assert wide.locator(".formula[tabindex]").count() == 0


def test_what_the_bridges_lack_is_trained_on_request(open_page: Open) -> None:
    page = open_page("/bridges/parts13", ready=".bridge")
    expect(page.locator(".fill")).to_have_count(0)  # too many objects: nothing to train for
    page = open_page("/bridges/untouched", ready=".bridge")
    if page.locator(".fill").count():
        page.get_by_role("button", name="Train what is missing").click()
    expect(page.locator(".sides")).to_have_count(6, timeout=60_000)


def test_the_glossary_is_searched_as_one_types(open_page: Open) -> None:
    page = open_page("/glossary", ready=".seek:visible")
    page.get_by_label("Find").fill("shapley semivalue")
    found = page.locator(".terms > div:visible dt a")
    expect(found.first).to_be_visible()
    assert "Shapley value" in found.all_inner_texts() or "semivalue" in found.all_inner_texts()
    assert found.count() < 10
    page.reload()
    expect(page.get_by_label("Find")).to_have_value("shapley semivalue")
    page.get_by_label("Find").fill("no such words here")
    expect(page.locator(".seek [role=status]")).to_have_text("nothing found")


def test_every_formalism_page_fits_every_window(open_page: Open) -> None:
    for path, width in (("/formalisms", 390), ("/formalisms", 1024), ("/bridges/corpora", 390)):
        page = open_page(path, width=width, ready="main")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
