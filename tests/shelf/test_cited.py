"""Citations are what citeproc and pybtex make of the papers as they stand."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from pybtex.database import parse_string

from datacounterfactuals.shelf.papers.cited import FILE, cited, styles
from datacounterfactuals.shelf.papers.reading import papers

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "citing.py"


@pytest.fixture(scope="module")
def citing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("citing", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_citations_are_made_from_the_papers_as_they_stand(citing: ModuleType) -> None:
    written = json.loads(FILE.read_text("utf-8"))
    assert written["made_from"] == citing.digest(), "run script/citations"
    assert set(written["papers"]) == set(papers())
    assert written["styles"] == citing.STYLES == styles()


def test_what_is_written_is_what_citeproc_and_pybtex_make(citing: ModuleType) -> None:
    some = list(papers().values())[::16]
    for style in styles():
        made = citing.by_style([dict(one.csl) for one in some], style)
        assert made == {one.id: cited(one).styles[style] for one in some}
    assert [citing.bibtex(one) for one in some] == [cited(one).bibtex for one in some]


def test_every_citation_names_who_when_and_what() -> None:
    for one in papers().values():
        for text in cited(one).styles.values():
            assert one.authors[0].family in text, one.id
            assert str(one.year) in text, one.id
            assert one.title[:12].lower() in text.lower(), one.id


def test_the_bibtex_of_all_papers_can_be_read_back() -> None:
    text = "\n".join(cited(one).bibtex for one in papers().values())
    read = parse_string(text, "bibtex")
    assert set(read.entries) == set(papers())
    for one in papers().values():
        entry = read.entries[one.id]
        assert entry.fields["title"].strip("{}") == one.title.replace("&", r"\&")
        assert len(entry.persons["author"]) == len(one.authors), one.id
