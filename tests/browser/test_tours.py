"""Guided tours: a guess before the numbers, and the numbers from the cells."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from datacounterfactuals.shelf.tours.tour import tours
from tests.browser.conftest import Open

GUESS = "/explorer/corpora?tour=one-removal&step=2&mode=look&world=ACD&column=politics&against=ABCD"


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_tours_are_offered_where_no_question_is_asked(open_page: Open) -> None:
    page = open_page("/explorer/four")
    links = page.locator(".tours a")
    expect(links).to_have_text([one.title for one in tours()])
    links.first.click()
    expect(page.locator("#tour")).to_contain_text("One removal 1 of 4")
    assert urlsplit(page.url).path == "/explorer/corpora"


def test_what_is_guessed_is_covered_until_sign_and_size_are_said(open_page: Open) -> None:
    page = open_page(GUESS)
    row = page.locator(".row").nth(3)
    expect(row.locator(".cell.guess")).to_have_count(6)
    expect(row.locator(".number")).to_have_count(0)
    expect(page.locator("#reading")).to_contain_text("is to be guessed")
    expect(page.locator("#answer .verdict, #answer table, #answer pre")).to_have_count(0)
    page.get_by_role("button", name="worse").click()
    expect(page.get_by_label("By how much?")).to_be_focused()
    expect(row.locator(".number")).to_have_count(0)
    page.keyboard.type("0.7")
    page.keyboard.press("Enter")
    expect(row.locator(".number")).to_have_count(6)
    with_, without = (
        float(page.locator(f".cell[data-place='{place}'][data-column='1']").inner_text())
        for place in (0, 3)
    )
    said = page.locator(".truth").inner_text()
    found = re.search(
        r"Guessed: 0.7 bits per token worse. It is ([\d.]+) bits per token worse", said
    )
    assert found, said
    assert abs(float(found[1]) - (without - with_)) < 0.011
    assert "The right way, 2 times too small." in said
    assert query(page)["guess"] == ["-0.7"]


def test_a_link_carries_a_guess_to_a_friend(open_page: Open) -> None:
    page = open_page(f"{GUESS}&guess=%2B3")
    expect(page.locator(".truth")).to_contain_text("Guessed: 3 bits per token better. It is")
    expect(page.locator(".truth")).to_contain_text("The other way.")
    page.get_by_role("button", name="Guess again").click()
    expect(page.locator(".cell.guess")).to_have_count(6)


def test_every_tour_is_walked_to_its_end_and_tells_every_truth(open_page: Open) -> None:
    page = open_page("/explorer/four")
    for tour in tours():
        page.goto(f"{page.url.split('/explorer')[0]}/explorer/{tour.study}?tour={tour.name}")
        expect(page.locator(".goal")).to_have_text(tour.goal)
        for place, step in enumerate(tour.steps):
            expect(page.locator(".say")).to_have_text(step.say)
            if step.guess:
                page.locator("#guess-skip").click()
                expect(page.locator(".truth b")).to_have_text(re.compile(r"^\d"))
            if step.at.one("q"):
                expect(page.locator(".value").first).to_be_visible()
            if place + 1 < len(tour.steps):
                page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".tour .limits")).to_contain_text(tour.limits)


def test_a_clicker_walks_through_a_tour(open_page: Open) -> None:
    page = open_page(f"{GUESS}&present=yes")
    page.keyboard.press("PageDown")
    expect(page.locator(".truth")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(page.locator(".say")).to_contain_text("The same removal, read in another column")
    expect(page.locator("body")).to_have_class(re.compile("presenting"))
    page.keyboard.press("PageUp")
    expect(page.locator(".prompt")).to_contain_text("On politics")


def test_a_number_of_nothing_is_called_zero(open_page: Open) -> None:
    page = open_page(
        "/explorer/corpora?tour=two-together&step=3&q=interaction&label=B&label=C&column=drama"
    )
    page.get_by_role("button", name="zero", exact=True).click()
    expect(page.locator(".truth")).to_contain_text("Guessed: zero. It is")
    expect(page.locator(".truth")).to_contain_text("It is not zero.")
