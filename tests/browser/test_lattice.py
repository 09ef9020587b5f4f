"""The lattice: nodes, lines, and paths through it, against what the program holds."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, shot

FOUR = "/explorer/four?view=lattice"


@pytest.fixture(scope="module")
def held(address: str) -> dict[str, float]:
    """The accuracy of every world of `four`, by its letters."""
    sent = httpx.get(f"{address}/api/studies/four/cells", timeout=60, trust_env=False).json()
    names = sent["rows"]["members"]
    return {
        "".join(name for at, name in enumerate(names) if row >> at & 1): value
        for row, value in enumerate(sent["shown"][0])
    }


def node(page: Page, row: int) -> Locator:
    return page.locator(f".node[data-row='{row}']")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(" in all", ""))


def test_the_full_world_is_on_top_and_lines_join_worlds_one_object_apart(open_page: Open) -> None:
    page = open_page(FOUR, ready=".node.chosen")
    expect(page.locator(".node")).to_have_count(16)
    assert page.locator("#grid").is_hidden()
    drawn = page.locator(".edges").first.get_attribute("d") or ""
    assert drawn.count("M") == 32
    heights = page.evaluate(
        "[...document.querySelectorAll('.node')].map((node) =>"
        " [node.dataset.row, node.getBoundingClientRect().top])"
    )
    top = {int(row): y for row, y in heights}
    layers = [{round(top[row]) for row in top if bin(row).count("1") == n} for n in range(5)]
    assert [len(layer) for layer in layers[1:4]] == [1, 1, 1]
    assert min(layers[0]) > max(layers[1]) > max(layers[2]) > max(layers[3]) > max(layers[4])
    shot(page, "lattice")


def test_a_node_is_the_same_cell_as_in_the_grid(open_page: Open, held: dict[str, float]) -> None:
    page = open_page("/explorer/four?world=BD&column=all")
    colour = page.evaluate("document.querySelector('.cell.chosen').style.backgroundColor")
    text = page.locator(".cell.chosen .number").inner_text()
    page.get_by_role("button", name="Lattice").click()
    chosen = page.locator(".node.chosen")
    expect(chosen).to_have_attribute("data-row", "10")
    expect(chosen.locator("text")).to_have_text(text)
    assert abs(float(text) - held["BD"]) < 0.0051
    fill = page.evaluate("getComputedStyle(document.querySelector('.node.chosen .body')).fill")
    assert fill == colour
    page.get_by_role("button", name="Grid").click()
    expect(page.locator(".cell.chosen .number")).to_have_text(text)
    page.go_back()
    expect(page.locator(".node.chosen")).to_be_visible()


def test_arrows_walk_along_lines_and_within_a_layer(open_page: Open) -> None:
    page = open_page(FOUR, ready=".node.chosen")
    expect(page.locator(".hasse [tabindex='0']")).to_have_count(1)
    page.locator(".node.chosen").focus()
    assert query(page) == {"view": ["lattice"]}
    before = 15
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        row = int(page.locator(".node.chosen").get_attribute("data-row") or -1)
        assert bin(row ^ before).count("1") == 1
        assert (row < before) is (key == "ArrowDown")
        before = row
        expect(page.locator(".node.chosen")).to_be_focused()
    assert before == 0
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect(page.locator("#reading")).to_contain_text("A on all: ")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reading")).to_contain_text("B on all: ")
    page.keyboard.press("End")
    expect(page.locator("#reading")).to_contain_text("D on all: ")
    page.keyboard.press("Control+Home")
    expect(page.locator("#reading")).to_contain_text("The full world on all: ")
    for letter in "ac":
        page.keyboard.press(letter)
    expect(page.locator("#reading")).to_contain_text("A and C on all: ")
    expect(page.locator(".node.chosen")).to_have_attribute(
        "aria-label", re.compile(r"^A and C: \d\.\d+$")
    )


def test_a_strike_is_built_by_clicking_neighbours_and_its_steps_add_up(
    open_page: Open, held: dict[str, float]
) -> None:
    page = open_page(FOUR, ready=".node.chosen")
    page.get_by_role("button", name="a strike, down").click()
    expect(page.locator(".said-path")).to_contain_text("The full world scores")
    for row in (0b0111, 0b0110, 0b0010):  # without D, then A, then C
        node(page, row).click()
    assert query(page)["path"] == ["D", "A", "C"]
    costs = [number(text) for text in page.locator(".costs text").all_text_contents()]
    path = ["ABCD", "ABC", "BC", "B"]
    steps = [held[b] - held[a] for a, b in pairwise(path)]
    assert all(abs(a - b) < 0.00051 for a, b in zip(costs, steps, strict=False))
    assert abs(costs[3] - (held["B"] - held["ABCD"])) < 0.00051
    assert abs(sum(steps) - (held["B"] - held["ABCD"])) < 1e-9
    expect(page.locator(".said-path")).to_contain_text("in all")
    expect(page.locator(".node.walked")).to_have_count(4)
    shot(page, "lattice-strike")
    node(page, 0b0101).click()  # no neighbour of its end: only chosen
    assert query(page)["path"] == ["D", "A", "C"]
    node(page, 0b0111).click()  # back to where it passed
    assert query(page)["path"] == ["D"]
    page.get_by_role("button", name="undo the last step").click()
    assert "path" not in query(page)
    page.go_back()
    expect(page.locator(".node.walked")).to_have_count(2)


def test_an_acquisition_is_typed_and_a_link_keeps_it(
    open_page: Open, held: dict[str, float]
) -> None:
    page = open_page(f"{FOUR}&way=acquire", ready=".node.chosen")
    page.locator(".node.chosen").focus()
    for letter in "cab":
        page.keyboard.press(letter)
    assert query(page)["path"] == ["C", "A", "B"]
    expect(page.locator("#reading")).to_contain_text("A, B and C on all: ")
    page.keyboard.press("Backspace")
    assert query(page)["path"] == ["C", "A"]
    page.keyboard.press("d")
    labels = page.locator(".costs text").all_text_contents()
    assert number(labels[0]) == pytest.approx(held["C"] - held[""], abs=0.00051)
    assert number(labels[-1]) == pytest.approx(held["ACD"] - held[""], abs=0.00051)
    said = page.locator(".said-path").inner_text()
    page.reload()
    expect(page.locator(".said-path")).to_have_text(said)
    expect(page.locator(".node.walked")).to_have_count(4)


def test_a_path_of_an_old_address_ends_where_it_cannot_go_on(open_page: Open) -> None:
    page = open_page(f"{FOUR}&way=strike&path=D&path=Z&path=A", ready=".node.chosen")
    expect(page.locator(".node.walked")).to_have_count(2)
    expect(page.locator(".costs text")).to_have_count(1)


def test_evidence_is_rings_as_thick_as_their_weights(open_page: Open) -> None:
    page = open_page(f"{FOUR}&q=shapley&label=A", ready=".node.plus")
    expect(page.locator(".node.plus")).to_have_count(8)
    expect(page.locator(".node.minus")).to_have_count(8)
    widths = page.evaluate(
        "[...document.querySelectorAll('.node')].map((node) => [node.getAttribute('aria-label'),"
        " Number(node.querySelector('.ring').getAttribute('stroke-width'))])"
    )
    by_weight: dict[str, Any] = {re.split(r"[+−]", label)[1]: wide for label, wide in widths}
    assert by_weight["1/4"] > by_weight["1/12"]
    assert "A adds" in page.locator("#sum").inner_text() or "with plus" in (
        page.locator("#sum").inner_text()
    )


def test_too_many_worlds_are_strips_and_the_page_says_so(open_page: Open) -> None:
    page = open_page("/explorer/wide16?view=lattice", ready=".layer.here")
    expect(page.locator(".layer")).to_have_count(17)
    expect(page.locator(".lattice .note")).to_contain_text("65,536 worlds are too many for nodes")
    page.locator(".layer.here").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#reading")).to_contain_text("ll but ")
    expect(page.locator(".layer.here")).to_be_focused()
    expect(page.locator(".layer.here")).to_have_attribute(
        "aria-label", re.compile("in its layer 16 of 16 worlds held, mean ")
    )
    page.get_by_role("button", name="a strike, down").click()
    page.locator(".layer.here").focus()
    for letter in "pb":
        page.keyboard.press(letter)
    assert query(page)["path"] == ["P", "B"]
    expect(page.locator(".costs text")).to_have_count(2)
    shot(page, "lattice-strips")


def test_the_lattice_fits_a_telephone(open_page: Open) -> None:
    page = open_page("/explorer/four?view=lattice", width=390, height=844, ready=".node.chosen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.node .body')].map((body) => {"
        " const { left, right, width } = body.getBoundingClientRect();"
        " return [left, right, width]; })"
    )
    assert all(left >= 0 and right <= 390 and width >= 24 for left, right, width in boxes)
