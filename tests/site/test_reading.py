"""Formalisms, questions, bridges and the glossary, as pages without a script and as JSON."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.shelf.formalisms import sections
from datacounterfactuals.shelf.glossary.terms import terms
from datacounterfactuals.shelf.papers.reading import for_question
from datacounterfactuals.site.pages import question
from datacounterfactuals.site.pages.numbers import difference, number
from tests.shelf.test_formalisms import Added
from tests.site.support import client_of, is_fault

PAGES = ("/formalisms", "/q/shapley", "/q/eval_value", "/bridges/four", "/glossary")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with client_of(tmp_path_factory.mktemp("site")) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_without_a_script_and_obeys_the_policy(
    path: str, client: httpx.Client
) -> None:
    reply = client.get(path)
    assert reply.status_code == 200
    page = reply.text
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert page.count("<h1") == 1
    if path != "/glossary":
        assert "<math" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_formalisms_show_every_question_with_its_ways_to_ask(client: httpx.Client) -> None:
    page = client.get("/formalisms").text
    for name, kind in questions().items():
        assert f'id="{name}"' in page
        assert f'href="/q/{name}"' in page
        assert f"dc.{kind.__name__}(" in page
        assert re.search(rf"datacf ask \w+ {name}\b", page)


def test_links_within_the_pages_lead_somewhere(client: httpx.Client) -> None:
    for path in PAGES:
        page = client.get(path).text
        for place in re.findall(r'href="#([^"]+)"', page):
            assert f'id="{place}"' in page, place
        for slug in re.findall(r'href="/glossary#([^"]+)"', page):
            assert slug in terms()


def test_the_table_is_filtered_by_the_address(client: httpx.Client) -> None:
    def shown(query: str) -> set[str]:
        rows = re.findall(r"<tr data-family.*?</tr>", client.get(f"/formalisms?{query}").text)
        assert len(rows) == len(questions())
        return {
            re.findall(r'href="#(\w+)"', row)[0]
            for row in rows
            if not re.search(r"<tr[^>]* hidden", row)
        }

    assert shown("") == set(questions())
    assert shown("chooses=the+score") == {"envelope", "best_subset"}
    leverage = {name for name, kind in questions().items() if kind.family == "leverage"}
    assert shown("family=leverage") == leverage
    assert shown("chooses=the+score&family=leverage") == set()


def test_a_question_has_a_page_with_claim_parameters_and_papers(client: httpx.Client) -> None:
    for name in questions():
        page = client.get(f"/q/{name}").text
        assert "What that answer claims" in page
        assert "Does not establish" in page
        assert 'class="landed"' in page
        for one in for_question(name):
            assert f'href="/papers/{one.id}"' in page
    shapley = client.get("/q/shapley").text
    assert for_question("shapley")
    assert "tolerance" in shapley
    assert 'href="/formalisms#mean-shapley"' in shapley


def test_a_new_question_appears_with_its_own_section_and_page(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one does that another package brings: from its docstring, before anybody writes a file."""
    known = questions() | {"added": Added}
    for module in (sections, question):
        monkeypatch.setattr(module, "questions", lambda: known)
    page = client.get("/formalisms").text
    assert 'id="added"' in page
    assert "What does somebody&#39;s own question ask?" in page
    assert page.count("<tr data-family") == len(known)
    page = client.get("/q/added").text
    assert "Something that nobody has written a file about." in page
    assert "how much" in page


def test_an_unknown_question_or_study_is_told(client: httpx.Client) -> None:
    for path in ("/q/shapely", "/bridges/nothing"):
        assert client.get(path).status_code == 404
    assert "shapley" in client.get("/q/shapely").text
    assert is_fault(client.get("/api/studies/nothing/bridges"), 404)
    assert is_fault(client.get("/api/studies/four/bridges?metric=nothing"), 422)


def test_reading_the_bridges_trains_nothing_and_posting_does(client: httpx.Client) -> None:
    address = "/api/studies/mine/bridges"
    before = client.get(address).json()
    assert before["trains"]
    assert all(one["missing"] or one["refused"] for one in before["checks"])
    after = client.post(address, json={}).json()
    assert {one["name"]: one["missing"] for one in after["checks"]} == {
        one["name"]: 0 for one in before["checks"]
    }
    for one in after["checks"]:
        if one["exact"] and not one["refused"]:
            assert one["apart"] < 1e-12
            assert len(one["left"]) == len(one["labels"])
    assert client.get(address).json() == after


@pytest.mark.parametrize("runs", [8, 5])
def test_runs_made_elsewhere_are_checked_when_every_world_was_run(
    runs: int, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    lines = ["A,B,C,score"]
    for world in range(8)[:runs]:
        held = [world >> bit & 1 for bit in range(3)]
        lines.append(f"{held[0]},{held[1]},{held[2]},{0.5 + 0.1 * held[0] - 0.03 * sum(held) ** 2}")
    table = tmp_path / "runs.csv"
    table.write_text("\n".join(lines) + "\n", "utf-8")
    import_runs(table, into=tmp_path / "folder" / "elsewhere", bank=tmp_path / "bank")
    with client_of(tmp_path) as client:
        told = client.post("/api/studies/elsewhere/bridges").json()
        page = client.get("/bridges/elsewhere").text
    assert not told["trains"]
    assert "Train what is missing" not in page
    for one in told["checks"]:
        if one["name"] == "influence":
            assert "no learner" in one["refused"]
        elif one["name"] != "privacy":
            assert one["missing"] == 8 - runs
        if one["exact"] and not one["refused"] and runs == 8:
            assert one["apart"] < 1e-12


def test_the_bridges_of_a_page_show_both_sides_and_their_difference(client: httpx.Client) -> None:
    page = client.get("/bridges/four").text
    assert page.count('<table class="sides">') == 6
    assert "which is rounding" in page
    assert "promises no privacy" in page


def test_the_glossary_gives_every_term_as_plain_text(client: httpx.Client) -> None:
    told = client.get("/api/glossary").json()["terms"]
    assert {one["slug"] for one in told} == set(terms())
    for one in told:
        assert not re.search(r"[\[\]$<>]", one["text"]), one["name"]
    page = client.get("/glossary").text
    assert all(f'id="{slug}"' in page for slug in terms())


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "+0.2500"), (-1234.5, "\u22121,234"), (0.0, "0.0000"), (-1e-15, "0.0000")],
)
def test_a_number_has_its_sign_and_no_more_figures_than_it_needs(value: float, text: str) -> None:
    assert number(value) == text
    assert number(None) == "\u2013"


def test_a_difference_by_rounding_is_told_by_its_power_of_ten() -> None:
    assert difference(0.0) == "0"
    assert difference(0.125) == "0.1250"
    assert difference(3e-16) == "&lt; 10<sup>\u221215</sup>"
