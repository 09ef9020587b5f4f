"""Hiring: the crew behind what a user hands over."""

import sys
from concurrent.futures import Executor
from typing import Any

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.crews.cluster import Cluster
from datacounterfactuals.learners.crews.crew import Crew, Workers
from datacounterfactuals.learners.crews.pool import Pool


def hire(workers: Workers) -> Crew:
    """The crew of an executor of `concurrent.futures` or of a Dask client.

    Raises LearnerError for anything else.
    """
    given: Any = workers
    if isinstance(given, Executor):
        return Pool(given)
    distributed = sys.modules.get("distributed")  # who has a client has imported it
    if distributed is not None and isinstance(given, distributed.Client):
        return Cluster(given)
    raise LearnerError(
        f"a {type(given).__name__} has no workers",
        "Give an executor of concurrent.futures, such as ProcessPoolExecutor(8), or a Dask Client",
    )
