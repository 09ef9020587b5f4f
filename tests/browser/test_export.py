"""The site as files, on a host that runs nothing and serves it below a path."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.site.exporting.naming import file_of
from tests.browser.conftest import Open, watched
from tests.site.exported import exported

pytestmark = pytest.mark.xdist_group("export")  # who asks for the export shares one


class Quiet(SimpleHTTPRequestHandler):
    """A host of files that says nothing of its requests."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    folder = exported().folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder.parent))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{folder.name}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, host: str) -> Iterator[Open]:
    with watched(browser, host) as opened:
        yield opened


def values(page: Page) -> list[float]:
    texts = page.locator("#answer button.value").all_inner_texts()
    return [float(text.replace("\u2212", "-").replace("+", "")) for text in texts]


def told(name: str, metric: str | None = None, **parameters: Any) -> list[float]:
    """What the program answers."""
    bank = exported().folder.parents[1] / "bank"
    found = answer("four", question(name, **parameters), metric=metric, bank=bank)
    return [float(one) for row in found.shown for one in row]


def close(page: Page, wanted: list[float]) -> None:
    page.wait_for_selector("#answer button.value")
    found = values(page)
    assert len(found) == len(wanted) > 0
    assert all(abs(a - b) < 6e-4 for a, b in zip(found, wanted, strict=True)), (found, wanted)


def test_a_reader_explores_and_comes_back(visit: Open) -> None:
    page = visit("/explorer/four/")
    page.locator(".cell.chosen").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#reading")).to_contain_text("A, B and C")
    page.locator("#catalogue a", has_text="Shapley values").first.click()
    close(page, told("shapley"))
    expect(page.locator("#answer figure.chart svg")).to_be_visible()
    expect(page.locator("#answer")).to_contain_text("delete-one-part jackknife")
    address = page.url
    assert "q=shapley" in address
    page.reload()
    close(page, told("shapley"))
    assert page.url == address
    page.locator("#catalogue a", has_text="Banzhaf").first.click()
    close(page, told("banzhaf"))
    page.go_back()
    close(page, told("shapley"))


@pytest.mark.parametrize(
    ("query", "name", "parameters"),
    [
        ("q=beta_shapley&p.alpha=2.5&p.beta=7", "beta_shapley", {"alpha": 2.5, "beta": 7.0}),
        ("q=interaction&p.index=banzhaf", "interaction", {"index": "banzhaf"}),
        ("q=leave_one_out&p.world=ABD", "leave_one_out", {"world": "ABD"}),
        ("q=scaling&p.rounds=3", "scaling", {"rounds": 3}),
    ],
)
def test_every_parameter_of_a_sum_of_cells_works(
    visit: Open, query: str, name: str, parameters: dict[str, Any]
) -> None:
    page = visit(f"/explorer/four/?{query}")
    close(page, told(name, **parameters))
    panel = page.locator("#answer")
    expect(panel).to_contain_text("ask the program")
    expect(panel).to_contain_text(f"datacf ask four {name}")
    assert not page.locator("#sum.wrong").count()


def test_of_a_group_its_effect_is_told(visit: Open) -> None:
    page = visit("/explorer/four/?q=leave_one_out&p.group=A,B&p.world=ABD")
    wanted = told("leave_one_out", group=("A", "B"), world="ABD")
    close(page, wanted[:3])


def test_what_only_the_program_answers_names_the_command(visit: Open) -> None:
    page = visit("/explorer/four/?q=shapley&p.method=permutations&p.rounds=2")
    expect(page.locator("#answer .fault")).to_contain_text(
        "datacf ask four shapley -p method=permutations -p rounds=2"
    )
    page.goto(page.url.split("?")[0] + "?q=shapley")
    page.wait_for_selector("#answer button.value")
    page.locator("#answer details.settings summary").click()
    expect(page.locator("#parameter-tolerance")).to_be_disabled()
    expect(page.locator("#parameter-method option[value=permutations]")).to_be_disabled()
    expect(page.locator("#answer .elsewhere")).to_contain_text("datacf ask four shapley")
    page.goto(page.url.split("?")[0] + "?q=beta_shapley")
    page.wait_for_selector("#answer button.value")
    page.locator("#answer details.settings summary").click()
    page.fill("#parameter-alpha", "1")
    page.locator("#answer .settings button[type=submit]").click()
    page.wait_for_url("**p.alpha=1*")
    expect(page.locator("#answer")).to_contain_text("datacf ask four beta_shapley -p alpha=1")
    page.get_by_role("button", name="as Python").click()
    line = "print(dc.frame(dc.answer('four', dc.BetaShapley(alpha=1))))"
    expect(page.locator("#answer pre")).to_contain_text(line)
    close(page, told("beta_shapley", alpha=1.0))


def test_another_metric_is_read_from_its_own_cells(visit: Open) -> None:
    page = visit("/explorer/four/?q=shapley&metric=log_loss")
    close(page, told("shapley", metric="log_loss"))


def test_the_front_page_and_the_menu_lead_everywhere(visit: Open, host: str) -> None:
    page = visit("/", ready="main")
    links = page.locator("header.site nav a")
    hrefs = [links.nth(place).get_attribute("href") for place in range(links.count())]
    assert all(href and not href.startswith("/") for href in hrefs)
    for place in range(links.count()):
        page.goto(f"{host}/")
        page.locator("header.site nav a").nth(place).click()
        page.wait_for_selector("main")
        assert page.url.startswith(host)


def test_the_board_names_the_program_that_plays_it(visit: Open) -> None:
    page = visit("/board/?game=abc", ready="main[data-ready]")
    expect(page.locator("#offline")).to_contain_text("datacf serve")
    expect(page.locator("#offline")).to_contain_text("/board?game=abc")
    expect(page.locator("#begin")).to_be_hidden()
    page.get_by_role("link", name="The rules on one page").click()
    expect(page.locator("h1")).to_have_text("The rules of the board")


def test_a_file_says_what_an_api_would(visit: Open) -> None:
    page = visit("/explorer/four/")
    files = ["/studies", "/studies/a%20b/cells?packed=true&metric=x%2Fy", "/studies/..%2F.svg"]
    found = page.evaluate(
        "async (paths) => { const { fileOf } = await import('../../static/lib/files.js');"
        "return paths.map(fileOf); }",
        files,
    )
    assert found == [file_of(f"/api{path}") for path in files]
