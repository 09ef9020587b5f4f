"""Every command, on the smallest study that ships and on a CSV of one's own."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from datacounterfactuals.asking.loop import ask
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.cli.app import app
from datacounterfactuals.cli.terminal import plain
from datacounterfactuals.questions.catalogue import question
from datacounterfactuals.study.loading import load
from tests.cli.support import RUNNER, datacf, one_line, write_people


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a study made by `datacf init`, and an empty bank."""
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    data = write_people(tmp_path)
    monkeypatch.chdir(tmp_path)
    datacf("init", data.name, "--target", "income", "--objects", "region")
    return tmp_path


# studies, init, refit


def test_studies_lists_what_ships_and_what_lies_here(people: Path) -> None:
    listed = datacf("studies", "--json").json()
    words = [one["study"] for one in listed]
    assert {"four", "corpora", "census", "digits", "letters", "study.toml"} <= set(words)
    shown = datacf("studies").out
    assert all(word in shown for word in words)


def test_a_broken_study_is_listed_with_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.toml").write_text("[study]\nnmae = 'x'\n")
    last = datacf("studies", "--json").json()[-1]
    assert last["study"] == "study.toml"
    assert last["title"].startswith("cannot be read")


def test_init_writes_a_study_that_works_unedited(people: Path) -> None:
    assert (people / "study.toml").is_file()
    grid = datacf("grid", "--json").json()
    assert grid["objects"] == ["east", "north", "south", "west"]
    assert len(grid["worlds"]) == 16
    assert {world["state"] for world in grid["worlds"]} <= {"real", "fallback"}


def test_init_says_which_columns_there_are(people: Path) -> None:
    said = one_line(datacf("init", "people.csv", "--target", "income", code=2))
    assert "--objects is not given" in said
    assert "age, job, region, income" in said
    said = one_line(
        datacf("init", "people.csv", "--target", "imcome", "--objects", "region", "--force", code=2)
    )
    assert "income" in said


def test_init_writes_over_nothing_unless_told(people: Path) -> None:
    words = ["init", "people.csv", "--target", "income", "--objects", "region"]
    assert "--force" in one_line(datacf(*words, code=2))
    datacf(*words, "--force")


