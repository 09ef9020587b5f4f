"""What the explorer is used for: comparing two cells, seeing as an operator, showing a room."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def cell(page: Page, place: int, column: int) -> str:
    found = page.locator(f".cell[data-place='{place}'][data-column='{column}'] .number")
    return found.inner_text()


def test_any_two_cells_are_compared_with_direction_and_kind(open_page: Open) -> None:
    page = open_page("/explorer/corpora")
    page.locator(".cell[data-place='0'][data-column='1']").click(modifiers=["Shift"])
    page.locator(".cell[data-place='3'][data-column='1']").click()  # without B
    answer = page.locator("#answer")
    expect(answer.locator("h2")).to_have_text("What changes without B?")
    expect(answer).to_contain_text("A removal, from the full world to A, C and D")
    size = float(cell(page, 3, 1)) - float(cell(page, 0, 1))
    said = re.search(r"Politics gets ([\d.]+) bits per token worse", answer.inner_text())
    assert said
    assert abs(float(said[1]) - size) < 0.011
    expect(answer).to_contain_text("here B helps")
    expect(page.locator("#reading")).to_contain_text("worse than the full world")
    expect(answer.locator("tbody tr")).to_have_count(6)
    expect(answer).to_contain_text("ask for its Shapley value")
    expect(page.locator(".cell.against")).to_have_count(1)
    page.get_by_role("button", name="Swap").click()
    expect(answer.locator("h2")).to_have_text("What changes with B?")
    expect(answer).to_contain_text("bits per token better: here B helps")
    page.go_back()
    expect(answer.locator("h2")).to_have_text("What changes without B?")
    page.get_by_role("link", name="Ask leave-one-out of B").click()
    expect(page.locator(".value[aria-pressed=true]")).to_have_text(f"+{said[1]}")


@pytest.mark.parametrize(
    ("world", "column", "against", "beside", "kind"),
    [
        ("AB", "north", "ABCD", "north", "A group removal"),
        ("ABD", "north", "AB", "north", "An addition"),
        ("AC", "north", "AB", "north", "A replacement, from A and B to A and C"),
        ("AB", "south", "AB", "north", "A column move, from A and B on north to south"),
        ("A", "south", "AB", "north", "A removal and a column move at once"),
        ("CD", "north", "AB", "north", "A group replacement"),
        ("D", "north", "ABC", "north", "A mixed move"),
    ],
)
def test_moves_have_their_names(
    open_page: Open, world: str, column: str, against: str, beside: str, kind: str
) -> None:
    page = open_page(
        f"/explorer/four?mode=look&world={world}&column={column}&against={against}&beside={beside}"
    )
    expect(page.locator(".asked .about")).to_contain_text(kind)


def test_cells_are_compared_by_keyboard_and_by_typing(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.locator(".cell.chosen").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#answer h2")).to_have_text("Two cells to compare")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#answer h2")).to_have_text("What changes without D?")
    page.get_by_label("After", exact=True).fill("B")
    page.keyboard.press("Enter")
    expect(page.locator("#answer h2")).to_have_text("What changes without A, C and D?")
    assert query(page)["world"] == ["B"]
    page.get_by_label("After: column").select_option("south")
    expect(page.locator("#answer h2")).to_contain_text("and in another column?")
    page.get_by_role("button", name="as JSON").click()
    said = json.loads(page.locator(".code pre").inner_text())
    assert said["request"]["after"] == {"world": {"B": 1}, "column": "south"}
    gain = said["answer"]["after"]["oriented"] - said["answer"]["before"]["oriented"]
    assert said["answer"]["gain"] == pytest.approx(gain)


def test_an_operator_sees_the_rows_that_he_paid_for(open_page: Open) -> None:
    page = open_page("/explorer/corpora?q=leave_one_out&label=B&column=politics")
    expect(page.locator("#sum")).to_contain_text("B adds")
    page.get_by_role("button", name="Operator view").click()
    assert query(page)["paid"] == ["A", "B"]
    page.locator(".cell[data-place='5'][data-column='1']").click()  # his own row says no more
    expect(page.locator("#reading")).to_have_text(re.compile("^A and B on politics: [^,]*$"))
    page.keyboard.press("Home")
    page.keyboard.press("Control+Home")
    expect(page.locator("#operator")).to_contain_text("sees 4 of 16 rows")
    expect(page.locator(".cell.paid")).to_have_count(12 * 6)
    expect(page.locator(".cell.paid .number")).to_have_count(0)
    expect(page.locator("#reading")).to_contain_text("is not paid for")
    expect(page.locator("#answer")).to_contain_text("the operator cannot know it")
    expect(page.locator("#answer table, #answer svg")).to_have_count(0)
    expect(page.locator("#sum")).to_be_empty()
    paying = page.get_by_role("group", name="Objects that are paid for")
    for name in "CD":
        paying.get_by_role("button", name=name).click()
    expect(page.locator(".cell.paid")).to_have_count(0)
    expect(page.locator("#sum")).to_contain_text("B adds")
    for name in "ABCD":
        paying.get_by_role("button", name=name).press("Enter")
    assert query(page)["paid"] == [""]
    expect(page.locator("#operator")).to_contain_text("sees 1 of 16 rows")
    page.get_by_role("button", name="Real view").click()
    expect(page.locator("#operator")).to_be_hidden()
    expect(page.locator(".cell .number")).to_have_count(96)


def test_a_room_sees_the_question_the_grid_and_the_sentence(open_page: Open) -> None:
    page = open_page("/explorer/four?q=leave_one_out&label=C")
    page.get_by_role("button", name="Present").click()
    assert query(page)["present"] == ["yes"]
    for name in ("#catalogue", ".studies", ".answer table", ".key"):
        expect(page.locator(name)).to_be_hidden()
    for name in (".question", "#grid", "#sum"):
        expect(page.locator(name)).to_be_in_viewport(ratio=1)
    size = "(name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize)"
    assert page.evaluate(size, ".question") > 30
    assert page.evaluate(size, "#sum") > 20
    page.keyboard.press("Escape")
    expect(page.locator("#catalogue")).to_be_visible()
