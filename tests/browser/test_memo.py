"""The memo and its live figures; and states of the explorer in frames of other sites."""

import contextlib
import html
import re
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Open, shot

FIGURES = ["grid", "removal", "envelope", "grid", "lattice"]


def figure(page: Page, kind: str, place: int = 0) -> Locator:
    """A figure of the page, once it is live."""
    found = page.locator(f"figure[data-figure={kind}]").nth(place)
    found.scroll_into_view_if_needed()
    expect(found).to_have_attribute("data-live", "yes")
    return found


@pytest.mark.parametrize(("width", "dark"), [(1024, True), (390, False)])
def test_every_figure_of_the_memo_becomes_live_and_fits(
    open_page: Open, width: int, dark: bool
) -> None:
    page = open_page("/memo", width=width, dark=dark, ready="h1")
    kinds = page.locator("figure[data-figure]").evaluate_all(
        "all => all.map(one => one.dataset.figure)"
    )
    assert kinds == FIGURES
    for place in range(len(kinds)):
        one = page.locator("figure[data-figure]").nth(place)
        one.scroll_into_view_if_needed()
        expect(one).to_have_attribute("data-live", "yes")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    beside = page.evaluate(
        "() => document.querySelector('figure').getBoundingClientRect().left >="
        " document.querySelector('.prose > p').getBoundingClientRect().right"
    )
    assert beside == (width >= 1024)
    shot(page, f"memo-{width}")


def test_a_lattice_strikes_and_a_grid_reads_the_cell_and_adds_up_its_evidence(
    open_page: Open,
) -> None:
    page = open_page("/memo", ready="h1")
    lattice = figure(page, "lattice")
    number = page.locator("a.number[href*='leave_one_out'][href*='computing']").first.inner_text()
    expect(lattice).to_contain_text(f"without D 11.29 (\u2212{number})")
    grid = figure(page, "grid", 1)
    expect(grid.locator(".sum")).to_contain_text("C on computing: 8 cells enter with plus")
    expect(grid.locator(".cell.plus")).to_have_count(8)
    expect(grid.locator(".cell.minus")).to_have_count(8)
    grid.locator(".cell.chosen").focus()
    page.keyboard.press("ArrowRight")
    expect(grid.locator(".reading")).to_contain_text("The full world on drama")
    expect(grid.locator(".sum")).to_contain_text("C on drama")
    expect(grid.locator(".open")).to_have_attribute("href", re.compile("column=drama"))
    assert grid.locator("[tabindex='0'][role=gridcell]").count() == 1


def test_an_object_is_taken_out_with_a_key_and_every_column_says_what_changed(
    open_page: Open,
) -> None:
    page = open_page("/memo", ready="h1")
    removal = figure(page, "removal")
    expect(removal.locator(".reading")).to_contain_text("Without D the largest change")
    before = removal.locator(".change td").all_inner_texts()
    button = removal.locator(".member").nth(1)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(removal.locator(".reading")).to_contain_text("Without B, D")
    after = removal.locator(".change td").all_inner_texts()
    assert len(after) == len(before) == 6
    assert all(one != other for one, other in zip(before[:1], after[:1], strict=True))
    expect(removal.locator(".open")).to_have_attribute("href", re.compile("world=AC"))


def test_a_point_of_the_envelope_names_its_row(open_page: Open) -> None:
    page = open_page("/memo", ready="h1")
    envelope = figure(page, "envelope")
    said = envelope.locator(".reading")
    expect(said).to_contain_text("The worst row of 3 objects on computing is A, B and C")
    expect(envelope.locator(".stop[tabindex='0']")).to_have_count(1)
    envelope.locator(".stop.chosen").focus()
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("The mean row of 3 objects on computing over 4 rows")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("The best row of 1 object on computing is D")
    expect(envelope.locator(".open")).to_have_attribute("href", re.compile("world=D"))
    envelope.get_by_role("button", name="scripture", exact=True).click()
    expect(said).to_contain_text("The best row of 1 object on scripture is C")
    heights = envelope.locator(".stop").evaluate_all(
        "all => all.map(one => [one.getAttribute('class'), +one.getAttribute('cy')])"
    )
    best, worst = (min(cy for name, cy in heights if kind in name) for kind in ("best", "worst"))
    assert best < worst  # better is higher


def test_lines_are_short_terms_have_notes_and_numbers_lead_to_their_cells(open_page: Open) -> None:
    page = open_page("/memo", ready="h1")
    characters = page.evaluate(
        """() => {
          const text = document.querySelector('.prose > p');
          const lines = text.getClientRects().length && Math.round(
            text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight));
          return text.textContent.length / lines;
        }"""
    )
    assert 50 <= characters <= 72
    page.locator("a.term").first.focus()
    expect(page.locator(".preview")).to_be_visible()
    page.keyboard.press("Escape")
    link = page.locator("a.number[href*='world=ABCD&column=computing']").first
    number = link.inner_text()
    link.click()
    page.wait_for_selector(".cell.chosen")
    expect(page.locator(".cell.chosen .number")).to_have_text(number)


@contextlib.contextmanager
def elsewhere(source: str) -> Generator[str]:
    """A page of another site that shows something of this one in a frame."""
    body = (
        '<!doctype html><html lang="en"><title>Elsewhere</title>'
        f'<iframe title="it" src="{source}" width="900" height="640"></iframe>'
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("content-type", "text/html")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(body.encode())

        def log_request(self, code: object = "-", size: object = "-") -> None:
            del code, size

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("query", "shows"),
    [
        ("?q=leave_one_out&label=D&column=computing", ".cell.plus"),
        ("?q=envelope&column=drama", ".curves .stop"),
        ("?view=lattice&column=drama", ".lattice [role=gridcell]"),
    ],
)
def test_a_state_of_the_explorer_is_shown_in_a_frame_of_another_site(
    browser: Browser, address: str, query: str, shows: str
) -> None:
    faults: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    with elsewhere(f"{address}/embed/corpora{query}".replace("&", "&amp;")) as place:
        page.goto(place)
        frame = page.frame_locator("iframe")
        expect(frame.locator(shows).first).to_be_visible()
        expect(frame.locator("h1")).to_contain_text("Four corpora")
        back = frame.locator("#back")
        assert (back.get_attribute("href") or "").endswith(f"/explorer/corpora{query}")
        expect(frame.locator("header.site")).to_have_count(0)
        context.close()
    assert faults == []


def test_a_frame_trains_nothing(open_page: Open, address: str) -> None:
    page = open_page("/embed/idle?q=leave_one_out", ready="body.ready")
    cells = page.evaluate(
        "async () => (await (await fetch('/api/studies/idle/cells')).json()).states"
    )
    assert set(cells) == {"3"}
    expect(page.locator(".lacking")).to_contain_text("not trained yet")


def test_the_line_that_embeds_is_escaped(open_page: Open, address: str) -> None:
    page = open_page("/embed/four", ready="body.ready")
    line = page.evaluate(
        """async () => {
          const { iframeLine } = await import('/static/lib/embedding.js');
          return iframeLine("it's", '?q=shapley&label="><b>', 'A <b> & "c"');
        }"""
    )
    assert line.count("<") == line.count(">") == 2
    found = dict(re.findall(r'(\w+)="([^"]*)"', line))
    assert html.unescape(found["title"]) == 'A <b> & "c"'
    source = html.unescape(found["src"])
    assert source == f"{address}/embed/it's?q=shapley&label=%22%3E%3Cb%3E"
