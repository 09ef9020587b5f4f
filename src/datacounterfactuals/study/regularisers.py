"""Regularisers: which setting of a learner holds its coefficients back."""

from typing import Any

from datacounterfactuals.learners.base import Learner
from datacounterfactuals.learners.estimator import Estimator
from datacounterfactuals.study.inside import Inside

OWN = ("l2",)
ELSEWHERE = ("C", "alpha")
"""What scikit-learn calls it: its inverse, and itself."""


def regulariser(learner: Learner | None) -> tuple[str, float] | None:
    """The name and the value of the setting; None for a learner that has none, or has it off."""
    if isinstance(learner, Inside):
        learner = learner.learner
    if isinstance(learner, Estimator):
        settings: dict[str, Any] = learner.template.get_params(deep=False)
        names = ELSEWHERE
    else:
        settings = {} if learner is None else learner.settings()
        names = OWN
    for name in names:
        value: Any = settings.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return name, float(value)
    return None
