"""An observed study: what its study.toml says, as a study without a learner."""

from dataclasses import replace
from typing import Literal

from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.metrics import Metric, declared
from datacounterfactuals.core.universe import DataObject, Universe
from datacounterfactuals.study.declaration import Declaration, ObservedScore
from datacounterfactuals.study.study import Study

STATISTIC = "score"
"""The statistic that every cell of an observed study holds, whatever the score is called."""
CAUTION = (
    "that nothing but the data differed between the runs: they were made elsewhere, and the table "
    "is taken at its word"
)
HELD: dict[str, str] = {
    "in/out": "whatever the runs held fixed; the table says which objects were in",
    "tokens": "whatever the runs held fixed; weight 1 of an object is its largest count",
    "shares": "the total amount: weights are shares, and what stays grows when something leaves",
    "weights": "whatever the runs held fixed; weights are as the table has them",
}


def observed_study(declaration: Declaration) -> Study:
    """The study that [observed] declares. Its cells are in a bank, or in its table of runs.

    An object's content is the hash of the study's and its own name, and the edition enters the
    fingerprint: cells of another study, or from before a correction, are never served. Raises
    StudyError if there is nothing observed, or beside it data or a learner.
    """
    observed, about = declaration.observed, declaration.study
    if observed is None:
        raise StudyError("the study has no [observed] section", "Import its table of runs")
    if declaration.learner is not None or declaration.data.path is not None:
        raise StudyError(
            f"the study {about.name!r} has runs made elsewhere, and a learner or data of its own",
            "Remove [observed], or [learner] and [data]",
        )
    if not observed.scores:
        raise StudyError("[observed] names no score", "Add an entry to [[observed.scores]]")
    universe = Universe(
        tuple(
            DataObject(
                item.name,
                digest("observed", about.name, item.name),
                size=item.size,
                cost=item.cost,
                label=item.label,
            )
            for item in observed.objects
        )
    )
    metrics = tuple(finished(score) for score in observed.scores)
    study = Study.observed(
        about.name,
        universe,
        tuple(score.name for score in observed.scores),
        metric=metrics[0].name,
        better=metrics[0].better,
        unit=metrics[0].unit,
        repeats=about.repeats,
        title=about.title,
        protocol={
            "observed": about.name,
            "metric": STATISTIC,
            "weights": observed.weights,
            "edition": observed.edition,
        },
        held_fixed=(HELD[observed.weights],),
        cautions=(CAUTION,),
        noun=declaration.objects.noun or "object",
        derived=declaration.columns,
        finished=metrics,
    )
    return replace(study, about=about, finishing=metrics[0])


def finished(score: ObservedScore) -> Metric:
    """The metric of a score that is finished already."""
    better: Literal[1, -1] = 1 if score.better == "more" else -1
    return replace(declared(STATISTIC, better, score.unit), name=score.name, title=score.name)
