"""Say what a study is: its objects, its slices, its split, what is held fixed."""

from dataclasses import asdict
from typing import Any

from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.show import listing
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.split import SplitReport
from datacounterfactuals.study.study import Study

app = options.command_app()


@app.command(epilog="For example: datacf about census")
def about(
    word: options.StudyWord = None, study: options.Study = None, as_json: options.AsJson = False
) -> None:
    """Say what a study is made of: how many rows each object and each class has in training and
    held out, how large the slices are, and what is held fixed."""
    found = load(words.study_named(word, study))
    if as_json:
        print_json(_record(found))
        return
    console().print(found.title or found.name, style="bold", markup=False)
    if found.description:
        console().print(found.description, markup=False)
    console().print()
    if isinstance(found.report, SplitReport):
        _counts(found.report)
    for label, lines in (("held fixed", found.held_fixed), ("cautions", found.cautions)):
        for line in lines:
            console().print(f"{label}: {line}", markup=False, soft_wrap=True)


def _counts(report: SplitReport) -> None:
    table = listing(["", "name", "training", "held out"], ["training", "held out"])
    for one in report.counts:
        table.add_row(one.what, one.name, f"{one.training:,}", f"{one.held:,}")
    for name, points in report.slices:
        table.add_row("slice", name, "", f"{points:,}")
    table.add_row("all", "", f"{report.training:,}", f"{report.held:,}")
    console().print(table)
    console().print(f"held out: {report.decided_by}", markup=False, soft_wrap=True)


def _record(study: Study) -> dict[str, Any]:
    report = study.report
    return {
        "study": study.name,
        "title": study.title,
        "description": study.description,
        "objects": [
            {"name": item.name, "label": item.label, "size": item.size, "reserve": item.reserve}
            for item in study.universe
        ],
        "slices": list(study.evaluation.slices),
        "atoms": len(study.evaluation.atoms),
        "fingerprint": study.fingerprint.hex(),
        "split": asdict(report) if isinstance(report, SplitReport) else None,
        "held_fixed": list(study.held_fixed),
        "cautions": list(study.cautions),
    }
