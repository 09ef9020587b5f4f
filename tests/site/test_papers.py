"""The shelf over the web: the list without a script, a page a paper, files, and the API."""

import gzip
import json
import re
from collections.abc import Iterator

import httpx
import pytest

from datacounterfactuals.shelf.papers.reading import areas, papers
from datacounterfactuals.shelf.papers.searching import matching
from datacounterfactuals.site.pages.papers import PAGE
from tests.site.support import client_of, is_fault

MOST_BYTES = 120_000
ONE = "ghorbani2019datashapley"
SHOWN = re.compile(r'<li class="paper" id="(\w+)"[^>]*?( hidden)?>')


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with client_of(tmp_path_factory.mktemp("shelf")) as client:
        yield client


def listed(page: str) -> list[str]:
    return [found[1] for found in SHOWN.finditer(page) if not found[2]]


def test_the_list_needs_no_script(client: httpx.Client) -> None:
    page = client.get("/papers").text
    assert listed(page) == list(papers())
    for one in papers().values():
        assert f'href="/papers/{one.id}"' in page
    assert len(gzip.compress(page.encode(), 5)) < MOST_BYTES
    found = client.get("/papers", params={"q": "shapley", "from": "2020", "to": "x"}).text
    assert listed(found) == [one.id for one in matching("shapley", first=2020)]
    assert f"{len(listed(found))} of {len(papers())} papers" in found
    assert listed(client.get("/papers?q=no+such+word").text) == []


def test_a_paper_has_its_page_with_every_citation(client: httpx.Client) -> None:
    one = papers()[ONE]
    told = client.get(f"/api/papers/{ONE}").json()
    page = client.get(f"/papers/{ONE}").text
    assert one.title in page
    assert "Ghorbani, A., &amp; Zou, J. (2019)." in page
    assert f"@inproceedings{{{ONE}," in page
    assert len(told["cited"]["styles"]) == page.count("data-copied=") - 1
    assert all(f'href="/q/{name}"' in page for name in told["paper"]["questions"])
    assert client.get("/papers/nobody1900", headers={"accept": "text/html"}).status_code == 404


def test_every_address_of_the_shelf_is_served(client: httpx.Client) -> None:
    addresses = list(PAGE.addresses(None))  # pyright: ignore[reportArgumentType]
    assert len(addresses) == 4 + 3 * len(papers())
    for address in (*addresses[:4], *addresses[4::45], *addresses[5::45], *addresses[6::45]):
        assert client.get(address).status_code == 200, address


def test_papers_are_handed_out_as_files(client: httpx.Client) -> None:
    csl = client.get("/papers/all.json").json()
    assert [item["id"] for item in csl] == list(papers())
    assert all("custom" not in item for item in csl)
    assert client.get(f"/papers/{ONE}.json").json() == [dict(papers()[ONE].csl)]
    bib = client.get("/papers/all.bib")
    assert bib.headers["content-type"].startswith("application/x-bibtex")
    assert len(re.findall(r"^@\w+\{", bib.text, re.MULTILINE)) == len(papers())
    assert client.get(f"/papers/{ONE}.bib").text in bib.text
    cited = client.get("/papers/cited.json").json()
    assert set(cited["papers"]) == set(papers())
    assert cited["papers"][ONE] == client.get(f"/api/papers/{ONE}").json()["cited"]


def test_the_api_lists_the_papers_that_fit(client: httpx.Client) -> None:
    told = client.get("/api/papers").json()
    assert [one["id"] for one in told["papers"]] == list(papers())
    assert {one["name"]: one["papers"] for one in told["areas"]}.keys() == areas().keys()
    assert sum(one["papers"] for one in told["areas"]) == len(papers())
    asked = {"q": "data", "question": "shapley", "from": "2019", "to": "2023"}
    found = client.get("/api/papers", params=asked).json()["papers"]
    fits = matching("data", question="shapley", first=2019, last=2023)
    assert [one["id"] for one in found] == [one.id for one in fits]
    assert len(found) > 3
    area = client.get("/api/papers", params={"area": "unlearning"}).json()["papers"]
    assert {one["area"] for one in area} == {"unlearning"}
    assert json.dumps(found[0]["csl"], sort_keys=True)
    assert is_fault(client.get("/api/papers?from=soon"), 422)
    assert is_fault(client.get("/api/papers/nobody1900"), 404)
