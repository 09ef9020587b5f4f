"""The picture of a million cells: what it shows, what is read off it, and how one moves in it."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, shot

WIDE = "/explorer/wide16"
SPANS = """
async ([pitch, y]) => {
  const { rulerOf, fitting } = await import('/static/lib/ruler.js');
  const { spansOf } = await import('/static/views/heatspans.js');
  const { latticeRows } = await import('/static/lib/cells.js');
  const { bySize } = await import('/static/lib/order.js');
  const { layer } = bySize(latticeRows([...'ABCDEFGHIJ']), true);
  const ruler = rulerOf(layer, pitch || fitting(layer, 500), 500);
  const { from, to } = spansOf(ruler, y, 500, 1);
  const middle = (place) => ruler.top(place) + ruler.pitch / 2;
  const back = Array.from({ length: ruler.count }, (_, place) => ruler.at(middle(place)));
  return { from: [...from], to: [...to], back, total: ruler.total, layer: [...layer] };
}
"""
MEANS = """
async (scores) => {
  const { latticeRows } = await import('/static/lib/cells.js');
  const { bySize } = await import('/static/lib/order.js');
  const { profileOf } = await import('/static/lib/profile.js');
  const rows = latticeRows([...'ABCDEFGH']);
  const table = { rows, oriented: [Float32Array.from(scores, (score) => score ?? NaN)] };
  const { order } = bySize(rows, true);
  const cover = (row) => (row % 7 === 3 ? 'paid' : '');
  const { sum, held } = profileOf(table, order, cover, () => false).run(0);
  return { order: [...order], sum: [...sum], held: [...held] };
}
"""
PIXEL = """
([x, y]) => {
  const canvas = document.querySelector('canvas.heat');
  const ratio = canvas.width / canvas.clientWidth;
  const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, -x * ratio, -y * ratio);
  return [...copy.getImageData(0, 0, 1, 1).data];
}
"""
COLOUR = """
async ([score, worst, best]) => {
  const { ramp } = await import('/static/lib/colour.js');
  const { ground } = ramp(false)((score - worst) / (best - worst));
  return [1, 3, 5].map((at) => Number.parseInt(ground.slice(at, at + 2), 16));
}
"""


@pytest.fixture(scope="module")
def scores(address: str) -> Any:
    """What the program holds of `wide16`. Shape: [columns, worlds]."""
    path = f"{address}/api/studies/wide16/cells?packed=true"
    sent = httpx.get(path, timeout=60, trust_env=False).json()
    return np.array([np.frombuffer(base64.b64decode(one), "<f4") for one in sent["shown"]])


def hover(page: Page, x: float, y: float) -> dict[str, Any]:
    """What the label under the pointer says."""
    box = page.locator(".stage").bounding_box()
    assert box
    page.mouse.move(box["x"] + x, box["y"] + y)
    lines = page.locator(".peek > span").all_inner_texts()
    world, _, column = lines[1].rpartition(" on ")
    return {"value": float(lines[0]), "world": world, "column": column, "line": lines[2:]}


def row_of(world: str) -> int:
    """The number of the row that the page names in words."""
    letters = "ABCDEFGHIJKLMNOP"
    if world == "the full world":
        return 65535
    if world == "the empty world":
        return 0
    if world.startswith("all but "):
        return 65535 - row_of(world.removeprefix("all but "))
    names = world.replace(" and ", ", ").split(", ")
    return sum(1 << letters.index(name) for name in names)


def in_words(page: Page) -> Iterator[tuple[float, float]]:
    """Points of the stage whose worlds are short enough to be named in full."""
    box = page.locator(".stage").bounding_box()
    assert box
    yield from ((260 + 30 * at, 8.0 + at) for at in range(3))
    yield from ((300 + 30 * at, box["height"] - 9.0 - at) for at in range(3))


def test_the_whole_lattice_is_in_sight_and_the_reading_is_exact(
    open_page: Open, scores: Any
) -> None:
    page = open_page(WIDE)
    expect(page.locator(".insight")).to_contain_text("all 65,536 rows in sight")
    names = page.locator(".column b").all_inner_texts()
    checked = 0
    for x, y in in_words(page):
        told = hover(page, x, y)
        if re.fullmatch(r"\d+ of 16", told["world"]):
            continue
        value = scores[names.index(told["column"])][row_of(told["world"])]
        assert abs(told["value"] - value) < 0.00051
        checked += 1
    assert checked >= 3
    shot(page, "heatmap")


def test_a_line_of_many_rows_is_their_mean_and_says_so(open_page: Open, scores: Any) -> None:
    page = open_page(WIDE)
    worst, best = float(scores.min()), float(scores.max())
    for y in (120, 260, 400):
        (line,) = hover(page, 330, y)["line"]
        found = re.fullmatch(
            r"this line: mean of (\d+) rows ([\d.]+), from ([\d.]+) to ([\d.]+)", line
        )
        assert found, line
        assert int(found[1]) > 60
        mean, least, most = (float(found[at]) for at in (2, 3, 4))
        assert least <= mean <= most
        pixel = page.evaluate(PIXEL, [330, y])
        expected = page.evaluate(COLOUR, [mean, worst, best])
        assert max(abs(a - b) for a, b in zip(pixel[:3], expected, strict=True)) <= 3


@pytest.mark.parametrize(("pitch", "y"), [(0, 0), (0.8, 130), (3.7, 900), (24, 5000)])
def test_every_row_stands_behind_a_line_and_in_its_place(
    open_page: Open, pitch: float, y: float
) -> None:
    page = open_page("/explorer/four")
    told = page.evaluate(SPANS, [pitch, y])
    assert told["back"] == list(range(1024))
    lines = [(a, b) for a, b in zip(told["from"], told["to"], strict=True) if a >= 0]
    seen = {place for a, b in lines for place in range(a, b)}
    assert seen == set(range(min(seen), max(seen) + 1))
    if not pitch:
        assert len(seen) == 1024
    for a, b in lines:  # no line mixes worlds of two sizes
        assert len({told["layer"][place] for place in range(a, b)}) == 1


def test_the_mean_of_any_stretch_of_rows_is_a_difference(open_page: Open) -> None:
    page = open_page("/explorer/four")
    cells: list[float | None] = list(np.random.default_rng(2).normal(size=256))
    cells[17] = cells[200] = None
    told = page.evaluate(MEANS, cells)
    for start, stop in ((0, 256), (5, 6), (40, 170)):
        rows = [r for r in told["order"][start:stop] if r % 7 != 3 and cells[r] is not None]
        assert told["held"][stop] - told["held"][start] == len(rows)
        expected = sum(float(np.float32(cells[row])) for row in rows)
        assert abs(told["sum"][stop] - told["sum"][start] - expected) < 1e-9


def test_few_elements_make_a_real_grid_of_all_rows(open_page: Open) -> None:
    page = open_page(WIDE)
    grid = page.locator("#grid")
    assert grid.get_attribute("aria-rowcount") == "65537"
    assert grid.get_attribute("aria-colcount") == "17"
    assert page.locator("#grid *").count() < 400
    expect(page.locator("[role=grid] [tabindex='0']")).to_have_count(1)
    page.locator(".cell.chosen").focus()
    page.keyboard.press("Control+End")
    expect(page.locator("#reading")).to_contain_text("The empty world on ")
    row = page.locator(".row", has=page.locator(".chosen"))
    assert row.get_attribute("aria-rowindex") == "65537"
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    expect(page.locator("#reading")).to_contain_text("A on all: ")
    for letter in "bd":
        page.keyboard.press(letter)
    expect(page.locator("#reading")).to_contain_text("B and D on all: ")
    expect(page.locator(".cell.chosen")).to_be_focused()
    expect(page.locator(".cell.chosen .number")).to_have_text(
        page.locator("#reading b").inner_text()
    )


def test_keys_zoom_to_rows_with_numbers_and_a_link_keeps_it(open_page: Open) -> None:
    page = open_page(f"{WIDE}?world=ABD")
    page.locator(".cell.chosen").focus()
    for _ in range(30):
        page.keyboard.press("+")
    expect(page.locator("#grid")).to_have_attribute("data-pitch", "32")
    page.wait_for_url("**zoom=32**")
    expect(page.locator(".cell.chosen")).to_be_in_viewport()
    before = page.locator(".insight").inner_text()
    assert re.match(r"rows 6\d,\d\d\d to 6\d,\d\d\d of 65,536", before)
    shot(page, "heatmap-near")
    page.reload()
    expect(page.locator("#grid")).to_have_attribute("data-pitch", "32")
    expect(page.locator(".insight")).to_contain_text("of 65,536")
    page.locator(".cell.chosen").focus()
    for _ in range(3):
        page.keyboard.press("-")
    page.wait_for_url(re.compile(r"zoom=7\.81"))
    page.get_by_role("button", name="all rows").click()
    expect(page.locator(".insight")).to_contain_text("all 65,536 rows in sight")
    page.wait_for_url(re.compile(r"^((?!zoom).)*$"))


def test_the_wheel_with_control_zooms_about_the_pointer(open_page: Open) -> None:
    page = open_page(WIDE)
    box = page.locator(".stage").bounding_box()
    assert box
    # A wheel is told in whole pixels, and one of them is many rows.
    page.mouse.move(round(box["x"] + 300), round(box["y"] + box["height"] - 9))
    before = page.locator(".peek > span").nth(1).inner_text()
    page.keyboard.down("Control")
    for _ in range(60):
        page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    expect(page.locator("#grid")).to_have_attribute("data-pitch", "32")
    after = page.locator(".peek > span").nth(1).inner_text()
    assert row_of(after.split(" on ")[0]) == row_of(before.split(" on ")[0])


def test_a_click_takes_what_is_read_under_the_pointer(open_page: Open) -> None:
    page = open_page(f"{WIDE}?zoom=9")
    told = hover(page, 420, 140)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".cell.chosen .number")).to_have_text(f"{told['value']:.3f}")
    assert told["world"].lower() in page.locator("#reading").inner_text().lower()
    expect(page.locator(".cell.chosen")).to_be_focused()


def test_a_double_click_goes_to_a_row_and_another_comes_back(open_page: Open) -> None:
    page = open_page(WIDE)
    box = page.locator(".stage").bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 330, box["y"] + 200)
    expect(page.locator("#grid")).to_have_attribute("data-pitch", "28")
    expect(page.locator(".cell.chosen")).to_be_in_viewport()
    page.mouse.dblclick(box["x"] + 330, box["y"] + 150)
    expect(page.locator(".insight")).to_contain_text("all 65,536 rows in sight")


def test_dragging_pans_and_chooses_nothing(open_page: Open) -> None:
    page = open_page(f"{WIDE}?zoom=9&world=ABCDEFGH")
    box = page.locator(".stage").bounding_box()
    assert box
    top = page.locator("#grid").evaluate("(grid) => grid.scrollTop")
    url = page.url
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + 300, box["y"] + 300 - 20 * step)
    page.mouse.up()
    moved = page.locator("#grid").evaluate("(grid) => grid.scrollTop")
    assert 150 <= moved - top <= 210
    assert page.url == url


def test_the_overview_jumps_to_any_part(open_page: Open) -> None:
    page = open_page(f"{WIDE}?zoom=20")
    strip = page.locator(".overview")
    box = strip.bounding_box()
    assert box
    page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
    expect(page.locator(".insight")).to_contain_text(re.compile(r"rows 3\d,\d\d\d to 3\d,\d\d\d"))


def test_two_fingers_zoom(open_page: Open) -> None:
    page = open_page(WIDE, width=390, height=844)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    box = page.locator(".stage").bounding_box()
    assert box
    x, y = box["x"] + 200, box["y"] + 200

    def touch(kind: str, apart: float | None) -> None:
        points = [] if apart is None else [{"x": x, "y": y - apart}, {"x": x, "y": y + apart}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    pitch = float(page.locator("#grid").get_attribute("data-pitch") or 0)
    touch("touchStart", 20)
    for step in range(1, 12):
        touch("touchMove", 20 + 12 * step)
    touch("touchEnd", None)
    expect(page.locator(".insight")).to_contain_text("of 65,536")
    assert float(page.locator("#grid").get_attribute("data-pitch") or 0) > 8 * pitch


def test_on_a_telephone_the_worlds_stay_while_columns_move(open_page: Open) -> None:
    page = open_page(f"{WIDE}?zoom=28", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look = """() => {
      const canvas = document.querySelector('canvas.heat');
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext('2d', { willReadFrequently: true });
      context.drawImage(canvas, 0, 0);
      const data = (x, wide) => [...context.getImageData(x, 40, wide, 200).data];
      return [data(0, 90), data(140, 150)].map((list) => list.join());
    }"""
    worlds, cells = page.evaluate(look)
    page.locator("#grid").evaluate("(grid) => { grid.scrollLeft = 160; }")
    page.wait_for_function("document.querySelector('.corner').getBoundingClientRect().left >= 0")
    page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    worlds_then, cells_then = page.evaluate(look)
    assert worlds_then == worlds
    assert cells_then != cells
    shot(page, "heatmap-390")


def test_few_rows_keep_their_worlds_too(open_page: Open) -> None:
    page = open_page("/explorer/corpora", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    place = "document.querySelector('.row .world').getBoundingClientRect().left"
    cell = "document.querySelector('.row .cell').getBoundingClientRect().left"
    before = page.evaluate(f"[{place}, {cell}]")
    page.locator("#grid").evaluate("(grid) => { grid.scrollLeft = 60; }")
    after = page.evaluate(f"[{place}, {cell}, document.getElementById('grid').scrollLeft]")
    assert after[2] > 0
    assert before[1] - after[1] == pytest.approx(after[2], abs=1)
    assert abs(after[0] - before[0]) <= 5


def test_evidence_is_painted_on_the_picture(open_page: Open) -> None:
    page = open_page("/explorer/parts13?q=shapley&label=part+3&zoom=20")
    expect(page.locator("#sum")).to_contain_text("cells enter with plus")
    colours = page.evaluate(
        """() => {
          const style = getComputedStyle(document.getElementById('grid'));
          const canvas = document.querySelector('canvas.heat');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const tally = new Map();
          for (let at = 0; at < data.length; at += 4) {
            const hex = [0, 1, 2].map((i) => data[at + i].toString(16).padStart(2, '0'));
            const key = `#${hex.join('')}`;
            tally.set(key, (tally.get(key) ?? 0) + 1);
          }
          return ['--help', '--harm'].map((name) => tally.get(style.getPropertyValue(name).trim()));
        }"""
    )
    assert all(many and many > 200 for many in colours)


def test_what_is_not_trained_is_hatched_in_the_picture(open_page: Open) -> None:
    page = open_page("/explorer/parts7")
    expect(page.locator("#reading")).to_contain_text("is not trained")
    expect(page.locator(".insight")).to_contain_text("all 128 rows in sight")
    colours = page.evaluate(
        """() => {
          const canvas = document.querySelector('canvas.heat');
          const { data } = canvas.getContext('2d').getImageData(canvas.width / 2, 40, 60, 60);
          const seen = new Set();
          for (let at = 0; at < data.length; at += 4) seen.add(data[at + 3]);
          return seen.size;
        }"""
    )
    assert colours > 1  # lines and gaps, not one flat colour
    page.mouse.move(700, 500)
    expect(page.locator(".peek b")).to_have_text("not trained")
