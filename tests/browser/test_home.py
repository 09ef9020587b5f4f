"""The front page under the hand: a dot to take out, a guess, points that move and are trained."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.site.moving import retrained
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.shapes.moving import MovedPoint
from datacounterfactuals.study.loading import load
from tests.browser.conftest import Open, shot, watched
from tests.browser.test_look import MEASURE, WIDTHS
from tests.site.support import served

READY = "body.ready"


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that trains nothing, on a bank that holds what the page shows."""
    bank = tmp_path_factory.mktemp("stored")
    for name in ("four", "corpora"):
        Grid(load(name), bank).fill(progress=None)
    with served(SiteSettings(bank=bank, read_only=True, warm_up=False)) as address:
        yield address


def numbers(page: Page) -> list[float]:
    """The cells of the toy world, by row number and column."""
    found = page.evaluate(
        "[...document.querySelectorAll('#rows td.cell')].map((cell) =>"
        " [+cell.dataset.row, +cell.dataset.column, +cell.textContent])"
    )
    return [value for _, _, value in sorted(found)]


def really(**points: dict[str, float | str]) -> list[float]:
    """The same, trained here."""
    moved = [MovedPoint(object=name, values=values) for name, values in points.items()]
    return [round(float(v), 3) for v in retrained(load("four"), moved).scores.shown.ravel()]


def come_to(page: Page, wanted: list[float]) -> bool:
    """Whether the cells become these; what is shown on the way there does not count."""
    for _ in range(50):
        if numbers(page) == wanted:
            return True
        page.wait_for_timeout(100)
    return False


def uncovered(open_page: Open, value: str = "-1") -> Page:
    page = open_page("/", ready=READY)
    page.locator(f"#guess button[value='{value}']").click()
    expect(page.locator("#trained")).to_contain_text("16 rows trained")
    return page


def point(page: Page, name: str) -> tuple[float, float]:
    box = page.locator(f".point[data-name={name}] .reach").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_taking_b_out_lets_one_column_fall(open_page: Open) -> None:
    page = open_page("/", ready=READY)
    changes = page.locator("#move .change td")
    assert [text.strip() for text in changes.all_inner_texts()] == [""] * 4
    page.locator("#move").get_by_role("button", name="B, politics").click()
    falls = [float(text.replace("−", "-")) for text in changes.all_inner_texts()]
    assert falls[1] < -1
    assert max(abs(fall) for place, fall in enumerate(falls) if place != 1) < 0.1
    expect(page.locator("#move .sentence")).to_contain_text("Without B, the score on politics is")
    cells = page.locator("#move td.cell").all_inner_texts()
    assert float(cells[5]) - float(cells[1]) == pytest.approx(-falls[1], abs=0.011)
    expect(page.locator("#open")).to_have_attribute("href", re.compile("world=ACD"))
    shot(page, "home")


def test_any_dots_can_be_taken_out_and_put_back_with_the_keyboard(open_page: Open) -> None:
    page = open_page("/", ready=READY)
    page.locator("#move button").nth(3).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#move .other .said")).to_have_text("without C and D")
    page.keyboard.press("Enter")
    expect(page.locator("#move .other .said")).to_have_text("without D")
    assert page.locator("#move button").nth(3).get_attribute("aria-pressed") == "false"
    assert page.locator("#move .sentence").get_attribute("role") == "status"


def test_rows_are_covered_until_the_reader_has_guessed(open_page: Open) -> None:
    page = open_page("/", ready=READY)
    colour = "getComputedStyle(document.querySelector('#rows [data-row=\"13\"] .cell')).color"
    assert page.evaluate(colour) == "rgba(0, 0, 0, 0)"
    assert page.locator(".point[tabindex]").count() == 0
    page.get_by_role("button", name="It rises").click()
    expect(page.locator("#verdict")).to_contain_text("It falls; you guessed that it rises.")
    expect(page.locator("#verdict")).to_contain_text("B adds 0.160")
    assert page.evaluate(colour) != "rgba(0, 0, 0, 0)"
    expect(page.locator("#guess")).to_be_hidden()
    assert come_to(page, really())


def test_a_right_guess_is_told_so(open_page: Open) -> None:
    page = uncovered(open_page)
    expect(page.locator("#verdict")).to_contain_text("It falls, as you guessed.")
    shot(page, "home-toy")


def test_arrow_keys_move_a_point_and_every_row_is_trained_again(open_page: Open) -> None:
    page = uncovered(open_page)
    page.locator(".point[data-name=D]").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hand")).to_contain_text("D, a square at 1.10, 1.40")
    assert come_to(page, really(D={"x1": 1.1, "x2": 1.4}))
    assert numbers(page) != really()
    expect(page.locator("#trained")).to_contain_text("ms.")
    mark = page.locator(".point[data-name=D]")
    assert mark.get_attribute("aria-valuetext") == "square at 1.1, 1.4"


