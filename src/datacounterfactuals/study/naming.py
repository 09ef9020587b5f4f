"""What names a learner in a fingerprint."""

from typing import Any, get_type_hints

import numpy as np

from datacounterfactuals.learners.base import Learner

OURS = "datacounterfactuals"


def named(learner: Learner) -> dict[str, Any]:
    """A learner as plain data: its name, version and settings, and the package it comes from unless
    that is ours, so that no two learners have one name. A setting has one form: 1 is written as 1.0
    where a number is wanted."""
    hints = get_type_hints(type(learner))
    plain: dict[str, Any] = {
        "learner": learner.name,
        "version": learner.version,
        "settings": {
            name: _plain(value, hints.get(name)) for name, value in learner.settings().items()
        },
    }
    package = type(learner).__module__.partition(".")[0]
    return plain if package == OURS else plain | {"package": package}


def _plain(value: Any, wanted: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return float(value) if wanted is float and type(value) is int else value
