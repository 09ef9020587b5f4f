"""What a server refuses unless it was started so that it may."""

import sys
from pathlib import Path

import pytest

from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.studies import Studies
from tests.site.support import client_of, is_fault, write_study

PROGRAM = """[study]
title = "A program"
[objects]
by = "files"
[[objects.files]]
name = "A"
path = "a.txt"
[[objects.files]]
name = "B"
path = "b.txt"
[evaluation]
names = ["all"]
[metric]
name = "score"
better = "more"
[learner]
kind = "command"
run = ["{python}", "train.py", "{{world}}"]
"""


def write_program(folder: Path) -> Path:
    """A study whose learner is a program that leaves a trace when it runs."""
    home = folder / "program"
    home.mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (home / name).write_text(name, "utf-8")
    (home / "train.py").write_text(
        "from pathlib import Path\n(Path(__file__).parent / 'ran').touch()\n", "utf-8"
    )
    python = Path(sys.executable).as_posix()
    (home / "study.toml").write_text(PROGRAM.format(python=python), "utf-8")
    return home


def test_a_read_only_server_trains_nothing(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        client.post("/api/studies/mine/ask", json={"question": "leave_one_out"})
    with client_of(tmp_path, read_only=True) as client:
        assert is_fault(client.post("/api/studies/mine/jobs", json={"fill": {}}), 403)
        asked = client.post("/api/studies/mine/ask", json={"question": "leave_one_out"})
        assert asked.json()["answer"]["status"] == "complete"
        more = client.post("/api/studies/mine/ask", json={"question": "shapley"})
        assert more.json()["answer"]["status"] == "incomplete"
        states = client.get("/api/studies/mine/cells").json()["states"]
        assert states.count("3") == 4


def test_a_program_is_not_run_unless_the_server_may(tmp_path: Path) -> None:
    home = write_program(tmp_path / "folder")
    with client_of(tmp_path) as client:
        info = client.get("/api/studies/program")
        assert info.is_success, info.text
        assert "--allow-programs" in info.json()["refusal"]["remedy"]
        assert is_fault(client.post("/api/studies/program/jobs", json={"fill": {}}), 403)
        for path in ("ask", "plan"):
            client.post(f"/api/studies/program/{path}", json={"question": "leave_one_out"})
        assert client.get("/api/studies/program/cells").json()["states"] == "3333"
        assert not (home / "ran").exists()
    with client_of(tmp_path, allow_programs=True) as client:
        client.post("/api/studies/program/jobs", json={"fill": {}, "wait": 10})
        assert (home / "ran").exists()


def test_a_study_outside_the_folder_is_not_opened(tmp_path: Path) -> None:
    write_study(tmp_path / "elsewhere", "secret")
    folder = tmp_path / "folder"
    write_study(folder)
    (folder / "link").symlink_to(tmp_path / "elsewhere" / "secret")
    with client_of(tmp_path) as client:
        for name in ("secret", "link", "../elsewhere/secret", "..%2Felsewhere%2Fsecret"):
            assert is_fault(client.get(f"/api/studies/{name}"), 404), name


def test_a_study_of_the_folder_cannot_read_files_outside_of_it(tmp_path: Path) -> None:
    path = write_study(tmp_path / "folder")
    outside = tmp_path / "secret.csv"
    outside.write_bytes((path.parent / "data.csv").read_bytes())
    text = path.read_text("utf-8").replace('"data.csv"', '"../../secret.csv"')
    path.write_text(text, "utf-8")
    with client_of(tmp_path) as client:
        assert is_fault(client.get("/api/studies/mine"), 403)
    with client_of(tmp_path, outside=(path,)) as client:
        assert client.get("/api/studies/mine").is_success


def test_a_study_named_at_the_start_is_opened_wherever_it_is(tmp_path: Path) -> None:
    path = write_study(tmp_path / "elsewhere", "asked")
    settings = SiteSettings(bank=tmp_path / "bank", outside=(path,), first=str(path.parent))
    studies = Studies(settings)
    assert studies.first == "asked"
    assert studies.open("asked").grid.study.universe.names == ("blue", "green", "red")


def test_a_study_that_cannot_be_read_is_listed_with_what_is_wrong(tmp_path: Path) -> None:
    path = write_study(tmp_path / "folder")
    path.write_text('[study]\ntitel = "x"\n', "utf-8")
    with client_of(tmp_path) as client:
        listed = {one["name"]: one for one in client.get("/api/studies").json()["studies"]}
        assert "title" in listed["mine"]["fault"]["remedy"]
        assert is_fault(client.get("/api/studies/mine"), 422)
        assert client.get("/explorer/mine").status_code == 200


def test_changed_data_is_another_study(tmp_path: Path) -> None:
    path = write_study(tmp_path / "folder")
    with client_of(tmp_path) as client:
        client.post("/api/studies/mine/jobs", json={"fill": {}, "wait": 10})
        data = path.parent / "data.csv"
        data.write_text(data.read_text("utf-8").replace("red,0.1,1.2,yes", "red,0.1,1.2,no"))
        rows = client.get("/api/studies/mine/cells").json()
        members, states = rows["rows"]["members"], rows["states"]
        red = 1 << members.index("red")
        assert [state == "3" for state in states] == [bool(row & red) for row in range(8)]


def test_a_question_that_wants_too_many_worlds_is_refused_before_it_starts(tmp_path: Path) -> None:
    with client_of(tmp_path, most_rows=6) as client:
        reply = client.post("/api/studies/mine/ask", json={"question": "shapley"})
        assert is_fault(reply, 422)
        assert client.get("/api/studies/mine/cells").json()["states"] == "3" * 8
        job = client.post("/api/studies/mine/jobs", json={"fill": {}, "wait": 10}).json()
        assert (job["filled"]["trained"], job["filled"]["over_budget"]) == (6, 2)


def test_jobs_are_bounded_and_one_that_runs_is_not_started_twice(tmp_path: Path) -> None:
    with client_of(tmp_path, most_jobs=0) as client:
        assert is_fault(client.post("/api/studies/mine/jobs", json={"fill": {}}), 429)
        assert is_fault(client.get("/api/jobs/none"), 404)
        assert is_fault(client.post("/api/studies/mine/jobs", json={}), 422)


@pytest.mark.parametrize("name", ["<b>bold</b>", '"; drop', "日本", "a&b=c?d#e", "%2e%2e"])
def test_names_are_hostile_text(tmp_path: Path, name: str) -> None:
    path = write_study(tmp_path / "folder", title=name)
    data = path.parent / "data.csv"
    data.write_text(
        data.read_text("utf-8").replace("red,", f'"{name.replace(chr(34), chr(34) * 2)}",')
    )
    with client_of(tmp_path) as client:
        told = client.get("/api/studies/mine").json()
        assert name in [one["name"] for one in told["objects"]]
        page = client.get("/explorer/mine").text
        assert "<b>bold" not in page
        cells = client.post("/api/studies/mine/cells", json={"worlds": [{name: 1}]})
        assert cells.is_success
