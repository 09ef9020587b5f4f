"""The page for the meeting stands alone and says what is predicted and what is not known."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.runs.report import Report, report
from tests.runs.support import additive, columns, design

LATTICE = np.array([[float(bool(n & (1 << p))) for p in range(3)] for n in range(8)])


class Balance(HTMLParser):
    """Fails on tags that are not closed in their order."""

    void = frozenset({"meta", "br", "hr", "img", "link", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


def written(tmp_path: Path, **more: Any) -> Report:
    chance = np.random.default_rng(0)
    weights = design(chance, 23)
    loss = additive(chance)(weights) + chance.normal(0.0, 0.05, 23)
    frame = columns(weights, loss=loss, acc=[np.nan, *np.linspace(0.2, 0.8, 22)], **more)
    observed = import_runs(frame, name="a <b> & c", bank=tmp_path).observed
    return report(observed, question("leave_one_out"), question("shapley"), runs=3)


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    page = written(tmp_path).html
    links = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')>\s]+)""", page)
    assert [link for link in links if not link.startswith(("#", "data:"))] == []
    assert "<script" not in page
    checker = Balance()
    checker.feed(page)
    assert checker.open == []


def test_the_page_says_what_the_runs_tell_predict_and_need(tmp_path: Path) -> None:
    made = written(tmp_path)
    for text in (made.html, made.markdown):
        assert "B and C always move together: only their sum is identified" in text
        assert "not identified" in text
        assert "predicted by: a linear surface fitted to 23 runs" in text
        assert "What to run next" in text
        assert "parts B and C" in text
        assert "95% interval" in text
        assert "Not answered" in text  # Shapley leans on worlds that nobody ran
    assert "a &lt;b&gt; &amp; c" in made.html
    assert "<b> & c</h1>" not in made.html
    assert made.html.count("<figure>") == 1
    assert "<svg" in made.html


def test_every_table_of_the_markdown_is_whole(tmp_path: Path) -> None:
    blocks = re.findall(r"(?:^\|.*\n)+", written(tmp_path).markdown, re.MULTILINE)
    assert len(blocks) == 3
    for block in blocks:
        rows = block.strip().splitlines()
        assert len({row.count("|") for row in rows}) == 1
        assert set(rows[1]) <= set("|-:")
        assert len(rows) > 3


def test_a_table_that_answers_everything_predicts_nothing(tmp_path: Path) -> None:
    frame = columns(LATTICE, loss=3.0 - LATTICE.sum(axis=1))
    made = report(import_runs(frame, bank=tmp_path).observed)
    assert "Every value is read from runs" in made.html
    assert "predicted by" not in made.html
    assert made.following is None


def test_a_hopeless_table_still_makes_a_page(tmp_path: Path) -> None:
    made = report(import_runs({"A": [1], "B": [0], "loss": [1.0]}, bank=tmp_path).observed)
    assert "Not answered" in made.html
    assert "no object&#39;s own effect is identified" in made.html


@pytest.mark.parametrize("name", ["page.html", "page.md"])
def test_a_report_is_saved_as_its_name_says(name: str, tmp_path: Path) -> None:
    made = written(tmp_path)
    path = made.save(tmp_path / name)
    assert path.read_text("utf-8") == (made.html if name.endswith("html") else made.markdown)
    with pytest.raises(StudyError, match=r"\.pdf"):
        made.save(tmp_path / "page.pdf")
