"""A study of runs made elsewhere, on the site."""

from pathlib import Path

from datacounterfactuals.runs.importing import import_runs
from tests.site.support import client_of, is_fault

TABLE = """A,B,C,score,seed
1,1,1,0.90,1
1,1,1,0.91,2
0,1,1,0.71,1
0,1,1,0.72,2
1,0,1,0.85,1
1,0,1,0.86,2
1,1,0,0.80,1
1,1,0,0.82,2
"""


def test_runs_made_elsewhere_are_shown_and_answered_and_nothing_is_trained(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    table = tmp_path / "runs.csv"
    table.write_text(TABLE, "utf-8")
    import_runs(table, into=folder / "elsewhere", bank=tmp_path / "bank")
    with client_of(tmp_path) as client:
        told = client.get("/api/studies/elsewhere/cells").json()
        assert told["count"] == 8
        assert told["states"] == "00003333"
        assert told["shown"][0][0] == (0.90 + 0.91) / 2
        reply = client.post("/api/studies/elsewhere/ask", json={"question": "leave_one_out"})
        asked = reply.json()
        values = dict(zip("ABC", asked["answer"]["values"], strict=True))
        assert abs(values["A"][0] - 0.19) < 1e-9
        assert asked["answer"]["cost"]["trained"] == 0
        assert is_fault(client.post("/api/studies/elsewhere/jobs", json={"fill": {}}), 403)
        more = client.post("/api/studies/elsewhere/ask", json={"question": "shapley"})
        assert more.json()["answer"]["status"] != "complete"


def test_what_was_not_run_is_predicted_with_its_interval_where_the_runs_reach(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    lines = ["A,B,C,D,score"]
    for number in range(16):
        held = [number >> bit & 1 for bit in range(4)]
        if sum(held) > 1 and number != 7:
            score = 0.5 + 0.1 * held[0] + 0.05 * held[1] - 0.02 * held[2] + 0.001 * (number % 3)
            lines.append(",".join(map(str, (*held, score))))
    table = tmp_path / "runs.csv"
    table.write_text("\n".join(lines) + "\n", "utf-8")
    import_runs(table, into=folder / "elsewhere", bank=tmp_path / "bank")
    with client_of(tmp_path) as client:
        told = client.get("/api/studies/elsewhere/cells").json()
    (said,) = told["predicted"]
    worlds = told["rows"]["worlds"]
    assert "surface fitted to 10 runs" in said["by"]
    assert said["rows"] == [row for row, world in enumerate(worlds) if set(world) == set("ABC")]
    (row,) = said["rows"]
    assert told["shown"][0][row] is None
    assert told["states"][row] == "3"
    (low, shown, high) = (said[key][0] for key in ("low", "shown", "high"))
    assert low < shown < high
    assert abs(shown - 0.63) < 0.01
    assert all(one is None for one in told["oriented"])


def test_a_study_that_trains_predicts_nothing(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        told = client.get("/api/studies/four/cells").json()
    assert told["predicted"] == [None] * len(told["columns"])
