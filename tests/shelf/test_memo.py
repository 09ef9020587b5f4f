"""Memos: what they cite is there, what they say of it holds, and no number is typed."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pybtex.database import parse_string

from datacounterfactuals.shelf.address import read_address
from datacounterfactuals.shelf.citing import KINDS, cite
from datacounterfactuals.shelf.content import ContentError, parse
from datacounterfactuals.shelf.feed import atom
from datacounterfactuals.shelf.grammar import terms
from datacounterfactuals.shelf.memo import HOME, Memo, memo_of, memos
from datacounterfactuals.shelf.papers.reading import papers
from datacounterfactuals.site.cited import OnSite
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.site import Site

FIGURE = re.compile(r"^```figure (.*?)\n(.*?)^```$", re.M | re.S)
LIVE = re.compile(r"\{\{(.*?)\}\}")
LINK = re.compile(r"\]\((.*?)\)")
EVERY = list(memos().values())
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> OnSite:
    bank = tmp_path_factory.mktemp("bank")
    return OnSite(Site.of(SiteSettings(bank=bank, warm_up=False)))


def words_of(memo: Memo) -> str:
    """What is left of a memo to be read: without its figures, directives, citations and links."""
    text = FIGURE.sub(lambda found: found[2], memo.body)
    for gone in (LIVE, re.compile(r"\[@.*?\]"), LINK, re.compile(r"\$.*?\$")):
        text = gone.sub("", text)
    return text


def addresses_of(memo: Memo) -> list[str]:
    """Every address of the explorer in a memo: of figures, numbers and links."""
    lines = [found[1].split()[1] for found in FIGURE.finditer(memo.body)]
    lines += [found[1].split()[1] for found in LIVE.finditer(memo.body)]
    lines += [found[1] for found in LINK.finditer(memo.body) if "/explorer/" in found[1]]
    return lines


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_a_memo_is_as_long_as_one_sitting(memo: Memo) -> None:
    prose = FIGURE.sub("", memo.body)
    assert 1500 <= len(prose.split()) <= 2500


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_no_number_is_typed_in_a_memo(memo: Memo) -> None:
    assert re.findall(r".{0,20}\d.{0,20}", words_of(memo)) == []
    assert len(LIVE.findall(memo.body)) >= 10


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_every_link_into_the_explorer_leads_to_a_state_of_a_study(
    memo: Memo, source: OnSite
) -> None:
    found = addresses_of(memo)
    assert len(found) >= 15
    for address in found:
        state = read_address(address)
        grid = source.grid(state.study)
        columns = {column.name for column in grid.study.columns()}
        for name in ("world", "against"):
            state.world(grid, name)
        assert set(state.several("column")) <= columns, address
        if state.one("q") is not None:
            answer = source.answer(state)
            label = state.several("label")
            assert not label or label in answer.labels, address


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_every_number_of_a_memo_is_read_off_trained_cells(memo: Memo, source: OnSite) -> None:
    used = set[str]()
    for found in LIVE.finditer(memo.body):
        said = cite(found[1].strip(), source)
        assert said.held, found[1]
        used.add(found[1].split()[0])
    assert {"value", "cell", "row"} <= used <= set(KINDS)


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_what_the_sentences_say_of_a_number_holds(memo: Memo, source: OnSite) -> None:
    assert len(memo.holds) >= 5
    for reads, sign in memo.holds:
        number = cite(reads, source).number
        assert number is not None, reads
        assert number * sign > 0, reads


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_a_memo_is_dated_versioned_and_cites_papers_and_terms_that_are_there(memo: Memo) -> None:
    assert memo.changes[0].version == memo.version
    assert memo.first <= memo.date
    assert len(memo.papers) >= 8
    assert set(memo.papers) <= set(papers())
    assert len(set(terms(memo.body))) >= 8


def test_the_launch_memo_credits_the_origin_of_the_frame_and_keeps_the_full_world_on_top() -> None:
    body = memos()["launch"].body
    assert "datacounterfactuals.org" in body
    assert "full world stands on top" in body
    assert re.findall(r"down[^.]*more data|more data[^.]*down(?!load)", body) == []
    assert "q=envelope" in body


def test_the_numbers_of_the_memo_are_those_that_asking_gives(tmp_path: Path) -> None:
    source = OnSite(Site.of(SiteSettings(bank=tmp_path, warm_up=False)))
    place = "/explorer/four?world=ABC&against=ABCD&column=north"
    grid = source.grid("four")
    grid.fill(progress=None)
    shown = {one["world"]: one["north"] for one in grid.records()}
    wanted = shown["ABC"] - shown["ABCD"]
    assert cite(f"difference {place}", source).number == pytest.approx(wanted)
    assert cite(f"cell {place}", source).number == pytest.approx(shown["ABC"])
    asked = "/explorer/four?q=leave_one_out&label=D&column=north"
    assert cite(f"value {asked}", source).number == pytest.approx(-wanted)
    assert cite(f"value {asked}", source).text == f"\u2212{wanted:.2f}"
    assert cite(f"size {asked}", source).text == f"{wanted:.2f}"
    assert cite("worlds /explorer/four", source).text == "sixteen"
    assert cite("objects /explorer/four", source).text == "four"
    assert cite(f"wanted {asked}", source).text == "five"


def test_what_is_not_held_and_may_not_be_trained_has_no_number(tmp_path: Path) -> None:
    source = OnSite(Site.of(SiteSettings(bank=tmp_path, warm_up=False, read_only=True)))
    for what in (
        "cell /explorer/four?world=A&column=all",
        "value /explorer/four?q=leave_one_out&label=A&column=all",
    ):
        said = cite(what, source)
        assert not said.held
        assert said.address == what.partition(" ")[2]


@pytest.mark.parametrize(
    "what",
    [
        "price /explorer/four",
        "cell /explorer/four?column=nowhere",
        "value /explorer/four?q=leave_one_out&label=Z&column=all",
        "cell /papers/four",
    ],
)
def test_a_directive_that_leads_to_nothing_is_refused(what: str, source: OnSite) -> None:
    with pytest.raises(Exception, match=r"Known|label|column|address"):
        cite(what, source)


def test_a_memo_whose_newest_change_is_of_another_version_is_refused() -> None:
    text = (HOME / "launch.md").read_text("utf-8").replace('version = "1', 'version = "7', 1)
    with pytest.raises(ContentError, match="newest change"):
        memo_of(parse("launch", text))


def test_the_feed_is_atom_with_an_entry_for_every_memo_and_links_that_are_whole() -> None:
    base = "https://lab.example/site"
    feed = ElementTree.fromstring(atom(EVERY, base, {memo.name: "/memo" for memo in EVERY}))
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(EVERY)
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or "")
    links = [link.attrib["href"] for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith(base) for link in links)
    again = atom(EVERY, "http://elsewhere.example", {memo.name: "/memo" for memo in EVERY})
    identities = [one.text for one in ElementTree.fromstring(again).iter(f"{ATOM}id")]
    assert identities == [one.text for one in feed.iter(f"{ATOM}id")]


@pytest.mark.parametrize("memo", EVERY, ids=lambda memo: memo.name)
def test_a_memo_can_be_cited(memo: Memo) -> None:
    address = "https://lab.example/memo"
    entry = parse_string(memo.bibtex(address), "bibtex").entries[f"memo-{memo.name}"]
    assert entry.fields["url"] == address
    assert entry.fields["title"].strip("{}") == memo.title
    assert memo.version in entry.fields["note"]
    item = memo.csl(address)
    assert item["issued"] == {"date-parts": [[memo.date.year, memo.date.month, memo.date.day]]}
    assert item["URL"] == address
