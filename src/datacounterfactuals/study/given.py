"""What `Study.from_frame` is given, turned into the declaration that a study.toml would make."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.data.frames import read_frame
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.catalogue import learner as make_learner
from datacounterfactuals.study.declaration import Declaration
from datacounterfactuals.study.declaring import declare
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.inputs import Inputs

SECTIONS = {
    "name": "study", "title": "study", "description": "study", "seed": "study", "repeats": "study",
    "id": "data", "sample": "data", "noun": "objects", "names": "objects", "groups": "objects",
    "only": "objects", "stand_ins": "objects", "costs": "objects", "owners": "objects",
    "reserve": "objects", "rights": "objects", "target": "target", "task": "target",
    "missing": "target", "include": "features", "exclude": "features", "categories": "features",
    "text": "features", "passage": "features", "group": "evaluation", "slices": "evaluation",
    "whole": "evaluation", "all": "evaluation", "held": "evaluation", "used": "evaluation",
    "fold_below": "preprocessing", "most_categories": "preprocessing", "min_count": "preprocessing",
    "vocabulary": "preprocessing",
}  # fmt: skip
"""Where each plain setting stands in a study.toml."""

PARTITION = "(partition)"
"""Stands for the object column where a partition is given."""


def declaration_of(given: Mapping[str, Any], table: RawTable) -> tuple[Declaration, Inputs]:
    """The declaration of keyword arguments, and those that are data. Raises StudyError."""
    plain: dict[str, Any] = {"study": {"name": "study"}}
    rest = dict(given)
    inputs: dict[str, Any] = {}
    plain["objects"], inputs["partition"] = _objects(rest.pop("objects"), table)
    plain["evaluation"], inputs["evaluation"] = _evaluation(rest.pop("evaluation"))
    plain["preprocessing"], inputs["reference"] = _reference(rest.pop("reference"))
    chosen, inputs["learner"] = _learner(rest.pop("learner"))
    if chosen is not None:
        plain["learner"] = chosen
    metric = rest.pop("metric")
    if metric is not None:
        plain["metric"] = {"name": metric} if isinstance(metric, str) else metric
    frozen = rest.pop("frozen")
    inputs["frozen"] = Frozen.load(Path(frozen)) if isinstance(frozen, str | Path) else frozen
    plain["columns"] = list(rest.pop("columns", ()))
    for key, value in rest.items():
        if key not in SECTIONS:
            raise StudyError(f"a study has no setting {key!r}", nearest(key, SECTIONS))
        if value is None:
            continue
        name = "column" if key == "target" else key
        listed = isinstance(value, str) and key in {"slices", "include", "exclude", "reserve"}
        plain.setdefault(SECTIONS[key], {})[name] = [value] if listed else value
    return declare(plain), Inputs(**inputs)


def _objects(objects: Any, table: RawTable) -> tuple[dict[str, Any], Sequence[Any] | None]:
    if isinstance(objects, str):
        if objects == "rows" and "rows" not in table.columns:
            return {"by": "rows"}, None
        return {"column": objects}, None
    if isinstance(objects, int | np.integer):
        return {"k": int(objects)}, None
    if isinstance(objects, Mapping):
        return dict(objects), None
    listed = objects.to_list() if hasattr(objects, "to_list") else objects
    if isinstance(listed, np.ndarray):
        listed = listed.tolist()
    if not isinstance(listed, list | tuple):
        raise StudyError(
            f"objects cannot be made of a {type(objects).__name__}",
            'Give a column, "rows", a number of parts, or one label for each row',
        )
    return {"column": PARTITION}, listed


def _evaluation(evaluation: Any) -> tuple[dict[str, Any], RawTable | None]:
    if evaluation is None:
        return {}, None
    if isinstance(evaluation, str):
        return {"split": evaluation}, None
    if isinstance(evaluation, int | float):
        return {"share": float(evaluation)}, None
    if isinstance(evaluation, Mapping) and not _is_table(evaluation):
        return dict(evaluation), None
    return {}, read_frame(evaluation, "the evaluation frame")


def _is_table(value: Mapping[Any, Any]) -> bool:
    return all(isinstance(item, list | tuple | np.ndarray) for item in value.values()) and (
        "slices" not in value and "names" not in value
    )


def _reference(reference: Any) -> tuple[dict[str, Any], RawTable | None]:
    if isinstance(reference, str):
        if reference == "table":
            raise StudyError("no reference table is given", "Give the frame itself as `reference`")
        return {"reference": reference}, None
    return {"reference": "table"}, read_frame(reference, "the reference frame")


def _learner(chosen: Any) -> tuple[dict[str, Any] | None, Learner | None]:
    if chosen is None or isinstance(chosen, Learner):
        return None, chosen
    if isinstance(chosen, str):
        return {"kind": chosen}, None
    if isinstance(chosen, Mapping):
        return dict(chosen), None
    if hasattr(chosen, "get_params"):
        return None, make_learner("sklearn", estimator=chosen)
    raise StudyError(
        f"a {type(chosen).__name__} is not a learner",
        'Give its kind, such as "logistic", a mapping with `kind`, or a scikit-learn estimator',
    )
