"""The board in a browser: both of its great scenarios from the first season to the debrief, by
pointer and by keyboard alone, as bars and as the grid."""

import json
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open, shot

SLOWEST = 100.0
"""Milliseconds for handing over a frame of a full table to be drawn; two, on an idle machine."""
READY = "main[data-ready]"
PLAYING = "#hand .move, #hand .priced, #debrief:not([hidden]) h2"


def begin(page: Page, scenario: str, side: str, seed: int) -> None:
    page.locator(f'input[name=scenario][value="{scenario}"]').check()
    page.locator(f'input[name=side][value="{side}"]').check()
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_role("button", name="Set up the board").click()
    page.wait_for_selector(PLAYING)
    expect(page.locator("#stage[data-still=true], #game[data-view=grid]").first).to_be_visible()


def over(page: Page) -> bool:
    return page.locator("#debrief").is_visible()


def settled(page: Page) -> None:
    """Wait for what the others do."""
    expect(page.get_by_text("The others move.")).to_have_count(0)


def game(page: Page) -> Any:
    """The game as the server tells it, by the link in the address."""
    link = page.evaluate("new URLSearchParams(location.search).get('game')")
    where = page.url.split("/board")[0] + "/api/games/replay"
    return page.request.post(where, data={"link": link}).json()


def numbers(page: Page) -> Any:
    page.wait_for_selector("#stage[data-still=true]")
    return page.evaluate("document.querySelector('#stage').board.numbers()")


def heights_are_scores(page: Page, view: Any) -> int:
    """Every bar is as tall as its score, and lies flat under fog; how many stand."""
    drawn = numbers(page)
    flat, tall = drawn["flat"], drawn["tall"]
    assert drawn["rows"] == view["rows"]["pieces"]
    standing = 0
    for heights, shares in zip(drawn["heights"], view["rows"]["share"], strict=True):
        for height, share in zip(heights, shares, strict=True):
            wanted = flat if share is None else flat + share * tall
            assert abs(height - wanted) < 1e-9
            standing += share is not None
    return standing


def test_made_data_double_the_rows_and_every_bar_is_as_tall_as_its_score(open_page: Open) -> None:
    page = open_page("/board", ready=READY)
    begin(page, "writers", "people", 3)
    view = game(page)
    assert heights_are_scores(page, view) == 2 * len(view["slices"])
    before = len(view["rows"]["pieces"])
    page.get_by_role("button", name="Make A2 costs 2").click()
    expect(page.locator("#log")).to_contain_text("rows rise from the table")
    view = game(page)
    assert len(view["rows"]["pieces"]) == 2 * before
    heights_are_scores(page, view)
    page.get_by_role("button", name="Take the last move back").click()
    expect(page.get_by_role("button", name="Make A2 costs 2")).to_be_visible()
    assert len(numbers(page)["rows"]) == before
    shot(page, "board-writers")


def test_a_bar_under_the_pointer_is_read_and_a_click_selects_its_row(open_page: Open) -> None:
    page = open_page("/board", ready=READY)
    begin(page, "writers", "people", 3)
    drawn = numbers(page)
    row = drawn["rows"].index(["E"])
    spot = page.evaluate(f"document.querySelector('#stage').board.project({row}, 2)")
    box = page.locator("#stage").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"] + 6)
    expect(page.locator("#cell")).to_contain_text("E on scripture: ")
    score = next(s for s in game(page)["rows"]["shown"][row][2:3])
    expect(page.locator("#cell")).to_contain_text(f"{score:.2f}")
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    expect(page.locator("#cell")).to_contain_text("E on scripture: ")


