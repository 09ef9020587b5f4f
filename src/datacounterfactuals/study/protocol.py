"""The protocol: what is held fixed in every cell of a grid, as plain data and in words."""

import json
from collections.abc import Mapping
from typing import Any

from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.frozen import Frozen
from datacounterfactuals.study.naming import named
from datacounterfactuals.study.source import Source
from datacounterfactuals.study.split import SplitReport

FORMAT = 2
"""How cells are named: it changes with the way of making keys, atoms or protocols, so that no cell
that was kept under other names is ever served."""
FITTED_TO_OBJECTS = (
    "the preprocessing was fitted to the objects present when the study was first prepared, so "
    "what an object did to it is not part of its effect"
)


def protocol_of(learner: Learner, frozen: Frozen, seed: int) -> dict[str, Any]:
    """What a cell depends on beside the rows of its world: learner, version, settings, frozen
    preprocessing, schema, and the study's seed if training is random."""
    plain: dict[str, Any] = {
        "format": FORMAT,
        **named(learner),
        "task": frozen.task,
        "target": frozen.target,
        "features": [list(feature) for feature in frozen.features],
        "preprocessing": frozen.digest,
        "reference": frozen.settings.get("reference", "none"),
    }
    if learner.capability.seeded:
        plain["seed"] = seed
    return plain


def fingerprint(protocol: Mapping[str, Any]) -> bytes:
    """Sixteen bytes that name a protocol. Raises StudyError for settings that are not plain."""
    try:
        return digest(json.dumps(protocol, sort_keys=True))
    except TypeError as error:
        raise StudyError(
            f"a setting of the learner cannot be written down ({error})",
            "Give numbers, text and lists",
        ) from None


def held_fixed(learner: Learner, source: Source, report: SplitReport, seed: int) -> tuple[str, ...]:
    """The protocol in words, for the claim."""
    words = [learner.held_fixed(), _preprocessing(source), f"evaluation: {report.decided_by}"]
    if learner.capability.seeded:
        words.append(f"seed {seed}")
    return tuple(word for word in words if word)


def cautions_of(source: Source) -> tuple[str, ...]:
    """What a claim of this study should warn of."""
    frozen = source.frozen
    fitted = frozen.task != "scores" and frozen.settings.get("reference") == "objects"
    return (FITTED_TO_OBJECTS,) if fitted else ()


def _preprocessing(source: Source) -> str:
    frozen = source.frozen
    if source.roles.free or frozen.task == "scores":
        return ""
    what = f"vocabulary of {len(frozen.vocabulary):,} words" if frozen.vocabulary else (
        "means, scales and categories"
    )  # fmt: skip
    if source.roles.codes:
        what = "categories as they are, and the mean that is predicted without data,"
    match frozen.settings.get("reference"):
        case "inside":
            return f"{what} fitted inside each world"
        case "table":
            return f"{what} fitted once to a reference table, then frozen"
        case _:
            return f"{what} fitted once to the objects present then, and frozen"
