"""The page of a study: its cells, its questions, its address."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

LOO = "/explorer/corpora?q=leave_one_out"


def chosen(page: Page) -> str:
    return page.locator(".cell.chosen .number").inner_text()


def reading(page: Page) -> str:
    return page.locator("#reading").inner_text()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_first_page_shows_trained_cells_and_a_first_answer(open_page: Open) -> None:
    page = open_page("/explorer", ready=".cell.plus")
    expect(page.locator("h1")).to_have_text("Four observations")
    expect(page.locator(".row")).to_have_count(16)
    expect(page.locator(".cell .number")).to_have_count(48)
    expect(page.locator("#extent")).to_contain_text("16 worlds × 3 columns, all trained")
    expect(page.locator(".question")).to_contain_text("withdrawn?")
    expect(page.locator("#sum")).to_contain_text("adds")


def test_arrows_move_and_the_live_region_reads_the_cell(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.locator(".cell.chosen").focus()
    assert reading(page).startswith("The full world on all: ")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#reading")).to_contain_text("A, B and C on all: ")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reading")).to_contain_text("A, B and C on north: ")
    assert chosen(page) in reading(page)
    page.keyboard.press("Control+End")
    expect(page.locator("#reading")).to_contain_text("The empty world on south: ")
    expect(page.locator("#reading")).to_contain_text("fallback")
    page.keyboard.press("Home")
    expect(page.locator("#reading")).to_contain_text("The empty world on all: ")
    page.keyboard.press("PageUp")
    expect(page.locator("#reading")).to_contain_text("A on all: ")
    page.keyboard.press("PageUp")
    expect(page.locator("#reading")).to_contain_text("A and B on all: ")
    page.keyboard.press("PageDown")
    page.keyboard.press("End")
    expect(page.locator("#reading")).to_contain_text("A on south: ")
    assert page.locator("#reading").get_attribute("role") == "status"


def test_letters_typed_one_after_another_choose_a_world(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.locator(".cell.chosen").focus()
    for letter in "bd":
        page.keyboard.press(letter)
    expect(page.locator("#reading")).to_contain_text("B and D on all: ")
    assert query(page)["world"] == ["BD"]
    page.keyboard.press("0")
    expect(page.locator("#reading")).to_contain_text("The empty world on all: ")


def test_a_click_chooses_a_cell(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.locator("[role=gridcell]").nth(10).click()
    expect(page.locator(".cell.chosen")).to_have_count(1)
    assert query(page)["column"] == ["north"]
    assert page.evaluate("document.activeElement.classList.contains('chosen')")


def test_the_grid_is_one_tab_stop_and_a_real_grid(open_page: Open) -> None:
    page = open_page("/explorer/four")
    expect(page.locator("[role=grid] [tabindex='0']")).to_have_count(1)
    grid = page.locator("[role=grid]")
    assert grid.get_attribute("aria-rowcount") == "17"
    assert grid.get_attribute("aria-colcount") == "4"
    expect(page.locator("[role=grid] [role=columnheader]")).to_have_count(4)
    expect(page.locator("[role=grid] [role=rowheader]")).to_have_count(16)
    expect(page.locator("[aria-selected=true]")).to_have_count(1)


def test_asking_paints_the_evidence_and_the_sum_adds_up(open_page: Open) -> None:
    page = open_page(f"{LOO}&label=D&column=computing")
    expect(page.locator(".cell.plus")).to_have_count(1)
    expect(page.locator(".cell.minus")).to_have_count(1)
    with_, without = (
        float(page.locator(f".cell.{kind} .number").inner_text()) for kind in ("minus", "plus")
    )
    said = page.locator("#sum").inner_text()
    found = re.search(r"D adds ([\d.]+) bits per token", said)
    assert found, said
    assert abs(float(found[1]) - (without - with_)) < 0.011
    assert f"+{found[1]}" == page.locator(".value[aria-pressed=true]").inner_text()
    assert "not what the answer says" not in said
    expect(page.locator(".dots i.gone")).to_have_count(1)


@pytest.mark.parametrize("question", ["shapley", "banzhaf", "interaction", "scaling"])
def test_every_linear_answer_is_added_up_from_the_cells(open_page: Open, question: str) -> None:
    page = open_page(f"/explorer/corpora?q={question}")
    values = page.locator(".value")
    expect(values.first).to_be_visible()
    for place in range(min(values.count(), 9)):
        value = values.nth(place)
        value.click()
        text = re.sub(r"[+−]", "", page.locator(".value[aria-pressed=true]").inner_text())
        expect(page.locator("#sum b")).to_contain_text(text)
        expect(page.locator("#sum")).not_to_contain_text("not what")
        expect(page.locator("#sum")).not_to_contain_text("cannot")
    weights = page.locator(".cell.plus, .cell.minus").count()
    assert weights > 0


def test_the_rings_are_as_thick_as_their_weights(open_page: Open) -> None:
    page = open_page("/explorer/four?q=shapley&label=A")
    expect(page.locator(".cell.plus").first).to_be_visible()
    rings = page.evaluate(
        "[...document.querySelectorAll('.cell.plus, .cell.minus')].map((cell) => ["
        "cell.querySelector('.weight').textContent, cell.style.getPropertyValue('--ring')])"
    )
    assert len(rings) == 16
    assert len({text for text, _ in rings}) == 4
    by_weight = {text.strip("+−"): ring for text, ring in rings}
    assert float(by_weight["1/4"][:-2]) > float(by_weight["1/12"][:-2])


def test_a_link_reproduces_the_view(open_page: Open) -> None:
    page = open_page(
        f"{LOO}&p.world=ABD&metric=perplexity&label=B&column=politics&world=AB"
        "&show=fiction&show=politics"
    )
    expect(page.locator(".value[aria-pressed=true]")).to_be_visible()

    def view() -> dict[str, object]:
        return {
            "url": page.url,
            "rows": page.locator("[role=grid]").inner_text(),
            "reading": reading(page),
            "sum": page.locator("#sum").inner_text(),
            "values": page.locator(".answer table").inner_text(),
            "metric": page.locator("#metric").input_value(),
            "settings": page.locator(".settings summary").inner_text(),
        }

    before = view()
    assert before["metric"] == "perplexity"
    assert "ABD" in str(before["settings"])
    page.reload()
    expect(page.locator(".value[aria-pressed=true]")).to_be_visible()
    assert view() == before
    page.get_by_role("button", name="link to this view").click()
    link = page.locator(".code pre").inner_text()
    assert parse_qs(urlsplit(link).query) == query(page)
    assert link.split("?")[0] == page.url.split("?")[0]


def test_back_and_forward_walk_through_what_was_asked(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.get_by_role("link", name="Leave-one-out").click()
    expect(page.locator(".question")).to_contain_text("withdrawn?")
    page.get_by_role("link", name="Shapley values", exact=True).click()
    expect(page.locator(".question")).to_contain_text("shared fairly")
    page.locator("#metric").select_option("log_loss")
    expect(page.locator("#legend")).to_contain_text("nats")
    page.go_back()
    expect(page.locator("#legend")).to_contain_text("accuracy")
    page.go_back()
    expect(page.locator(".question")).to_contain_text("withdrawn?")
    page.go_back()
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator(".cell.plus")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".cell.plus")).to_have_count(1)


def test_settings_ask_again_and_a_mistake_is_told(open_page: Open) -> None:
    page = open_page("/explorer/four?q=leave_one_out")
    page.locator(".settings summary").click()
    page.get_by_label("group").fill("A, B")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".answer tbody tr")).to_have_count(3)
    assert query(page)["p.group"] == ["A, B"]
    expect(page.locator(".code pre")).to_contain_text("LeaveOneOut(group=('A', 'B'))")


def test_what_is_not_trained_is_hatched_and_can_be_trained(open_page: Open) -> None:
    page = open_page("/explorer/untouched")
    expect(page.locator(".cell.absent")).to_have_count(24)
    expect(page.locator("#reading")).to_contain_text("is not trained")
    page.get_by_role("link", name="Leave-one-out").click()
    expect(page.locator(".cell.needed.lacking")).to_have_count(12)  # seen before it is spent
    expect(page.locator(".answer .wait")).to_contain_text("4 rows wanted, 0 in the bank")
    expect(page.locator("#legend")).to_contain_text("needed, missing")
    page.get_by_role("button", name="Train 4 rows and answer").click()
    expect(page.locator(".value").first).to_be_visible()
    expect(page.locator(".cell.absent")).to_have_count(12)
    expect(page.locator(".cell.needed")).to_have_count(0)
    page.get_by_role("link", name="Shapley values", exact=True).click()
    expect(page.locator(".cell.needed.lacking")).to_have_count(12)
    expect(page.locator(".cell.needed:not(.lacking)")).to_have_count(12)
    page.get_by_role("button", name="Train the other 4").click()
    expect(page.locator(".cell.absent")).to_have_count(0)
    expect(page.locator("#extent")).to_contain_text("all trained")


def test_columns_can_be_chosen(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.locator("#columns summary").click()
    page.get_by_label("south").uncheck()
    expect(page.locator("[role=columnheader]")).to_have_count(3)
    assert query(page)["show"] == ["all", "north"]
    page.go_back()
    expect(page.locator("[role=columnheader]")).to_have_count(4)


def test_names_are_text_and_never_markup(open_page: Open) -> None:
    page = open_page("/explorer/mine?q=shapley")
    expect(page.locator("h1")).to_have_text("Mine <b>& yours</b>")
    assert page.locator("h1 b").count() == 0


def test_the_same_question_is_given_as_python_command_and_json(open_page: Open) -> None:
    page = open_page("/explorer/four?q=leave_one_out&metric=log_loss")
    code = page.locator(".code pre")
    expect(code).to_contain_text("dc.answer('four', dc.LeaveOneOut(), metric='log_loss')")
    page.get_by_role("button", name="as command").click()
    expect(code).to_have_text("datacf ask four leave_one_out --metric log_loss")
    page.get_by_role("button", name="as JSON").click()
    said = json.loads(code.inner_text())
    assert said["request"] == {
        "study": "four",
        "question": "leave_one_out",
        "parameters": {},
        "metric": "log_loss",
    }
    assert said["answer"]["question"] == "leave_one_out"
    page.get_by_role("button", name="as a frame").click()
    expect(code).to_contain_text("/embed/four?metric=log_loss&amp;q=leave_one_out")


def test_the_chart_is_words_and_shapes_in_the_page(open_page: Open) -> None:
    page = open_page("/explorer/four?q=leave_one_out")
    chart = page.locator(".chart svg")
    expect(chart).to_be_visible()
    assert chart.get_attribute("role") == "graphics-document"
    assert chart.get_attribute("aria-label")
    assert page.locator(".chart script, .chart style, .chart image").count() == 0
