"""Markdown, and what the content may hold beside."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from datacounterfactuals.shelf.content import ContentError, parse
from datacounterfactuals.shelf.grammar import citations, formulas, terms
from datacounterfactuals.shelf.markdown import Renderer
from datacounterfactuals.shelf.mathematics import made, wanted

TOP = Path(__file__).parents[2]


def term(words: str) -> str:
    return f"/glossary#{words}"


def cite(papers: Sequence[str]) -> str:
    return f"<cite>{', '.join(papers)}</cite>"


def html(text: str) -> str:
    return Renderer(
        term=term,
        cite=cite,
        live=lambda what: f"<b>{what}</b>",
        figure=lambda what, body: f"<figure>{what}: {body.strip()}</figure>",
    ).html(text)


def test_a_term_links_into_the_glossary_under_its_own_or_other_words() -> None:
    assert html("a [[world]]") == '<p>a <a class="term" href="/glossary#world">world</a></p>\n'
    assert 'href="/glossary#world">worlds</a>' in html("[[world|worlds]]")
    assert list(terms("[[world]] and [[slice|slices]]")) == ["world", "slice"]


def test_papers_are_cited_by_id_one_or_several() -> None:
    assert html("x [@a-1953; @b] y") == "<p>x <cite>a-1953, b</cite> y</p>\n"
    assert list(citations("- x [@a; @b]\n- [@c]")) == ["a", "b", "c"]


def test_live_numbers_and_figures_are_left_to_the_page() -> None:
    assert html("it is {{four: v(AB)}}.") == "<p>it is <b>four: v(AB)</b>.</p>\n"
    drawn = html("```figure fall /explorer/four?q=leave_one_out\nB leaves\n```\n")
    assert drawn == "<figure>fall /explorer/four?q=leave_one_out: B leaves</figure>\n"


def test_what_the_page_did_not_give_is_an_error_and_no_gap() -> None:
    bare = Renderer(term=term, cite=cite)
    for text in ("{{x}}", "```figure x\n```"):
        with pytest.raises(ContentError):
            bare.html(text)


def test_no_html_no_script_and_no_style_passes() -> None:
    assert "<script" not in html("<script>alert(1)</script> and <b>x</b>")
    assert "<a" not in html("[x](javascript:alert)")
    assert "<b>" not in html('[[<b>|"<b>]]')
    assert "style" not in html("| a |\n|--:|\n| 1 |\n\n`x`{onclick=1 style=x .y}")


def test_formulas_are_found_by_how_they_stand() -> None:
    text = "for $v(S)$:\n\n$$\nv(N)\n$$\n"
    assert list(formulas(text)) == [("inline", "v(S)"), ("display", "v(N)")]


def test_an_unknown_formula_names_the_script_that_makes_it() -> None:
    with pytest.raises(ContentError, match="script/math"):
        html(r"$\text{never written in the content}$")


def test_every_formula_of_the_content_has_its_mathml_and_no_other_is_kept() -> None:
    kept = {(mode, tex) for mode, found in made().items() for tex in found}
    assert kept == set(wanted())


def test_mathml_obeys_the_policy_of_the_site() -> None:
    for mode, found in made().items():
        for tex, drawn in found.items():
            assert drawn.startswith("<math"), (mode, tex)
            assert " style=" not in drawn, (mode, tex)


def test_the_kept_mathml_is_what_the_script_makes() -> None:
    if not (TOP / "node_modules" / "temml").exists():
        pytest.skip("the development packages of the page are not installed")
    done = subprocess.run(
        [TOP / "script" / "math", "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_head_is_toml_between_two_lines() -> None:
    document = parse("x", '+++\ntitle = "A"\nmoves = ["one"]\n+++\nbody\n')
    assert document.text("title") == "A"
    assert document.texts("moves") == ("one",)
    assert document.body == "body\n"


@pytest.mark.parametrize("text", ["+++\ntitle = 1\n", "+++\ntitle\n+++\n"])
def test_a_head_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ContentError, match="'x'"):
        parse("x", text)


def test_a_missing_line_of_the_head_is_named() -> None:
    with pytest.raises(ContentError, match="title"):
        parse("x", "+++\nother = 1\n+++\n").text("title")
