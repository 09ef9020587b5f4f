"""The board in a browser: both of its great scenarios from the first season to the debrief, by
pointer and by keyboard alone, as bars and as the grid."""

import json
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open, shot
from tests.browser.test_everywhere import AXE, FAULTS

SLOWEST = 100.0
"""Milliseconds for handing over a frame of a full table to be drawn; two, on an idle machine."""
READY = "main[data-ready]"
PLAYING = "#hand .move, #hand .priced, #debrief:not([hidden]) h2"
DRAWN = "#stage[data-still=true], #game[data-view=grid]"
SMALL = {"width": 960, "height": 640}
"""A window for what needs no large one: a browser without a graphics card draws it sooner."""


def begin(page: Page, scenario: str, side: str, seed: int) -> None:
    page.locator(f'input[name=scenario][value="{scenario}"]').check()
    page.locator(f'input[name=side][value="{side}"]').check()
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_role("button", name="Set up the board").click()
    page.wait_for_selector(PLAYING)
    page.wait_for_selector(DRAWN)


def over(page: Page) -> bool:
    return page.locator("#debrief").is_visible()


def settled(page: Page) -> None:
    """Wait for what the others do."""
    expect(page.get_by_text("The others move.")).to_have_count(0)


def faults(page: Page) -> list[str]:
    """The barriers that axe finds."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(FAULTS)


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


CUT = """() => {
  const stage = document.querySelector('#stage').getBoundingClientRect();
  return [...document.querySelectorAll('#stage .labels > :not([hidden])')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.left < stage.left - 1 || box.right > stage.right + 1
      || box.top < stage.top - 1 || box.bottom > stage.bottom + 1);
  }).map((one) => one.innerText);
}"""


def test_made_data_double_the_rows_and_no_label_is_cut_at_any_width(open_page: Open) -> None:
    page = open_page("/board", **SMALL, ready=READY)
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
    expect(page.locator("#log")).not_to_contain_text("rise")
    assert len(numbers(page)["rows"]) == before
    for made in (1, 2, 4):
        for width, height in ((390, 700), (1024, 560)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(60)
            numbers(page)
            assert page.evaluate(CUT) == [], f"at {width} with {made} blocks"
        if made < 4:
            page.get_by_role("button", name="Make").first.click()
            settled(page)
            assert len(numbers(page)["rows"]) == 2 * made * before
    shot(page, "board-writers")


def test_a_bar_under_the_pointer_is_read_and_a_click_selects_its_row(open_page: Open) -> None:
    page = open_page("/board", **SMALL, ready=READY)
    begin(page, "writers", "people", 3)
    row = numbers(page)["rows"].index(["E"])
    spot = page.evaluate(f"document.querySelector('#stage').board.project({row}, 2)")
    box = page.locator("#stage").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"] + 6)
    expect(page.locator("#cell")).to_contain_text("E (plays) on scripture")
    score = next(s for s in game(page)["rows"]["shown"][row][2:3])
    expect(page.locator("#cell")).to_contain_text(f"{score:.2f}")
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    expect(page.locator("#cell")).to_contain_text("E (plays) on scripture")
    before = page.evaluate("document.querySelector('#stage').board.project(0, 0)")
    fingers(page, box, 30, 90)
    after = page.evaluate("document.querySelector('#stage').board.project(0, 0)")
    assert abs(after["x"] - before["x"]) > 20  # two fingers that part make it larger
    assert page.evaluate("visualViewport.scale") == 1


def fingers(page: Page, box: Any, near: int, far: int) -> None:
    """Two fingers on the board, from so far from each other to so far."""
    session = page.context.new_cdp_session(page)
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}

    def touch(kind: str, apart: int) -> None:
        points = [
            {"x": middle["x"] + side * apart, "y": middle["y"], "id": side} for side in (0, 1)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", near)
    for apart in range(near, far + 1, 15):
        touch("touchMove", apart)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(80)


def test_writers_are_played_on_the_grid_of_a_narrow_screen(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/board?view=grid", width=390, height=844, ready=READY)
    begin(page, "writers", "people", 7)
    expect(page.locator("#flat .cell.fog").first).to_be_visible()
    assert faults(page) == []
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
    happened = page.locator("#log li:not(.mood)").all_inner_texts()
    page.reload()
    expect(page.locator("#debrief h2")).to_have_text(ending)
    assert len(happened) > 30
    assert page.locator("#log li").all_inner_texts() == happened
    assert faults(page) == []
    shot(page, "board-narrow")


def tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Go to an element with the keyboard alone."""
    for _ in range(80):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never came to {wanted}")


