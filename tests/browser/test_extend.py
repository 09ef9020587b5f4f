"""Extending the board in a real browser, predicted cells, and charts that are heard."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.site.settings import SiteSettings
from tests.browser.conftest import Open, watched
from tests.site.support import served, write_study

OLD = "#grid .cell"
NEW = "#blocks .block"


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def shape(page: Page) -> list[list[object]]:
    """Where every cell of the board stands, and what it says."""
    found: list[list[object]] = page.evaluate(
        "[...document.querySelectorAll('#grid .cell')].map((one) => {"
        "const box = one.getBoundingClientRect();"
        "return [box.x, box.y + scrollY, one.querySelector('.number')?.textContent ?? ''] })"
    )
    return found


def add(page: Page, what: str, of: str | None = None, share: str | None = None) -> None:
    page.get_by_role("button", name="+ object").click()
    page.get_by_label("Add").select_option(label=what)
    if of is not None:
        page.get_by_label("Original").select_option(of)
    if share is not None:
        page.get_by_label("spoiled in").fill(share)
    page.get_by_role("button", name="Open its rows").click()


def answer(page: Page) -> None:
    """Train what the question needs, if anything, and wait for its answer."""
    train = page.get_by_role("button", name="and answer")
    table = page.locator("#answer table")
    expect(train.or_(table).first).to_be_visible(timeout=20_000)
    if train.is_visible():
        train.click()
    expect(table).to_be_visible(timeout=30_000)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, whose cells nobody else trains, with a study of runs made elsewhere."""
    home = tmp_path_factory.mktemp("apart")
    write_study(home / "folder", "mine", title="Mine")
    lines = ["A,B,C,D,loss"]
    for number in range(16):
        held = [number >> bit & 1 for bit in range(4)]
        if sum(held) > 1 and number != 7:
            lines.append(",".join(map(str, (*held, 3 - 0.4 * held[0] - 0.2 * held[1]))))
    (home / "runs.csv").write_text("\n".join(lines) + "\n", "utf-8")
    import_runs(home / "runs.csv", into=home / "folder" / "elsewhere", bank=home / "bank")
    settings = SiteSettings(folder=home / "folder", bank=home / "bank", warm_up=False)
    with served(settings) as address:
        yield address


@pytest.fixture
def open_apart(browser: Browser, apart: str) -> Iterator[Open]:
    with watched(browser, apart) as opened:
        yield opened


def test_new_rows_open_and_are_trained_and_old_ones_do_not_move(open_page: Open) -> None:
    page = open_page("/explorer/corpora?world=AB&column=politics", height=1600)
    before = shape(page)
    add(page, "E, drama (from the reserve)")
    expect(page.locator(f"{NEW} h2")).to_have_text("With E")
    expect(page.locator(f"{NEW} .cell.absent")).to_have_count(0, timeout=30_000)
    expect(page.locator(f"{NEW} .row:not(.head)")).to_have_count(16)
    assert shape(page) == before
    expect(page.locator(f"{OLD}.chosen")).to_have_attribute("data-column", "1")
    assert query(page)["plus"] == ["E"]


def test_the_envelope_is_the_chart_of_an_extended_board(open_page: Open) -> None:
    page = open_page("/explorer/corpora?plus=E", height=1600)
    answer(page)
    chart = page.locator("#answer figure.chart svg")
    expect(chart).to_have_attribute("aria-label", "Best, mean and worst by size")
    code = page.locator("#answer pre")
    expect(code.first).to_contain_text("dc.load('corpora').plus('E')")


def test_a_stand_in_takes_the_place_of_its_original_and_can_be_taken_off(open_page: Open) -> None:
    page = open_page("/explorer/four?q=shapley", height=1600)
    add(page, "a corrupted stand-in for", "B")
    expect(page.locator(f"{NEW} h2")).to_have_text("With B* in place of B")
    expect(page.locator(f"{NEW} .row:not(.head)")).to_have_count(8)
    heads = page.locator(f"{NEW} .heads b").all_text_contents()
    assert heads == ["A", "B*", "C", "D"]
    expect(page.locator("#answer table")).to_contain_text("B*", timeout=20_000)
    expect(page.locator("#sum")).not_to_have_class("sum wrong")
    address = page.url
    page.get_by_role("button", name="remove B* from the board").click()
    expect(page.locator(NEW)).to_have_count(0)
    page.go_back()
    expect(page.locator(f"{NEW} h2")).to_have_text("With B* in place of B")
    assert page.url == address


