"""Cells, answers and charts as files."""

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import httpx
import pytest

from datacounterfactuals.data.tables import csv_text, parquet_bytes, unique
from datacounterfactuals.runs.importing import import_runs
from datacounterfactuals.site.downloading import disposition
from tests.site.support import client_of, is_fault, write_study

HOSTILE = 'a"b; é=<b>&\u202e'


def rows(reply: httpx.Response) -> list[dict[str, str]]:
    assert reply.is_success, reply.text
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(reply.text)))


def parquet(reply: httpx.Response, folder: Path) -> list[dict[str, Any]]:
    assert reply.is_success, reply.text
    assert reply.headers["content-type"] == "application/vnd.apache.parquet"
    path = folder / "table.parquet"
    path.write_bytes(reply.content)
    found = duckdb.connect().execute(f"SELECT * FROM '{path}'")
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def fill(client: httpx.Client, study: str = "mine", **wanted: Any) -> None:
    reply = client.post(f"/api/studies/{study}/jobs", json={"fill": wanted, "wait": 10})
    assert reply.json()["state"] == "done"


def test_cells_are_the_same_in_every_form(client: httpx.Client, tmp_path: Path) -> None:
    fill(client)
    told = client.get("/api/studies/mine/cells").json()
    listed = rows(client.get("/api/studies/mine/cells.csv"))
    kept = parquet(client.get("/api/studies/mine/cells.parquet"), tmp_path)
    assert len(listed) == len(kept) == told["count"] == 8
    for place, column in enumerate(told["columns"]):
        shown = told["shown"][place]
        assert [float(row[column["name"]]) for row in listed] == shown
        assert [row[column["name"]] for row in kept] == shown
    whole = [row for row in kept if row["size"] == 3]
    assert [row["with red"] for row in whole] == [1.0]
    assert whole[0]["world"] == "blue, green, red"
    assert {row["state"] for row in listed} == {"real", "fallback"}


def test_what_is_not_held_is_empty_and_nothing_is_trained(client: httpx.Client) -> None:
    listed = rows(client.get("/api/studies/mine/cells.csv"))
    assert {row["state"] for row in listed} == {"not held"}
    assert {row["all"] for row in listed} == {""}
    assert client.get("/api/studies/mine/cells").json()["states"] == "3" * 8


def test_metric_slices_and_extensions_are_those_that_are_asked_for(client: httpx.Client) -> None:
    fill(client, plus=["flip:red"])
    query = {"metric": "log_loss", "slices": ["north"], "plus": ["flip:red"]}
    listed = rows(client.get("/api/studies/mine/cells.csv", params=query))
    assert len(listed) == 12
    assert list(listed[0]) == [
        "world", "size", "state", "with blue", "with green", "with red", "with red*", "north"
    ]  # fmt: skip
    told = client.get("/api/studies/mine/cells", params=query).json()
    assert [float(row["north"]) for row in listed] == told["shown"][0]
    assert listed[-1]["world"] == 'blue, green, "red*"'


def test_an_answer_is_a_table_of_its_values(client: httpx.Client, tmp_path: Path) -> None:
    fill(client)
    asked = client.post("/api/studies/mine/ask", json={"question": "shapley"}).json()["answer"]
    query = {"question": "shapley"}
    listed = rows(client.get("/api/studies/mine/answer.csv", params=query))
    kept = parquet(client.get("/api/studies/mine/answer.parquet", params=query), tmp_path)
    values = [value for row in asked["values"] for value in row]
    assert [float(row["value"]) for row in listed] == values
    assert [row["value"] for row in kept] == values
    assert [row["object"] for row in listed[:3]] == ["blue"] * 3
    assert all(float(row["evaluation_error"]) >= 0 for row in listed)
    less = rows(
        client.get(
            "/api/studies/mine/answer.csv",
            params={"question": "leave_one_out", "p.group": "red, blue"},
        )
    )
    assert "blue + red" in {one for row in less for one in row.values()}