def test_refit_asks_first_and_says_that_the_grid_is_another(people: Path) -> None:
    datacf("fill", "--rows", "2")
    before = load(".").fingerprint.hex()
    said = datacf("refit", answer="n\n", code=130)
    assert "another grid" in said.err
    done = datacf("refit", "--yes", "--json").json()
    assert done["before"] == before
    assert done["changed"] is False
    with (people / "people.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"9{number},pilot,north,high\n" for number in range(40))
    done = datacf("refit", "--yes", "--json").json()
    assert done["changed"] is True
    assert done["after"] == load(".").fingerprint.hex() != before


def test_a_shipped_study_is_not_refitted() -> None:
    assert "ships with" in one_line(datacf("refit", "four", "--yes", code=2))


# grid, fill, plan


def test_the_grid_shows_every_world_as_dots_with_its_scores() -> None:
    said = datacf("grid", "four")
    assert "● ● ● ●" in said.out
    assert "○ ○ ○ ○" in said.out
    assert "fallback" in said.out
    assert "\033" not in said.out


def test_the_grid_as_json_is_what_the_bank_holds() -> None:
    grid = datacf("grid", "four", "--json").json()
    full = next(world for world in grid["worlds"] if world["size"] == 4)
    names = [column["name"] for column in grid["columns"]]
    (answer,) = ask("four", question("scaling"), progress=None)
    assert [full[name] for name in names] == [answer.value("4", name) for name in names]


def test_an_unfilled_grid_can_be_looked_at_without_training(people: Path) -> None:
    grid = datacf("grid", "--held", "--json").json()
    assert {world["state"] for world in grid["worlds"]} == {"not held"}
    said = datacf("grid", "--held")
    assert "16 of 16 worlds are not trained: datacf fill" in said.err


def test_another_metric_is_read_off_the_same_cells() -> None:
    datacf("fill", "four")
    columns = datacf("grid", "four", "--metric", "balanced_accuracy", "--held", "--json").json()
    assert {column["metric"] for column in columns["columns"]} == {"balanced_accuracy"}
    assert all(world["state"] != "not held" for world in columns["worlds"])


def test_a_grid_that_nobody_could_look_at_is_refused() -> None:
    assert "too many to look at" in one_line(datacf("grid", "digits-points", code=2))


def test_fill_trains_each_row_once(people: Path) -> None:
    first = datacf("fill", "--json").json()
    again = datacf("fill", "--json").json()
    assert (first["trained"], again["trained"]) == (16, 0)
    assert again["held"] == 16
    assert "16 were in the bank" in datacf("fill").out


def test_fill_takes_worlds_sizes_and_budgets(people: Path) -> None:
    some = datacf("fill", "-w", "north,south", "-w", "size=1", "-w", "full", "--json").json()
    assert (some["worlds"], some["trained"]) == (6, 6)
    rest = datacf("fill", "--rows", "3", "--json").json()
    assert (rest["trained"], rest["over_budget"]) == (3, 7)
    assert "'Y'" in one_line(datacf("fill", "-w", "Y", code=2))
    assert "size=2" in one_line(datacf("fill", "-w", "size=two", code=2))


def test_plan_says_what_questions_want_and_share(people: Path) -> None:
    made = plan(load("."), question("shapley"), question("leave_one_out"))
    said = datacf("plan", "shapley", "leave_one_out", "--json").json()
    assert said == plain(made.to_json())
    assert (said["wanted"], said["held"], said["shared"]) == (16, 0, 5)
    words = datacf("plan", "shapley", "leave_one_out").out
    assert "16 rows wanted, 0 in the bank, 5 shared between questions, 16 to train" in words


def test_plan_exports_one_run_a_line(people: Path) -> None:
    datacf("plan", "leave_one_out", "--export", "jobs.jsonl")
    lines = [json.loads(line) for line in (people / "jobs.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 5
    assert sum(len(line["objects"]) == 4 for line in lines) == 1
    assert {line["study"] for line in lines} == {"people"}


# ask, chart


def test_ask_prints_the_answer_that_python_gives() -> None:
    questions = [question("shapley"), question("leave_one_out")]
    ask("four", *questions, progress=None)
    answers = [plain(answer.to_json()) for answer in ask("four", *questions, progress=None)]
    said = datacf("ask", "four", "shapley", "leave_one_out", "--json").json()
    for answer in (*answers, *said):
        answer["cost"].pop("seconds")
    assert said == answers


def test_ask_says_the_table_the_claim_and_the_cost() -> None:
    said = datacf("ask", "four", "leave_one_out", "-p", "group=A,B").out
    assert "What is lost when an object" in said
    assert "+ helps, − harms" in said
    for word in ("what changed", "against", "landed", "held fixed", "supports", "does not show"):
        assert word in said
    assert "rows wanted" in said
    assert "source not measured" in said


def test_ask_measures_the_source_when_told_to(people: Path) -> None:
    (answer,) = datacf("ask", "leave_one_out", "--source", "3", "--json").json()
    assert answer["uncertainty"]["source"]["state"] == "measured"


def test_ask_reads_the_slices_objects_and_metric_that_are_named(people: Path) -> None:
    words = ["ask", "shapley", "--metric", "log_loss", "--slices", "all"]
    (answer,) = datacf(*words, "--objects", "north,south,east", "--json").json()
    assert [column["name"] for column in answer["columns"]] == ["all"]
    assert answer["columns"][0]["metric"] == "log loss"
    assert [label[0] for label in answer["labels"]] == ["east", "north", "south"]


def test_an_answer_over_budget_is_incomplete_and_says_so(people: Path) -> None:
    said = datacf("ask", "shapley", "--rows", "2").out
    assert "worlds have no score" in said


def test_answers_are_written_by_suffix(tmp_path: Path) -> None:
    (answer,) = ask("four", question("shapley"), progress=None)
    for name in ("a.csv", "a.parquet", "a.json", "a.svg", "a.png", "a.html"):
        said = datacf("ask", "four", "shapley", "--out", tmp_path / name)
        assert f"wrote {tmp_path / name}" in said.err
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["value"]) for row in rows] == [r["value"] for r in answer.records()]
    (count,) = (
        duckdb.connect().execute(f"SELECT count(*) FROM '{tmp_path / 'a.parquet'}'").fetchall()[0]
    )
    assert count == len(rows)
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))[0]["question"] == "shapley"
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_two_answers_make_no_single_picture(tmp_path: Path) -> None:
    words = ["ask", "four", "shapley", "banzhaf", "--out", tmp_path / "a.svg"]
    assert "more than one picture" in one_line(datacf(*words, code=2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["shapley", "interaction", "envelope", "grid"])
def test_chart_draws_a_question_or_the_grid(name: str, tmp_path: Path) -> None:
    datacf("chart", "four", name, "--out", tmp_path / "a.svg", "--dark")
    assert "#14161a" in (tmp_path / "a.svg").read_text("utf-8")


def test_chart_draws_one_question_at_a_time(tmp_path: Path) -> None:
    assert "shows one question" in one_line(datacf("chart", "four", "shapley", "banzhaf", code=2))
    assert ".svg, .png" in one_line(
        datacf("chart", "four", "shapley", "--out", tmp_path / "a.tif", code=2)
    )


# runs from elsewhere

RUNS = """\
run,A,B,C,seed,loss,cost
r1,1,1,1,0,2.31,3
r2,1,1,1,1,2.35,3
r3,0,1,1,0,2.9,2
r4,1,0,0,0,2.7,1
r5,0,0,0,0,4.0,0.1
"""


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the study of a table of runs in `table`."""
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text(RUNS, "utf-8")
    said = datacf("import-runs", "table.csv").out
    assert "B and C always move together" in said
    return tmp_path


def test_imported_runs_answer_what_they_can_and_predict_the_rest(runs: Path) -> None:
    (answer,) = datacf("ask", "table", "shapley", "--json").json()
    assert "predicted by" in answer["facts"]
    (exact,) = datacf("ask", "table", "shapley", "--exact", "--json").json()
    assert exact["status"] == "incomplete"
    assert len(exact["gaps"]) == 4
    shown = datacf("grid", "table")
    assert "4 of 8 worlds are not run" in shown.err
    assert "runs from elsewhere" in one_line(datacf("fill", "table", code=2))


def test_importing_the_same_runs_again_adds_nothing(runs: Path) -> None:
    again = datacf("import-runs", "table.csv", "--json").json()
    assert (again["added"], again["there"]) == (0, 5)
    (runs / "more.csv").write_text("run,A,B,C,seed,loss,cost\nr6,1,0,1,0,2.5,2\n", "utf-8")
    more = datacf("import-runs", "more.csv", "--into", "table", "--json").json()
    assert (more["added"], more["there"]) == (1, 0)


def test_scores_may_say_which_way_is_better(runs: Path) -> None:
    words = ["import-runs", "table.csv", "--into", "other", "--scores"]
    datacf(*words, "loss=more", "--json")
    assert datacf("grid", "other", "--json").json()["columns"][0]["better"] == 1
    assert "loss=more or loss=less" in one_line(datacf(*words, "loss=up", code=2))


def test_next_names_the_runs_and_exports_them(runs: Path) -> None:
    words = ["next", "table", "--runs", "2", "--for", "shapley"]
    named = datacf(*words, "--export", "jobs.jsonl", "--json").json()
    lines = [json.loads(line) for line in (runs / "jobs.jsonl").read_text("utf-8").splitlines()]
    assert [line["objects"] for line in lines] == [run["objects"] for run in named["runs"]]
    assert len(lines) == 2
    assert all(line in datacf(*words).out for line in named["words"])
    assert "has a learner" in one_line(datacf("next", "four", code=2))


def test_the_report_is_a_page_that_needs_nothing_else(runs: Path) -> None:
    assert "wrote report.html" in datacf("report", "table").err
    page = (runs / "report.html").read_text("utf-8")
    assert "<svg" in page
    said = datacf("report", "table", "scaling", "--out", "report.md", "--json").json()
    assert [answer["question"] for answer in said["answers"]] == ["scaling"]
    assert (runs / "report.md").read_text("utf-8") == said["markdown"]
    assert ".html, .md" in one_line(datacf("report", "table", "--out", "a.pdf", code=2))
    assert "has a learner" in one_line(datacf("report", "four", code=2))


def test_cite_says_the_fingerprint_and_the_licence() -> None:
    cited = datacf("cite", "census", "--json").json()
    assert cited["fingerprint"] == load("census").fingerprint.hex()
    assert cited["fingerprint"] in datacf("cite", "census").out
    assert datacf("cite", "census", "--form", "bibtex").out.startswith("@misc{")


def test_finished_scores_are_exported_with_their_citation(people: Path) -> None:
    datacf("fill")
    datacf("bank", "export", "--out", "cells.jsonl")
    head, *lines = (people / "cells.jsonl").read_text("utf-8").splitlines()
    assert json.loads(head)["about"]["cite"].startswith("@misc{")
    assert len(lines) == 16
    taken = datacf("import-runs", "cells.jsonl", "--into", "copy", "--scores", "all=more", "--json")
    assert taken.json()["added"] == 16


# bank


def test_the_bank_shows_verifies_and_compacts(people: Path) -> None:
    datacf("fill")
    shown = datacf("bank", "--json").json()
    mine = load(".").fingerprint.hex()
    (vault,) = [one for one in shown["vaults"] if one["fingerprint"] == mine]
    assert vault["rows"] == 16
    assert mine[:8] in datacf("bank", "show").out
    checked = datacf("bank", "verify", "--json").json()
    assert all(one["sound"] for one in checked)
    after = datacf("bank", "compact", "--json").json()
    assert after["bytes_after"] > 0
    assert datacf("fill", "--json").json()["trained"] == 0


def test_exported_cells_are_at_home_in_another_bank(
    people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datacf("fill")
    before = datacf("grid", "--json").json()
    said = datacf("bank", "export", "--out", "cells.parquet", "--json").json()
    assert said["rows"] == 16
    query = "SELECT DISTINCT north, south FROM 'cells.parquet' ORDER BY ALL"
    pairs = duckdb.connect().execute(query).fetchall()
    assert pairs == [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
    monkeypatch.setenv("DATACF_BANK", str(people / "other"))
    assert datacf("bank", "import", "cells.parquet", "--json").json()["new"] == 16
    assert datacf("bank", "import", "cells.parquet", "--json").json()["new"] == 0
    assert datacf("fill", "--json").json()["trained"] == 0
    assert datacf("grid", "--json").json() == before
    assert "exported" in one_line(datacf("bank", "import", "people.csv", code=2))


def test_failed_rows_are_forgotten_on_request() -> None:
    assert datacf("bank", "forget-failed", "--json").json() == {"forgotten": 0}
    assert "no vault begins with 'zz'" in one_line(datacf("bank", "forget-failed", "zz", code=2))


# mistakes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ask", "four", "shaply"], "Did you mean 'shapley'?"),
        (["ask", "nowhere", "shapley"], "no question and no study is named 'nowhere'"),
        (["grid", "forr"], "Did you mean 'four'?"),
        (["ask", "four", "shapley", "--metric", "accuracee"], "Did you mean 'accuracy'?"),
        (["ask", "four", "shapley", "--metric", "r2"], "does not fit"),
        (["ask", "four", "shapley", "--slices", "nrth"], "Did you mean 'north'?"),
        (["ask", "four", "shapley", "--objects", "A,E"], "no object is named 'E'"),
        (["ask", "four", "shapley", "--out", "a.xlsx"], ".parquet"),
        (["ask", "four", "shapley", "--rows", "-1"], "--rows"),
        (["ask", "four"], "no question is asked"),
    ],
)
def test_a_mistake_is_one_line_with_its_remedy(words: list[str], said: str) -> None:
    assert said in one_line(datacf(*words, code=2))


def test_the_traceback_is_there_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATACF_DEBUG", "1")
    said = RUNNER.invoke(app, ["ask", "four", "shaply"])
    assert said.exit_code == 2
    assert "Traceback" in said.stderr
    assert said.stderr.splitlines()[-1].startswith("error: no question")
