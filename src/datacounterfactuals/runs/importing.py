"""Importing a table of runs: reading it, adding it to what is there, and writing the study."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.runs.costs import CostModel
from datacounterfactuals.runs.design import Design, design_of
from datacounterfactuals.runs.filing import RUNS, write_study
from datacounterfactuals.runs.merging import Merged, merge, numbered
from datacounterfactuals.runs.observed import Observed, deposit, held_runs
from datacounterfactuals.runs.reading import Declared, read_runs
from datacounterfactuals.runs.source import read_table
from datacounterfactuals.runs.table import Kind, RunTable
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.declaring import declare, read_declaration
from datacounterfactuals.study.loading import FILE
from datacounterfactuals.study.observing import observed_study

JOBS = "jobs.jsonl"


@final
@dataclass(frozen=True, eq=False)
class Imported:
    """What an import did, and what the runs can tell.

    `added` runs are new, `there` were known, `corrected` had another score before, `completed`
    lacked one. `notes`: what was guessed, in words.
    """

    observed: Observed
    added: int
    there: int
    corrected: int
    completed: int
    notes: tuple[str, ...]
    design: Design

    def words(self) -> list[str]:
        """In lines, for a terminal."""
        said = [f"{self.observed.name}: {self.added} runs added"]
        for count, what in (
            (self.there, "were there already"),
            (self.corrected, "corrected"),
            (self.completed, "completed"),
        ):
            if count:
                said.append(f"{count} {what}")
        return [", ".join(said), *self.notes, "", *self.design.words()]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        folder = self.observed.folder
        return {
            "study": self.observed.name,
            "path": None if folder is None else str(folder / FILE),
            "added": self.added,
            "there": self.there,
            "corrected": self.corrected,
            "completed": self.completed,
            "notes": list(self.notes),
            "design": self.design.to_json(),
        }


def import_runs(
    source: Any,
    into: Path | str | None = None,
    *,
    name: str | None = None,
    title: str = "",
    run: str | None = None,
    objects: Sequence[str] | None = None,
    scores: Declared | None = None,
    seed: str | None = None,
    cost: str | None = None,
    kind: Kind | None = None,
    jobs: Path | str | None = None,
    correct: bool = False,
    bank: Bank | Path | str | None = None,
) -> Imported:
    """Make an observed study of a table of runs, or add runs to one.

    `source`: a CSV, Parquet or JSON file, lines of JSON as `export_jobs` writes them, or a frame.
    `into`: the folder of its study.toml and runs.csv, by default one beside the file, named like
    it; a frame without `into` is written nowhere. `run`, `objects`, `scores` (names, or which way
    each is better: "more" or "less"), `seed` and `cost` name columns, and `kind` what the object
    columns say; each is guessed if it is not given. `jobs`: the exported jobs that the results
    answer (by default the jobs.jsonl in the folder). `correct`: changed scores replace those that
    are there. Raises StudyError.
    """
    folder = _folder(source, into)
    before = _before(folder)
    old = None if before is None or folder is None else held_runs(before, folder / FILE)
    given = jobs
    if given is None and folder is not None and (folder / JOBS).is_file():
        given = folder / JOBS
    raw = read_table(source, given, () if old is None else old.objects)
    if before is not None and before.observed is not None and old is not None:
        observed = before.observed
        there = set(raw.names)
        kind = kind or old.kind
        run = run or (observed.run if observed.run in there else None)
        seed = seed or (observed.seed if observed.seed in there else None)
        cost = cost or (observed.cost if observed.cost in there else None)
        if objects is None and set(old.objects) <= there:
            objects = _objects(old, raw.names, observed_roles(before))
        known = {score.name: score.word for score in old.scores if score.name in there}
        scores = scores or known or None
    read = read_runs(
        raw, run=run, objects=objects, scores=scores, seed=seed, cost=cost, kind=kind,
        sizes=None if old is None else dict(zip(old.objects, old.sizes.tolist(), strict=True)),
    )  # fmt: skip
    if old is None:
        merged = Merged(read.runs, len(read.runs), 0, 0, 0)
    else:
        merged = merge(old, read.runs, correct)
    runs = numbered(merged.runs)
    edition = _edition(before, merged, runs)
    called = name or (before.study.name if before is not None else "") or _called(source, folder)
    declaration = _declared(before, called, title, runs, edition)
    if folder is not None:
        write_study(folder, declaration, runs)
    study = observed_study(declaration)
    return Imported(
        deposit(study, runs, folder, bank),
        merged.added, merged.there, merged.corrected, merged.completed,
        read.notes, design_of(runs),
    )  # fmt: skip


def observed_roles(declaration: Declaration) -> set[str]:
    """The columns of its runs.csv that are no objects."""
    observed = declaration.observed
    assert observed is not None
    named = {observed.run, observed.seed, observed.cost} - {None}
    return {str(one) for one in named} | {score.name for score in observed.scores}


def _objects(old: RunTable, names: Sequence[str], others: set[str]) -> list[str] | None:
    """The known objects when the table has no column beside what is known, else a new guess."""
    extra = set(names) - set(old.objects) - others
    return None if extra else list(old.objects)


def _folder(source: Any, into: Path | str | None) -> Path | None:
    if into is not None:
        path = Path(into)
        return path.parent if path.suffix.lower() == ".toml" else path
    if not isinstance(source, str | Path):
        return None
    path = Path(source)
    return path.with_name(path.name.split(".")[0])


def _before(folder: Path | None) -> Declaration | None:
    if folder is None or not (folder / FILE).is_file():
        return None
    declaration = read_declaration(folder / FILE)
    if declaration.observed is None:
        raise StudyError(
            f"{folder / FILE} is a study with a learner", "Import the runs into another folder"
        )
    return declaration


def _called(source: Any, folder: Path | None) -> str:
    if folder is not None:
        return folder.resolve().name
    return Path(source).stem if isinstance(source, str | Path) else "runs"


def _edition(before: Declaration | None, merged: Merged, runs: RunTable) -> str:
    """Added runs keep the edition; a corrected or completed score makes another, so that no cell
    from before is served."""
    if before is None or before.observed is None or merged.corrected or merged.completed:
        return runs.edition
    return before.observed.edition


def _declared(
    before: Declaration | None, name: str, title: str, runs: RunTable, edition: str
) -> Declaration:
    costs = CostModel.of(runs).objects
    plain: dict[str, Any] = {
        "study": {"name": name, "title": title, "repeats": max(runs.repeats, 1)},
        "observed": {
            "runs": RUNS,
            "edition": edition,
            "weights": runs.kind,
            "run": runs.columns.get("run", "run"),
            "objects": [
                {"name": item, "size": float(size), "cost": float(cost)}
                for item, size, cost in zip(runs.objects, runs.sizes, costs, strict=True)
            ],
            "scores": [
                {"name": score.name, "better": score.word, "unit": score.unit}
                for score in runs.scores
            ],
        },
    }
    for role in ("seed", "cost"):
        if role in runs.columns:
            plain["observed"][role] = runs.columns[role]
    made = declare(plain)
    if before is None:
        return made
    about = before.study.model_copy(
        update={"repeats": made.study.repeats, "name": name, "title": title or before.study.title}
    )
    return before.model_copy(update={"study": about, "observed": made.observed})
