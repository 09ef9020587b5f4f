"""The memo's page: it reads without a script, and every link on it leads somewhere."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from datacounterfactuals.site.pages.figures import CHARTS, TABLES, still
from datacounterfactuals.site.pages.modules import STATIC
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.site import Site
from tests.site.support import client_of, is_fault


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with client_of(tmp_path_factory.mktemp("site")) as client:
        yield client


@pytest.fixture(scope="module")
def page(client: httpx.Client) -> str:
    reply = client.get("/memo")
    assert reply.status_code == 200
    return reply.text


def test_the_memo_stands_first_in_the_menu_and_reads_without_a_script(page: str) -> None:
    menu = re.findall(r'<li><a href="(/\w+)"', page)
    assert menu[0] == "/memo"
    plain = re.sub(r"<script.*?</script>", "", page)
    numbers = re.findall(r'<a class="number" href="(/explorer/[^"]+)">([^<]+)</a>', plain)
    assert len(numbers) >= 10
    assert "not filled yet" not in plain
    assert plain.count("<table") >= 3
    assert re.search(r"<td[^>]*>\d+\.\d+</td>", plain)


def test_a_figure_without_a_script_is_a_table_of_cells_or_a_chart_in_both_lights(
    page: str, client: httpx.Client
) -> None:
    figures = re.findall(r'<figure class="figure[^"]*" data-figure="(\w+)"', page)
    assert {"grid", "removal", "envelope", "lattice"} <= set(figures)
    assert {path.stem for path in (STATIC / "figures").glob("*.js")} == TABLES | CHARTS
    for source in re.findall(r'(?:src|srcset)="(/api/[^"]+)"', page):
        reply = client.get(html.unescape(source))
        assert reply.headers["content-type"] == "image/svg+xml"
        assert "<path" in reply.text


def test_every_link_of_the_memo_leads_somewhere(page: str, client: httpx.Client) -> None:
    links = {html.unescape(link) for link in re.findall(r'href="([^"]+)"', page)}
    inside = {link.partition("#")[0] for link in links if link.startswith("/")}
    assert len(inside) > 30
    assert [link for link in inside if client.get(link).status_code not in {200, 307}] == []
    places = {link[1:] for link in links if link.startswith("#")}
    assert {place for place in places if f'id="{place}"' not in page} == set()
    terms = {link.partition("#")[2] for link in links if link.startswith("/glossary#")}
    glossary = client.get("/glossary").text
    assert {term for term in terms if f'id="{term}"' not in glossary} == set()


def test_what_other_sites_show_of_a_link_is_whole(page: str, client: httpx.Client) -> None:
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', page))
    assert said["title"]
    assert said["description"]
    base = str(client.base_url).rstrip("/")
    assert said["url"] == f"{base}/memo"
    picture = client.get(urlsplit(said["image"]).path)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture.content[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1200, 630)


def test_links_are_whole_where_the_site_stands_for_its_readers(tmp_path: Path) -> None:
    with client_of(tmp_path, public="https://lab.example/site/") as client:
        for address in ("/feed.xml", "/memo.bib", "/memo.json"):
            reply = client.get(address)
            assert "https://lab.example/site/memo" in reply.text
            assert str(client.base_url.host) not in reply.text


def test_a_memo_on_a_server_that_may_not_train_says_what_is_not_filled(tmp_path: Path) -> None:
    with client_of(tmp_path, read_only=True) as client:
        reply = client.get("/memo")
        assert reply.status_code == 200
        assert "not filled yet" in reply.text
        assert 'class="number"' in reply.text  # what is counted needs no cell
        assert is_fault(client.get("/social.png"), 422)


def test_only_frames_may_stand_in_pages_of_other_sites(client: httpx.Client) -> None:
    for address in ("/", "/memo", "/explorer/four", "/embedded", "/api/studies", "/papers"):
        policy = client.get(address).headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy, address
    reply = client.get("/embed/four?q=leave_one_out&label=D")
    assert reply.status_code == 200
    policy = reply.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert policy.replace("frame-ancestors *", "") in client.get("/memo").headers[
        "content-security-policy"
    ].replace("frame-ancestors 'self'", "")
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "x-frame-options" not in reply.headers
    assert client.get("/memo").headers["cross-origin-resource-policy"] == "same-origin"


def test_a_frame_has_its_title_a_way_back_and_no_menu(client: httpx.Client) -> None:
    page = client.get("/embed/mine").text
    assert "<header" not in page
    assert 'href="/explorer/mine" id="back"' in page
    assert "<h1>" in page
    assert is_fault(client.get("/embed/nothing", headers={"accept": "application/json"}), 404)
    hostile = client.get("/embed/mine?world=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in hostile


def test_a_number_links_to_the_cells_it_was_read_from(page: str, client: httpx.Client) -> None:
    found = re.findall(r'<a class="number" href="(/explorer/[^"]+)">([^<]+)</a>', page)
    checked = 0
    for address, text in found:
        path, _, query = html.unescape(address).partition("?")
        asked = parse_qs(query)
        if "q" in asked or "world" not in asked or "plus" in asked:
            continue
        world = {} if asked["world"] == ["-"] else dict.fromkeys(asked["world"][0], 1.0)
        study = path.removeprefix("/explorer/")
        cells = client.post(f"/api/studies/{study}/cells", json={"worlds": [world]}).json()
        names = [column["name"] for column in cells["columns"]]
        number = cells["shown"][names.index(asked["column"][0])][0]
        assert text == f"{number:.2f}"
        checked += 1
    assert checked >= 3


def test_a_still_of_many_rows_shows_those_near_the_full_world(tmp_path: Path) -> None:
    site = Site.of(SiteSettings(bank=tmp_path, warm_up=False, read_only=True))
    few = still(site, "grid", "/explorer/four")
    many = still(site, "grid", "/explorer/digits?q=leave_one_out")
    assert few.count("<tr>") == 1 + 16
    assert many.count("<tr>") == 1 + 1 + 10 + 1
    assert "1,024 rows in all" in many
    other = still(site, "grid", "/explorer/four?metric=log_loss")
    assert "<table" not in other
    assert 'href="/explorer/four?metric=log_loss"' in other
