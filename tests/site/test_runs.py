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
        assert told["count"] == 4
        assert told["states"] == "0000"
        assert told["shown"][0][0] == (0.90 + 0.91) / 2
        reply = client.post("/api/studies/elsewhere/ask", json={"question": "leave_one_out"})
        asked = reply.json()
        values = dict(zip("ABC", asked["answer"]["values"], strict=True))
        assert abs(values["A"][0] - 0.19) < 1e-9
        assert asked["answer"]["cost"]["trained"] == 0
        assert is_fault(client.post("/api/studies/elsewhere/jobs", json={"fill": {}}), 403)
        more = client.post("/api/studies/elsewhere/ask", json={"question": "shapley"})
        assert more.json()["answer"]["status"] != "complete"