def test_a_point_is_dragged_with_the_mouse(open_page: Open) -> None:
    page = uncovered(open_page)
    page.locator("#plane").scroll_into_view_if_needed()
    page.mouse.move(*point(page, "D"))
    page.mouse.down()
    x, y = point(page, "B")
    page.mouse.move(x + 30, y, steps=5)
    page.mouse.up()
    expect(page.locator("#hand")).to_contain_text("D, a square at")
    spot = page.locator(".point[data-name=D]").get_attribute("aria-valuetext") or ""
    x1, x2 = (float(number) for number in re.findall(r"-?[\d.]+", spot))
    assert come_to(page, really(D={"x1": x1, "x2": x2}))
    assert x1 > 1.3
    expect(page.locator("#verdict")).to_contain_text("without D")


def test_a_label_is_flipped_and_everything_put_back(open_page: Open) -> None:
    page = uncovered(open_page)
    page.get_by_role("button", name="Make it a circle").click()
    expect(page.locator("#verdict")).to_contain_text("B costs")
    assert come_to(page, really(B={"label": "circle"}))
    page.locator(".point[data-name=A]").focus()
    page.keyboard.press("f")
    expect(page.locator("#hand")).to_contain_text("A, a square")
    expect(page.locator("#rows [data-row='15'] .cell").first).to_have_text(
        f"{really(B={'label': 'circle'}, A={'label': 'square'})[45]:.3f}"
    )
    page.get_by_role("button", name="Put all back").click()
    expect(page.locator("#trained")).to_contain_text("All points are where they were.")
    assert come_to(page, really())


def test_where_nothing_trains_the_nearest_stored_position_is_shown(
    browser: Browser, untrained: str
) -> None:
    with watched(browser, untrained) as open_page:
        page = open_page("/", ready=READY)
        page.get_by_role("button", name="Just show me").click()
        expect(page.locator("#trained")).to_contain_text("From stored positions")
        page.locator(".point[data-name=D]").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#hand")).not_to_contain_text("D, a square at −0.90, 1.50")
        spot = page.locator(".point[data-name=D]").get_attribute("aria-valuetext") or ""
        x1, x2 = (float(number) for number in re.findall(r"-?[\d.]+", spot))
        assert come_to(page, really(D={"x1": x1, "x2": x2}))
        page.keyboard.press("f")
        expect(page.locator("#hand")).to_contain_text("D, a circle")
        assert come_to(page, really(D={"x1": x1, "x2": x2, "label": "circle"}))
        page.locator(".point[data-name=B]").focus()
        page.keyboard.press("f")
        expect(page.locator("#hand")).to_contain_text("B, a circle at 1.30, 0.50")
        assert come_to(page, really(B={"label": "circle"}))
        # Of circles A, B and C no two tell labels apart, and nothing and D alone do not.
        expect(page.locator("#rows tr:has(.fallback)")).to_have_count(9)


def test_two_can_strike_and_one_of_them_return(open_page: Open) -> None:
    page = open_page("/", ready=READY)
    strike = page.locator(".small-move")
    expect(strike.locator(".other .said")).to_have_text("without A and C")
    expect(strike.locator(".change td")).to_have_text("−0.260")
    strike.locator("button").first.click()
    expect(strike.locator(".other .said")).to_have_text("without C")
    expect(strike.locator(".change td")).to_have_text("0.000")


@pytest.mark.parametrize(
    ("width", "height", "dark"),
    [(*WIDTHS[0], False), (*WIDTHS[0], True), (*WIDTHS[1], False), (*WIDTHS[2], True)],
)
def test_the_question_and_its_figure_fill_the_first_screen(
    open_page: Open, width: int, height: int, dark: bool
) -> None:
    page = open_page("/", ready=READY, width=width, height=height, dark=dark)
    bottom = page.locator("#move .sentence").bounding_box()
    assert bottom is not None
    assert bottom["y"] + bottom["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Just show me").click()
    found = page.evaluate(MEASURE)
    assert len(found) > 150
    assert [(round(ratio, 2), text) for ratio, text in found if ratio < 4.5] == []


def test_the_colours_that_the_server_writes_are_those_of_the_scripts(open_page: Open) -> None:
    for dark in (False, True):
        page = open_page("/", ready=READY, dark=dark)
        wrong = page.evaluate(
            """async (dark) => {
              const { ramp } = await import('/static/lib/colour.js');
              const colour = ramp(dark);
              const cell = document.createElement('p');
              document.body.append(cell);
              const look = getComputedStyle(cell);
              const read = () => [look.backgroundColor, look.color];
              return Array.from({ length: 25 }, (_, step) => {
                cell.className = `shade-${step}`;
                const found = read();
                const { ground, ink } = colour(step / 24);
                cell.className = '';
                cell.style.backgroundColor = ground;
                cell.style.color = ink;
                const wanted = read();
                cell.removeAttribute('style');
                return found.join() === wanted.join();
              }).filter((same) => !same).length;
            }""",
            dark,
        )
        assert wrong == 0
