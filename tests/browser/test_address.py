"""The address of the explorer holds all of its state, whatever is in it."""

import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ONE = st.none() | WORDS
SOME = st.none() | st.lists(WORDS, max_size=4)
SINGLE = [
    *("metric", "question", "world", "column", "view", "sort", "zoom", "mode"),
    *("against", "beside", "way", "tour", "step", "guess", "present"),
]
STATES = st.fixed_dictionaries(
    {
        **dict.fromkeys(SINGLE, ONE),
        **dict.fromkeys(["show", "label", "path", "plus", "paid", "right"], SOME),
        "parameters": st.dictionaries(WORDS, st.text(max_size=12), max_size=3),
    }
)
ROUND = """async (states) => {
  const { blank, readAddress, writeAddress } = await import("/static/lib/address.js");
  const keys = Object.keys(blank()).sort().join();
  return states.map((state) => ({
    keys: Object.keys(state).sort().join() === keys,
    again: readAddress(writeAddress(state)),
    twice: writeAddress(readAddress(writeAddress(state))) === writeAddress(state),
  }));
}"""
VIEWS = [
    "/explorer/four?mode=look&world=AB&column=north&against=ABCD&beside=south",
    "/explorer/corpora?q=shapley&label=B&column=politics&paid=A&paid=B&metric=perplexity",
    "/explorer/corpora?q=leave_one_out&p.group=C%2C+D&show=drama&show=fiction&sort=score&world=AB",
    "/explorer/corpora?tour=one-removal&step=2&guess=-2&mode=look&world=ACD&column=politics",
    "/explorer/four?present=yes&q=leave_one_out&label=C",
]
SEEN = """() => ({
  words: document.querySelector("main").innerText,
  cells: [...document.querySelectorAll(".cell")].map((cell) => cell.className),
  pressed: [...document.querySelectorAll("[aria-pressed=true]")].map((one) => one.textContent),
  fields: [...document.querySelectorAll("main input, main select")].map((one) => one.value),
  body: document.body.className,
  address: location.href,
})"""


def test_any_state_is_read_back_as_it_was_written(open_page: Open) -> None:
    page = open_page("/explorer/four")

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(STATES, min_size=8, max_size=8))
    def check(states: list[dict[str, Any]]) -> None:
        for state, said in zip(states, page.evaluate(ROUND, states), strict=True):
            assert said["keys"]
            assert said["again"] == state
            assert said["twice"]

    check()


def test_a_view_survives_reload_back_and_forward(open_page: Open, address: str) -> None:
    page = open_page("/explorer/four")
    views: list[Any] = []
    for view in VIEWS:
        page.goto(address + view)
        views.append(seen(page))
    page.reload()
    assert seen(page) == views[-1]
    for view in (views[-2], views[-3]):
        page.go_back()
        assert seen(page) == view
    page.go_forward()
    assert seen(page) == views[-2]


def seen(page: Page) -> Any:
    """All that a page shows, once it is still."""
    expect(page.locator(".cell.chosen")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    shown = page.evaluate(SEEN)
    shown["words"] = re.sub(r"[\d.]+ s\.", "", shown["words"])  # how long the answer took
    return shown