def test_predictions_stand_beside_runs(tmp_path: Path) -> None:
    lines = ["A,B,C,score"]
    for number in (7, 6, 5, 4, 2):
        held = [number >> bit & 1 for bit in range(3)]
        lines.append(",".join(map(str, (*held, 0.3 + 0.2 * held[0] + 0.1 * held[1]))))
    table = tmp_path / "runs.csv"
    table.write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "folder").mkdir()
    import_runs(table, into=tmp_path / "folder" / "elsewhere", bank=tmp_path / "bank")
    with client_of(tmp_path) as client:
        listed = rows(client.get("/api/studies/elsewhere/cells.csv"))
    by_world = {row["world"]: row for row in listed}
    assert by_world["ABC"]["score predicted"] == ""
    new = by_world["AB"]
    assert new["score"] == ""
    assert float(new["score predicted, low"]) <= float(new["score predicted"])
    assert float(new["score predicted"]) <= float(new["score predicted, high"])


def test_charts_come_as_svg_png_and_specification(client: httpx.Client) -> None:
    fill(client)
    kinds = {"svg": "image/svg+xml", "png": "image/png", "vl.json": "application/json"}
    for kind, media in kinds.items():
        reply = client.get(
            f"/api/studies/mine/chart.{kind}", params={"question": "shapley", "column": "all"}
        )
        assert reply.is_success
        assert reply.headers["content-type"].startswith(media)
        assert f"mine-shapley.{kind}" in reply.headers["content-disposition"]
        assert reply.headers["content-disposition"].startswith("inline")
        if kind == "png":
            assert reply.content.startswith(b"\x89PNG")
        if kind == "vl.json":
            assert "vega-lite" in json.loads(reply.text)["$schema"]
    assert is_fault(client.get("/api/studies/mine/chart.png", params={"question": "x"}), 422)


def test_the_names_of_studies_cannot_break_out_of_a_files_name(tmp_path: Path) -> None:
    written = write_study(tmp_path / "folder", "plain", title="Plain")
    shutil.move(written.parent, tmp_path / "folder" / HOSTILE)
    with client_of(tmp_path) as client:
        for kind in ("csv", "parquet"):
            reply = client.get(f"/api/studies/{HOSTILE}/cells.{kind}")
            assert reply.is_success, reply.text
            told = reply.headers["content-disposition"]
            plain = re.fullmatch(
                r"attachment; filename=\"([\w.-]+)\"; filename\*=UTF-8''([\w.%~-]+)", told, re.ASCII
            )
            assert plain is not None
            assert unquote(plain[2]) == f"a_b_é=_b_&.{kind}"


@pytest.mark.parametrize("word", ["", "..", "\r\nset-cookie: a=b", "/etc/passwd", "x" * 500, "é\\"])
def test_any_word_makes_a_header_of_one_line(word: str) -> None:
    told = disposition("csv", word, "shapley")
    assert told.isascii()
    assert not set(told) & set("\r\n\\/")
    assert len(told) < 900
    assert told.startswith("attachment; filename=")


def test_a_spreadsheet_runs_no_text_and_numbers_stay_numbers() -> None:
    text = csv_text([{"=cmd": "+1", "value": -1.5}, {"=cmd": "@x", "value": None}], guarded=True)
    assert text == "'=cmd,value\n'+1,-1.5\n'@x,\n"
    assert csv_text([{"=cmd": "+1"}]) == "=cmd\n+1\n"


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    assert unique(["a", "A", "a (2)", "b"]) == ["a", "A (2)", "a (2) (2)", "b"]
    path = tmp_path / "a.parquet"
    strange = "q\"u'o;te"
    path.write_bytes(parquet_bytes([{"a": 1.0, "A": "x", strange: True}]))
    found = duckdb.connect().execute(f"SELECT * FROM '{path}'")
    assert [one[0] for one in found.description or ()] == ["a", "A (2)", strange]
    assert found.fetchall() == [(1.0, "x", True)]


def test_files_that_are_not_there_are_said_so(client: httpx.Client) -> None:
    assert is_fault(client.get("/api/studies/mine/cells.xlsx"), 422)
    assert is_fault(client.get("/api/studies/none/cells.csv"), 404)
    assert is_fault(client.get("/api/studies/mine/answer.csv"), 422)
    assert is_fault(client.get("/api/studies/mine/cells.csv", params={"plus": "x"}), 422)