def test_workers_are_played_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/board", **SMALL, ready=READY)
    tab_to(page, "input[name=scenario]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=side]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=seed]")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_selector(PLAYING)
    expect(page.locator("h1#title")).to_have_text("Workers and a census model")
    page.wait_for_selector("#stage[data-still=true]")
    expect(page.locator("#turn")).to_be_focused()
    tab_to(page, "#flat .cell", "Shift+Tab")
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
    assert faults(page) == []
    for _ in range(6):
        if page.locator('[data-key="license F"]').count():
            tab_to(page, '[data-key="license F"]')
            page.keyboard.press("Enter")
            settled(page)
        tab_to(page, '[data-key="Deploy row"]')
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
        tab_to(page, "[data-key=Deploy]", "Shift+Tab")
        page.keyboard.press("Enter")
        settled(page)
    expect(page.locator("#debrief h2")).to_be_focused()
    assert heights_are_scores(page, game(page)) == len(view["slices"]) * len(numbers(page)["rows"])
    expect(page.locator("#after .hasse .walk")).to_have_count(1)
    assert faults(page) == []
    shot(page, "board-debrief")


def test_two_at_one_screen_pass_it_before_the_next_one_sees(open_page: Open) -> None:
    page = open_page("/board?view=grid", **SMALL, ready=READY)
    begin(page, "writers", "both", 3)
    for group in ("novelists", "speechwriters", "translators", "hackers"):
        expect(page.locator("#turn")).to_have_text(f"The {group} move")
        page.get_by_role("button", name="Hold your data back").click()
    curtain = page.get_by_role("dialog", name="Pass the screen to the firm")
    expect(curtain).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(curtain).to_be_hidden()
    expect(page.locator("#turn")).to_have_text("The firm moves")
    page.get_by_role("button", name="Audit").click()
    settled(page)
    seen = page.locator("#flat .cell:not(.fog)").count()
    page.locator('[data-key="Deploy row"]').select_option(index=1)
    page.locator("[data-key=Deploy]").click()
    page.get_by_label("I play both sides").check()
    page.get_by_role("button", name="Show the table").click()
    expect(page.locator("#turn")).to_have_text("The novelists move")
    assert page.locator("#flat .cell:not(.fog)").count() < seen  # the audit was not theirs


def test_without_webgl_the_same_game_is_a_grid(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda one: said.append(one.text))
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{address}/board")
    page.wait_for_selector(READY)
    begin(page, "writers", "people", 3)
    expect(page.locator("#flat [role=gridcell]").first).to_be_visible()
    expect(page.get_by_role("button", name="Bars")).to_be_disabled()
    context.close()
    assert said == []


def test_a_game_that_the_program_let_go_is_set_up_again(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/board?view=grid")
    page.wait_for_selector(READY)
    begin(page, "writers", "people", 3)
    hold = page.get_by_role("button", name="Hold your data back")
    hold.click()
    expect(page.locator("#turn")).to_have_text("You move for the speechwriters")
    stranger = f"{address}/api/games/nobody/moves"
    page.route("**/moves", lambda route: route.continue_(url=stranger), times=1)
    hold.click()
    expect(page.get_by_role("alert")).to_contain_text("set it up again. Make your move once more")
    expect(page.locator("#turn")).to_have_text("You move for the speechwriters")
    hold.click()
    expect(page.locator("#turn")).to_have_text("You move for the translators")
    expect(page.get_by_role("alert")).to_be_hidden()
    context.close()


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
    slices: Array.from({ length: 16 }, (_, at) => ({ name: `${at}`, mark: "", due: at ? 0 : 1 })),
    share: (row, slice) => ((row * 16 + slice) % 97) / 97,
    selected: { row: 0, column: 0 }, values: [], text: () => "", state: () => "",
  });
  const frames = scene.measure(5);
  const { calls, heights } = scene.numbers();
  return { frames, calls, bars: heights.flat().length };
}"""


def test_a_full_table_is_drawn_in_few_calls(open_page: Open) -> None:
    page = open_page("/board", **SMALL, ready=READY)
    drawn = page.evaluate(FILLED)
    assert drawn["bars"] == 256 * 16
    assert drawn["calls"] <= 8
    assert statistics.median(frame["handed"] for frame in drawn["frames"]) < SLOWEST
