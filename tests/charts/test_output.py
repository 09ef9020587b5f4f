"""A chart becomes a file by its suffix, and needs no network."""

import json
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from datacounterfactuals.charts.draw import draw
from datacounterfactuals.charts.output import html, save
from datacounterfactuals.core.errors import QuestionError
from tests.charts.support import answer, bars


@pytest.fixture(scope="module")
def chart() -> object:
    return draw(answer("bars", bars(), title="What <does> each object add?"))


def test_the_suffix_chooses_the_form(chart: object, tmp_path: Path) -> None:
    assert save(chart, tmp_path / "a.svg").read_text("utf-8").startswith("<svg")
    assert save(chart, tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    assert json.loads(save(chart, tmp_path / "a.json").read_text("utf-8"))["description"]
    assert "vega" in save(chart, tmp_path / "a.html").read_text("utf-8")


def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(
    chart: object, tmp_path: Path
) -> None:
    with pytest.raises(QuestionError, match=r"'\.tiff'.*\.svg, \.png, \.html, \.json"):
        save(chart, tmp_path / "a.tiff")
    with pytest.raises(QuestionError, match="'picture'"):
        save(chart, tmp_path / "picture")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_about_as_wide_as_asked(tmp_path: Path) -> None:
    for width in (480, 760, 1100):
        path = save(draw(answer("bars", bars()), width=width), tmp_path / f"{width}.png")
        (pixels,) = struct.unpack(">I", path.read_bytes()[16:20])
        assert pixels / 2 == pytest.approx(width, rel=0.2)


def test_the_title_is_escaped_in_markup(chart: object) -> None:
    page = html(chart)
    assert "<title>What &lt;does&gt; each object add?</title>" in page


def test_a_page_asks_no_other_host(chart: object) -> None:
    page = html(chart)
    assert re.findall(r'(?:src|href)\s*=\s*"(?:https?:)?//[^"]+"', page) == []


def test_altair_is_loaded_only_when_something_is_drawn() -> None:
    program = (
        "import sys, datacounterfactuals.charts.draw, datacounterfactuals.charts.grid, "
        "datacounterfactuals.charts.output; print('altair' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
