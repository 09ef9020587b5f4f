"""Sessions as the site serves them, and as they are taken away."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from datacounterfactuals.shelf.lessons.lesson import lesson, lessons
from datacounterfactuals.site.exporting.alone import export_session, modules
from datacounterfactuals.site.exporting.naming import ExportError
from tests.site.support import client_of


def test_the_syllabus_lists_every_session_with_its_papers(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        page = client.get("/sessions").text
        told = client.get("/api/sessions").json()["sessions"]
    assert [one["slug"] for one in told] == [one.slug for one in lessons()]
    for one in lessons():
        assert f'href="/sessions/{one.slug}"' in page
        for paper in one.papers:
            assert f'href="/papers/{paper}"' in page


def test_a_session_reads_without_a_script_and_covers_what_it_accepts(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        page = client.get("/sessions/leave-one-out").text
        told = client.get("/api/sessions/leave-one-out").json()
    assert page.count('class="activity"') == len(told["activities"]) == 4
    assert page.count('<details class="accepted">') == 3
    for activity in told["activities"]:
        assert (activity["accepted"] is None) == (activity["kind"] == "discuss")
        assert activity["fault"] is None
        assert activity["state"].replace("&", "&amp;") in page


def test_an_unknown_session_is_told(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        assert client.get("/sessions/nothing").status_code == 404
        assert client.get("/api/sessions/nothing").status_code == 404


def test_a_server_that_may_not_train_says_what_it_cannot_tell(tmp_path: Path) -> None:
    with client_of(tmp_path, read_only=True) as client:
        told = client.get("/api/sessions/leave-one-out").json()
        assert client.get("/sessions/leave-one-out").status_code == 200
    faults = [one["fault"] for one in told["activities"] if one["kind"] != "discuss"]
    assert any(faults)
    assert all(one["accepted"] is None for one in told["activities"] if one["fault"])


def test_a_session_is_taken_away_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    archive = tmp_path / "session.zip"
    chosen = lesson("rows-are-worlds")
    assert export_session(chosen, archive) == archive.stat().st_size < 500_000
    with zipfile.ZipFile(archive) as zipped:
        names = set(zipped.namelist())
        page = zipped.read(f"{chosen.slug}/index.html").decode()
    kept = json.loads(re.findall(r'id="kept">(.*?)</script>', page, re.S)[0])
    assert {"api/questions.json", "api/studies/four.json"} <= set(kept)
    assert 'src="/' not in page
    assert 'href="/' not in page
    for place in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        assert f"{chosen.slug}/{place}" in names
        with zipfile.ZipFile(archive) as zipped:
            style = zipped.read(f"{chosen.slug}/{place}").decode()
        for font in re.findall(r'url\("\.\./([^"]+)"\)', style):
            assert f"{chosen.slug}/static/{font}" in names
    again = tmp_path / "again.zip"
    export_session(chosen, again)
    assert again.read_bytes() == archive.read_bytes()
    with pytest.raises(ExportError, match="cannot be written"):
        export_session(chosen, tmp_path / "no" / "folder.zip")


def test_its_modules_name_one_another_plainly() -> None:
    made = modules()
    assert {"pages/session.js", "figures/grid.js", "lib/files.js"} <= set(made)
    assert all(address.startswith("data:text/javascript;base64,") for address in made.values())
