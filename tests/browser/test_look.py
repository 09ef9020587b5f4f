"""How the page looks: at every width, in light and dark, to the eye that needs contrast."""

import itertools
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, shot

MEASURE = """
() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (text) => {
    const [r, g, b] = channels(text).map((v) => {
      const s = v / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !seen(element)) continue;
    if (element.closest('svg, option, .hidden, .skip')) continue;
    const [low, high] = [luminance(getComputedStyle(element).color), luminance(ground(element))]
      .sort((a, b) => a - b);
    found.push([(high + 0.05) / (low + 0.05), walker.currentNode.textContent.trim()]);
  }
  return found;
}
"""
WIDTHS = [(1440, 900), (1024, 768), (390, 844)]


def answered(open_page: Open, path: str, **how: Any) -> Page:
    page = open_page(path, **how)
    expect(page.locator(".value").first).to_be_visible()
    expect(page.locator(".chart svg")).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => null)")
    return page


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize("study", ["four", "corpora"])
def test_the_grid_stands_in_the_first_screen(
    open_page: Open, study: str, width: int, height: int
) -> None:
    page = answered(open_page, f"/explorer/{study}?q=leave_one_out", width=width, height=height)
    shot(page, f"{study}-{width}")
    inside = page.evaluate(
        "[...document.querySelectorAll('.row')]"
        ".filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert inside >= 15
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("width", "height"), [WIDTHS[0], WIDTHS[2]])
def test_every_word_can_be_read(open_page: Open, dark: bool, width: int, height: int) -> None:
    page = answered(open_page, "/explorer/corpora?q=shapley", width=width, height=height, dark=dark)
    shot(page, f"shapley-{width}{'-dark' if dark else ''}")
    found = page.evaluate(MEASURE)
    assert len(found) > 150
    assert [(round(ratio, 2), text) for ratio, text in found if ratio < 4.5] == []


def test_better_is_farther_from_the_page_in_the_light_and_in_the_dark(open_page: Open) -> None:
    for dark in (False, True):
        page = open_page("/explorer/corpora", dark=dark)
        cells = page.evaluate(
            "[...document.querySelectorAll('.cell')].map((cell) => "
            "[Number(cell.querySelector('.number').textContent),"
            " cell.style.backgroundColor.match(/\\d+/g).reduce((sum, one) => sum + +one, 0)])"
        )
        best, worst = min(cells), max(cells)  # bits: less is better
        assert (best[1] > worst[1]) is dark


def test_a_gap_is_better_the_nearer_it_is_to_nothing(open_page: Open) -> None:
    page = open_page("/explorer/mine?metric=log_loss&q=shapley&column=gap+north+-+south")
    cells = page.evaluate(
        "[...document.querySelectorAll('.cell[data-column=\"3\"]')].map((cell) => "
        "[Math.abs(Number(cell.querySelector('.number').textContent.replace('−', '-'))),"
        " cell.style.backgroundColor.match(/\\d+/g).reduce((sum, one) => sum + +one, 0)])"
    )
    assert len({gap for gap, _ in cells}) > 2
    assert [light for _, light in sorted(cells)] == sorted(light for _, light in cells)
    expect(page.locator("#sum")).to_contain_text("the difference is")
    expect(page.locator("#sum")).not_to_contain_text("not what")


def test_the_colours_are_even_steps_and_their_ink_is_readable(open_page: Open) -> None:
    page = open_page("/explorer/four")
    told = page.evaluate(
        """async () => {
          const { ramp, contrast } = await import('/static/lib/colour.js');
          return [false, true].map((dark) => {
            const colour = ramp(dark);
            return Array.from({ length: 256 }, (_, step) => {
              const { ground, ink } = colour(step / 255);
              return [ground, contrast(ground, ink)];
            });
          });
        }"""
    )
    for colours in told:
        assert min(ratio for _, ratio in colours) >= 4.5
        points = [lab(ground) for ground, _ in colours[::15]]
        steps = [
            sum((a - b) ** 2 for a, b in zip(one, two, strict=True)) ** 0.5
            for one, two in itertools.pairwise(points)
        ]
        assert max(steps) < 1.25 * min(steps)
        lights = [point[0] for point in points]
        assert lights in (sorted(lights), sorted(lights, reverse=True))


def lab(colour: str) -> tuple[float, float, float]:
    """sRGB to OKLab (Ottosson 2020)."""
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def test_the_page_uses_its_own_type(open_page: Open) -> None:
    page = answered(open_page, "/explorer/four?q=leave_one_out")
    for font in ("16px 'Datacf Serif'", "14px Inter"):
        assert page.evaluate(f'document.fonts.check("{font}")')


def test_all_can_be_done_with_the_keyboard(open_page: Open) -> None:
    page = open_page("/explorer/four")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".cell.chosen")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.dataset.question") == "leave_one_out":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".value").first).to_be_visible()
    expect(page.locator("[data-question=leave_one_out]")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('value')"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".value[aria-pressed=true]")).to_be_focused()
    expect(page.locator("#sum")).to_contain_text("north")
