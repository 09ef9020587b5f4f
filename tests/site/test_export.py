"""The site as files: all of it, relative, the same every time, and nothing of this machine."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from datacounterfactuals.site.app import create_app
from datacounterfactuals.site.exporting.export import export
from datacounterfactuals.site.exporting.folder import MARK, Folder
from datacounterfactuals.site.exporting.naming import ExportError, file_of, folder_of, safe
from datacounterfactuals.site.exporting.reading import HOST, read
from datacounterfactuals.site.pages.walk import every_page
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.shapes.answers import Asked
from datacounterfactuals.site.shapes.cells import Cells
from datacounterfactuals.site.shapes.exported import Manifest
from tests.site.exported import exported, settings

pytestmark = pytest.mark.xdist_group("export")  # who asks for the export shares one

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r'\s(?:href|src|srcset|poster|action)="([^"]*)"')
MACHINE = re.compile("|".join(map(re.escape, (HOST, str(ROOT), f"{Path.home()}/"))))
"""What an export made here must not hold."""
WORDS = {".html", ".json", ".xml", ".js", ".css", ".svg", ".bib", ".txt"}


def texts() -> dict[Path, str]:
    found = (path for path in exported().folder.rglob("*") if path.suffix in WORDS)
    return {path: path.read_text("utf-8") for path in found}


def pages() -> dict[Path, str]:
    return {path: text for path, text in texts().items() if path.suffix == ".html"}


def test_every_address_of_every_page_is_written() -> None:
    folder = exported().folder
    names = json.loads((folder / MARK).read_text("utf-8"))["studies"]
    app = create_app(SiteSettings(only=tuple(names), hosts=(HOST,)))
    for name, page in every_page().items():
        for address in page.addresses(app.state.site):
            place = folder / unquote(address).strip("/")
            assert place.is_file() or (place / "index.html").is_file(), (name, address)
    for name, _ in app.state.site.menu:
        assert (folder / name / "index.html").is_file(), name


def test_every_link_of_the_site_leads_to_a_file_below_it() -> None:
    home = exported().folder.resolve()
    seen = 0
    for path, text in pages().items():
        for link in map(unescape, LINK.findall(text)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            seen += 1
            place = (path.parent / unquote(parts.path)).resolve()
            assert not link.startswith("/"), (path, link)
            assert place.is_relative_to(home), (path, link)
            place = (
                place / "index.html" if link.split("?")[0].split("#")[0].endswith("/") else place
            )
            assert place.is_file(), (path, link)
    assert seen > 100


def test_pages_say_where_their_root_is_and_bring_their_policy() -> None:
    home = exported().folder
    for path, text in pages().items():
        if 'http-equiv="refresh"' in text:
            continue
        root = re.search(r'<html[^>]* data-root="([./]+)" data-source="files"', text)
        assert root, path
        assert (path.parent / root[1]).resolve() == home.resolve(), path
        policy = re.search(r'http-equiv="content-security-policy" content="([^"]*)"', text)
        assert policy, path
        assert "default-src 'none'" in unescape(policy[1])
        assert "frame-ancestors" not in policy[1]  # which a page may not say itself


def test_nothing_tells_of_this_machine() -> None:
    for path, text in texts().items():
        assert not MACHINE.search(text), (path, MACHINE.search(text))


def test_two_exports_are_equal(tmp_path: Path) -> None:
    again = export(tmp_path / "again", settings(tmp_path / "bank"))
    first = exported()
    assert again.sizes == first.sizes
    differ = [
        place
        for place in first.sizes
        if (again.folder / place).read_bytes() != (first.folder / place).read_bytes()
    ]
    assert differ == []


def test_cells_and_answers_have_the_shapes_of_the_api() -> None:
    folder = exported().folder
    study = json.loads((folder / file_of("/api/studies/four")).read_text("utf-8"))
    for metric in study["metrics"]:
        given = "" if metric["name"] == study["metric"] else f"&metric={metric['name']}"
        place = folder / file_of(f"/api/studies/four/cells?packed=true{given}")
        cells = Cells.model_validate_json(place.read_text("utf-8"))
        assert (cells.count, cells.metric) == (16, metric["name"])
        assert set(cells.states) <= {"0", "1"}  # all are trained
    manifest = Manifest.model_validate_json(
        (folder / file_of("/api/studies/four/manifest")).read_text("utf-8")
    )
    known = {one.name for one in manifest.questions}
    answered = {one.question for one in manifest.answers}
    assert {one.name for one in manifest.questions if one.fault} == known - answered
    assert {"shapley", "beta_shapley", "best_subset", "envelope"} <= answered
    for one in manifest.answers:
        asked = Asked.model_validate_json((folder / one.file).read_text("utf-8"))
        assert asked.answer.question == one.question
        assert (asked.answer.cost.trained, asked.answer.cost.seconds) == (0, 0)
        for place in (*one.light.values(), *one.dark.values()):
            assert (folder / place).read_text("utf-8").startswith("<svg")
    assert all(one.light and one.dark for one in manifest.answers if one.metric == study["metric"])


def test_an_export_replaces_itself_and_nothing_else(tmp_path: Path) -> None:
    first = Folder(tmp_path / "site")
    first.put("old/page.html", b"old")
    first.put("kept.html", b"old")
    first.done(["four"])
    (tmp_path / "site" / "CNAME").write_text("of the host", "utf-8")
    second = Folder(tmp_path / "site")
    second.put("kept.html", b"new")
    assert second.done(["four"]).sizes["kept.html"] == 3
    assert not (tmp_path / "site" / "old").exists()
    assert (tmp_path / "site" / "kept.html").read_bytes() == b"new"
    assert (tmp_path / "site" / "CNAME").exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work", "utf-8")
    with pytest.raises(ExportError, match="no export wrote"):
        Folder(tmp_path)
    with pytest.raises(ExportError, match="is a file"):
        Folder(tmp_path / "thesis.tex")
    (tmp_path / MARK).write_text(json.dumps({"files": ["../elsewhere"]}), "utf-8")
    with pytest.raises(ExportError, match="elsewhere"):
        Folder(tmp_path)
    (tmp_path / MARK).write_text("{}", "utf-8")
    with pytest.raises(ExportError, match="lists no files"):
        Folder(tmp_path)


def test_names_of_files_are_harmless() -> None:
    assert file_of("/api/studies") == "api/studies.json"
    assert file_of("/api/studies/four/chart.svg?b=1&a=x") == "api/studies/four/chart/a=x,b=1.svg"
    hostile = file_of("/api/studies/..%2F..%2Fetc/cells?metric=%2e%2e/%00")
    assert hostile == "api/studies/..~2f..~2fetc/cells/metric=..~2f~00.json"
    assert safe("..") == "~2e~2e"
    assert safe("caf\u00e9 <b>") == "caf~c3~a9~20~3cb~3e"
    for address in ("/explorer/..", "/explorer/a%2Fb", "/explorer/a%00"):
        with pytest.raises(ExportError, match="can be no folder"):
            folder_of(address)
    with pytest.raises(ExportError, match="too long"):
        file_of("/api/studies/four/cells?metric=" + "x" * 300)


def test_a_site_is_read_as_a_browser_would() -> None:
    app = create_app(SiteSettings(only=("four",), hosts=(HOST,)))
    assert read(app, "/explorer/four").kind == "text/html"
    assert read(app, "/explorer/nothing").status == 404