def test_writers_are_played_on_the_grid_of_a_narrow_screen(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/board?view=grid", width=390, height=844, ready=READY)
    begin(page, "writers", "people", 7)
    expect(page.locator("#flat .cell.fog").first).to_be_visible()
    turns = 0
    while not over(page):
        hold = page.get_by_role("button", name="Hold your data back")
        offer = page.get_by_role("button", name="Offer", exact=True)
        if turns % 3 == 2:
            page.get_by_label("Offer your data, coins").fill("2.5")
            offer.click()
        else:
            hold.click()
        turns += 1
        settled(page)
        assert turns <= 24
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator("#debrief h2")).to_have_text(
        ("Deal.", "Capture.", "Leverage.", "Ruin.")[
            ["deal", "capture", "leverage", "ruin"].index(game(page)["ending"])
        ]
    )
    expect(page.locator("#seasons tbody tr")).to_have_count(6)
    expect(page.locator(".cell.fog")).to_have_count(0)
    for title in ("The path", "The leverage of each hold", "Claim", "The best reply"):
        expect(page.locator("#after")).to_contain_text(title)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Save it as JSON").click()
    record = json.loads(Path(taken.value.path()).read_text("utf-8"))
    assert record["scenario"] == "writers"
    assert record["seed"] == 7
    ending = page.locator("#debrief h2").inner_text()
    page.reload()
    expect(page.locator("#debrief h2")).to_have_text(ending)
    shot(page, "board-narrow")


def tab_to(page: Page, wanted: str) -> None:
    """Go to an element with the keyboard alone."""
    for _ in range(80):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def test_workers_are_played_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/board", ready=READY)
    tab_to(page, "input[name=scenario]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=side]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=seed]")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_selector(PLAYING)
    expect(page.locator("h1#title")).to_have_text("Workers and a census model")
    page.wait_for_selector("#stage[data-still=true]")
    tab_to(page, "#flat .cell")
    before = page.locator("#cell").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#cell")).not_to_have_text(before)
    spot = page.evaluate("document.querySelector('#stage').board.project(0, 0)")
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function(
        "(x) => document.querySelector('#stage').board.project(0, 0).x !== x", arg=spot["x"]
    )
    tab_to(page, "[data-key=Audit]")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#turn")).to_be_focused()
    expect(page.locator("#log")).to_contain_text("audits the row")
    view = game(page)
    assert heights_are_scores(page, view) == 3 * len(view["slices"])
    for _ in range(6):
        if page.locator('[data-key="license F"]').count():
            tab_to(page, '[data-key="license F"]')
            page.keyboard.press("Enter")
            settled(page)
        tab_to(page, '[data-key="Deploy row"]')
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Shift+Tab")
        tab_to(page, "[data-key=Deploy]")
        page.keyboard.press("Enter")
        settled(page)
    expect(page.locator("#debrief h2")).to_be_focused()
    assert heights_are_scores(page, game(page)) == len(view["slices"]) * len(numbers(page)["rows"])
    expect(page.locator("#after .hasse .walk")).to_have_count(1)
    shot(page, "board-debrief")


def test_without_webgl_the_same_game_is_a_grid(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{address}/board")
    page.wait_for_selector(READY)
    begin(page, "writers", "people", 3)
    expect(page.locator("#flat [role=gridcell]").first).to_be_visible()
    expect(page.get_by_role("button", name="Bars")).to_be_disabled()
    context.close()
    assert faults == []


FILLED = """async () => {
  const { createScene } = await import("/static/board/scene.js");
  const { lookOf } = await import("/static/board/look.js");
  const host = document.createElement("div");
  host.className = "stage3d";
  document.querySelector("main").append(host);
  const scene = createScene(host, { select() {}, hover() {} });
  const names = ["A", "B", "C", "D", "E", "A2", "B2", "C2"];
  const rows = Array.from({ length: 256 }, (_, row) => names.filter((_, at) => (row >> at) & 1));
  scene.show({
    game: "full", rows, moves: true, look: lookOf(false),
    slices: Array.from({ length: 16 }, (_, at) => ({ name: `slice ${at}`, mark: "" })),
    share: (row, slice) => ((row * 16 + slice) % 97) / 97,
    selected: { row: 0, column: 0 }, values: [], state: () => "",
  });
  const frames = scene.measure(15);
  const { calls, heights } = scene.numbers();
  return { frames, calls, bars: heights.flat().length };
}"""


def test_a_full_table_is_drawn_in_few_calls(open_page: Open) -> None:
    page = open_page("/board", ready=READY)
    drawn = page.evaluate(FILLED)
    assert drawn["bars"] == 256 * 16
    assert drawn["calls"] <= 8
    assert statistics.median(frame["handed"] for frame in drawn["frames"]) < SLOWEST
