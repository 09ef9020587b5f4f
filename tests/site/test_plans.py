"""Plans over the web: a table comes in, a plan comes out, and the table is gone."""

import tempfile
from pathlib import Path

import pytest

from datacounterfactuals.site.faults import RefusedError
from datacounterfactuals.site.plans import allowed
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.site import Site
from tests.site.planned import ended, made, rides, send
from tests.site.support import client_of, is_fault


def test_a_plan_is_made_of_a_table_and_nothing_of_the_table_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with client_of(tmp_path) as client:
        job = made(client, rides(), lose=0.2, price=5)
        assert job["state"] == "done", job
        assert job["progress"]["done"] == job["progress"]["total"] > 100
        page = client.get(f"/plan/{job['id']}").text
        assert "How many must take part before the operator loses 20% of that?" in page
        wanted = "datacf plan-strike rides.csv --owner driver --target tip --lose 0.2 --price 5"
        assert wanted in page
        sheet = client.get(f"/plan/{job['id']}/sheet")
        assert "attachment" in sheet.headers["content-disposition"]
        article = page[page.index("<dl>") : page.index("</dl>")]
        assert article in sheet.text
        assert "<svg" in sheet.text
        assert "src=" not in sheet.text
        for look in ("picture", "picture-dark"):
            picture = client.get(f"/plan/{job['id']}/{look}.svg")
            assert picture.text.startswith("<svg")
    assert list(folder.iterdir()) == []


def test_the_columns_of_a_table_are_told_and_two_are_proposed(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        for mark in ",;\t":
            told = send(client, "", rides(mark=mark), file="C:\\my\\ri*des?.csv").json()
            assert (told["name"], told["records"]) == ("ri*des?.csv", 160)
            assert [one["name"] for one in told["columns"]] == [
                "driver", "km", "hour", "zone", "tip",
            ]  # fmt: skip
            assert (told["owner"], told["target"]) == ("driver", "tip")
        commas = rides(mark=";").replace(b".", b",")  # fewer drivers than different distances
        told = send(client, "", commas, file="rides.csv").json()
        assert told["columns"][1]["kind"] == "number"
        assert (told["owner"], told["target"]) == ("driver", "tip")
        sample = send(client, "", b"", sample="census").json()
        assert (sample["owner"], sample["target"]) == ("occupation", "income")


@pytest.mark.parametrize(
    ("file", "body", "said"),
    [
        ("rides.csv", b"", "rides.csv is empty"),
        ("rides.xlsx", b"PK", "rides.xlsx is not a table"),
        ("", b"a,b\n1,2\n", "without a name is not a table"),
        ("rides.csv", b"a,a\n1,2\n", "more than one column named 'a'"),
        ("rides.csv", b"a,b\n", "rides.csv has no rows"),
        ("rides.csv", "é,b\n1,2\n".encode("latin-1"), "rides.csv cannot be read"),
        ("rides.parquet", b"not that", "rides.parquet cannot be read"),
        ("rides.json", b"[{", "rides.json cannot be read"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_its_own_name(
    tmp_path: Path, file: str, body: bytes, said: str
) -> None:
    with client_of(tmp_path) as client:
        reply = send(client, "", body, file=file)
        assert is_fault(reply, 422), reply.text
        assert said in reply.json()["problem"]
        assert tempfile.gettempdir() not in reply.text


def test_a_plan_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        job = made(client, rides(), owner="zone")
        assert job["state"] == "failed"
        assert "names only 3 owners" in job["fault"]["problem"]
        page = client.get(f"/plan/{job['id']}")
        assert page.status_code == 200  # which tells what the job says
        assert f'data-watched="{job["id"]}"' in page.text
        assert is_fault(send(client, "", b"", sample="nothing"), 404)
        assert client.get("/plan/gone").status_code == 404
        assert client.get(f"/plan/{job['id']}/sheet").status_code == 404


def test_a_plan_can_be_stopped(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        asked = {"file": "r.csv", "owner": "driver", "target": "tip"}
        job = send(client, "/plans", rides(4_000), **asked).json()
        again = send(client, "/plans", rides(4_000), **asked).json()
        assert again["id"] == job["id"]
        client.delete(f"/api/jobs/{job['id']}")
        assert ended(client, job["id"])["state"] == "stopped"


def test_a_table_may_be_larger_than_other_bodies_but_not_than_its_bound(tmp_path: Path) -> None:
    with client_of(tmp_path, most_bytes=500, most_table_bytes=20_000) as client:
        assert send(client, "", rides(), file="rides.csv").status_code == 200
        assert is_fault(send(client, "", rides(4_000), file="rides.csv"), 413)
        assert is_fault(client.post("/api/studies/mine/plan", content=rides()), 413)


def test_a_server_that_only_reads_says_what_to_run_instead(tmp_path: Path) -> None:
    with client_of(tmp_path, read_only=True) as client:
        reply = send(client, "", rides(), file="rides.csv")
        assert is_fault(reply, 403)
        assert "datacf plan-strike" in reply.json()["remedy"]
        page = client.get("/plan").text
        assert 'data-closed="yes"' in page
        assert "datacf plan-strike" in page


def test_a_table_is_taken_from_the_same_machine_only() -> None:
    site = Site.of(SiteSettings(warm_up=False))
    for here in ("127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"):
        allowed(site, here)
    for away in ("10.0.0.2", "::ffff:10.0.0.2", "example.org", None):
        with pytest.raises(RefusedError):
            allowed(site, away)