def test_an_address_shows_the_same_board_again(open_page: Open) -> None:
    address = "/explorer/four?q=shapley&plus=flip%3AB&world=A%2CB%252A%2C&column=south"
    page = open_page(address, height=1600)
    chosen = page.locator(f"{NEW} .cell.chosen")
    expect(chosen).to_have_count(1)
    page.reload()
    expect(chosen).to_have_count(1)
    expect(page.locator("#reading")).to_contain_text("A and B* on south")
    assert page.url.endswith(address)


def test_the_keyboard_leads_from_the_old_rows_to_the_new_ones_and_back(open_page: Open) -> None:
    page = open_page("/explorer/four?plus=flip%3AB&q=envelope&world=-", height=1600)
    page.locator(f"{OLD}.chosen").focus()
    page.keyboard.press("ArrowDown")
    focused = page.locator(f"{NEW} .cell.chosen")
    expect(focused).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"{OLD}.chosen")).to_be_focused()
    assert page.locator("#blocks .cell[tabindex='0']").count() == 1
    assert page.locator("#grid .cell[tabindex='0']").count() == 1


def test_what_cannot_be_added_is_told_and_the_board_stays(open_page: Open) -> None:
    page = open_page("/explorer/four", height=1200)
    page.get_by_role("button", name="+ object").click()
    page.get_by_label("spoiled in").fill("250")
    page.get_by_role("button", name="Open its rows").click()
    assert page.get_by_label("spoiled in").evaluate("(one) => one.matches(':invalid')")
    assert "plus" not in query(page)


def test_hostile_names_are_only_text_on_an_extended_board(open_page: Open) -> None:
    page = open_page("/explorer/mine?plus=sample%3Ared", height=1200)
    expect(page.locator(f"{NEW} h2")).to_have_text("With red~ in place of red")
    expect(page.locator(f"{NEW} p")).to_contain_text("sampled from a model of red alone")


def test_predicted_cells_are_hatched_and_said_to_be_so(open_apart: Open) -> None:
    page = open_apart("/explorer/elsewhere?world=ABC")
    cell = page.locator(f"{OLD}.predicted")
    expect(cell).to_have_count(1)
    expect(cell.locator(".number")).to_have_text("2.400")
    expect(page.locator("#legend")).to_contain_text("predicted")
    expect(page.locator("#legend")).to_contain_text("not run")
    expect(page.locator("#reading")).to_contain_text("Nobody ran this: it is predicted by a")
    assert "repeating-linear-gradient" in cell.evaluate(
        "(one) => getComputedStyle(one).backgroundImage"
    )
    page = open_apart("/explorer/elsewhere?q=leave_one_out&label=D")
    said = page.locator("#sum")
    expect(said).to_contain_text("1 of these cells is predicted, and not run.")
    expect(said).not_to_have_class("sum wrong")


def test_every_mark_of_a_chart_can_be_heard(open_page: Open) -> None:
    page = open_page("/explorer/four?q=shapley&column=south", height=1200)
    chart = page.locator("#answer svg[role='graphics-document'][aria-label='Shapley values']")
    expect(chart).to_be_visible()
    heard = chart.locator("[role='graphics-symbol'][aria-roledescription='point']")
    expect(heard).to_have_count(12)
    words = heard.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    assert any(one.startswith("B on south: +") and "helps" in one for one in words)
    assert chart.locator("title").text_content() == "Shapley values"
    assert chart.locator("script, foreignObject, image, use, [style], [onload]").count() == 0


def test_files_can_be_taken_away(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/explorer/four?q=shapley&plus=flip%3AB", height=1600)
    answer(page)
    for title, name in (
        ("cells as CSV", "four-flip_B.csv"),
        ("cells as Parquet", "four-flip_B.parquet"),
        ("answer as CSV", "four-shapley-flip_B.csv"),
        ("chart as PNG", "four-shapley-flip_B.png"),
        ("chart as Vega-Lite", "four-shapley-flip_B.vl.json"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=title).click()
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
    assert "B*" in (tmp_path / "four-flip_B.csv").read_text("utf-8")
