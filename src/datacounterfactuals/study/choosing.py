"""Choosing a study's learner and metric: what is declared, or what the task suggests."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.core.metrics import DEFAULTS, Metric, declared, metric
from datacounterfactuals.core.table import Schema, Task
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.catalogue import learner
from datacounterfactuals.study.declaration import Declaration, MetricChoice
from datacounterfactuals.study.inside import inside
from datacounterfactuals.study.roles import Roles

LEARNERS: Mapping[Task, str] = {
    "classification": "logistic",
    "regression": "ridge",
    "text": "ngram",
}
"""The learner of a study that names none."""


def declared_learner(declaration: Declaration, home: Path | None) -> Learner | None:
    """The learner that a declaration names, or None. Raises LearnerError."""
    if declaration.learner is None:
        return None
    kind, settings = declaration.learner.kind, declaration.learner.settings
    if kind == "command":
        if declaration.metric is not None:
            settings.setdefault("metric", declaration.metric.name)
        if home is not None:
            settings["workdir"] = str(home / settings.get("workdir", ""))
    return learner(kind, **settings)


def default_learner(roles: Roles) -> Learner:
    """The learner that suits the task. Raises StudyError where none does."""
    if roles.task not in LEARNERS:
        raise StudyError(
            "the study has neither a target nor a text column, so nothing says what to learn",
            "Name a [target] column, a `text` column in [features], or a [learner]",
        )
    return learner(LEARNERS[roles.task])


def fitted_to(chosen: Learner, roles: Roles, reference: str) -> Learner:
    """The learner as the study uses it: refitting the preprocessing inside each world, if so
    declared. Raises StudyError for a learner that does not do the study's task."""
    if roles.task not in chosen.capability.tasks:
        tasks = " or ".join(chosen.capability.tasks)
        raise StudyError(
            f"the learner {chosen.name!r} is for {tasks}, and the study is {roles.task}",
            _task_remedy(roles),
        )
    if reference != "inside":
        return chosen
    if chosen.codes:
        raise StudyError(
            f"the learner {chosen.name!r} takes categories as they are, so there is nothing to fit "
            "inside a world",
            'Use reference = "objects" in [preprocessing]',
        )
    if roles.task not in {"classification", "regression"}:
        raise StudyError(
            f"a {roles.task} study cannot fit its preprocessing inside each world: "
            "its scores would be counted in different units",
            'Use reference = "objects" or "table" in [preprocessing]',
        )
    return inside(chosen, tuple(kind == "category" for _, kind in roles.features))


def _task_remedy(roles: Roles) -> str:
    if roles.task in {"classification", "regression"}:
        return f"Use another learner, or set `task` in [target] if this is not {roles.task}"
    if roles.task == "text":
        return 'Use kind = "ngram"'
    return "Name a [target] column"


def choose_metric(choice: MetricChoice | None, schema: Schema, chosen: Learner) -> Metric:
    """The metric of a study. Raises StudyError for one that does not fit."""
    if schema.task != "scores":
        name = DEFAULTS[schema.task] if choice is None else choice.name
        if choice is not None and choice.better is not None:
            raise StudyError(
                f"`better` is declared for the metric {name!r}, whose direction is known",
                "Leave it out",
            )
        found = metric(name, schema.task)
        refuse_unfilled(found, schema, chosen)
        return found
    own = chosen.statistics(schema)
    if choice is None:
        if chosen.capability.outside:
            raise StudyError(
                "nothing says which way a program's scores are better",
                'Add [metric] with its name and better = "more" or "less"',
            )
        return declared(own[0], 1)
    if choice.name not in own:
        raise StudyError(
            f"the learner {chosen.name!r} gives {', '.join(own)}, not {choice.name!r}",
            "Name that in [metric]",
        )
    if choice.better is None and chosen.capability.outside:
        raise StudyError(
            f"nothing says which way {choice.name!r} is better",
            'Add better = "more" or better = "less" to [metric]',
        )
    return declared(choice.name, -1 if choice.better == "less" else 1, choice.unit)


def refuse_unfilled(found: Metric, schema: Schema, chosen: Learner) -> None:
    """Raise StudyError if the learner does not give what the metric is made of."""
    kept = {*chosen.statistics(schema), *chosen.on_request(schema)}
    if not set(found.needs(schema)) <= kept:
        raise StudyError(
            f"the learner {chosen.name!r} does not give what {found.title} is made of",
            "Use another metric or another learner",
        )


def changed_learner(before: Learner, wanted: Mapping[str, Any]) -> Learner:
    """Another learner (`kind` and settings), or the same one with some settings changed."""
    settings = dict(wanted)
    kind = str(settings.pop("kind", before.name))
    if kind == before.name:
        held = {
            item.name: getattr(before, item.name) for item in fields(cast(Any, before)) if item.init
        }
        settings = held | _within(held, settings)
    chosen = learner(kind, **settings)
    if chosen.codes != before.codes:
        raise StudyError(
            f"the learners {before.name!r} and {kind!r} need features prepared in different ways",
            "Make a study of its own for it",
        )
    return chosen


def _within(held: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that are changed; of an estimator, what it calls its own, as in C=0.1, goes
    among its parameters."""
    if "parameters" not in held:
        return dict(settings)
    own = {name: value for name, value in settings.items() if name in held}
    others = {name: value for name, value in settings.items() if name not in held}
    before: Mapping[str, Any] = own.get("parameters", held["parameters"])
    return own | {"parameters": {**before, **others}}
