"""Passing over the parts of a large study with Dask: threads, processes or a cluster."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.parquet import Part
from datacounterfactuals.learners.base import Learner
from datacounterfactuals.study.sweep import Found, Sweep

Told = Callable[[str, int, int, float], None] | Literal["auto"] | None
"""Who is told of progress (what is done, rows done, rows in all, seconds): a callback, nobody, or
`auto`: a line on a terminal once two seconds have passed."""

PATIENCE = 2.0
WAVE = 32
"""Parts for each worker between two reports. What a wave brings back is added up on the workers."""


def need_dask() -> Any:
    """The package. Raises StudyError where it is not installed."""
    try:
        import dask
    except ImportError:
        raise StudyError(
            "Parquet larger than memory is read with Dask, which is not installed",
            "pip install datacounterfactuals[distributed]",
        ) from None
    return dask


def passed(
    sweep: Sweep,
    parts: Sequence[Part],
    executor: Any,
    told: Told,
    label: str,
    check: Callable[[Found], None],
) -> Found:
    """What a sweep finds in all parts, added up pair by pair in their order, so that the result
    does not depend on who computed it. `check` may refuse what was found so far."""
    dask = need_dask()
    rows, done, started = sum(map(len, parts)), 0, time.monotonic()
    found: Found | None = None
    each = WAVE * _workers(executor)
    for start in range(0, len(parts), each):
        wave = parts[start : start + each]
        given = dask.delayed(sweep, traverse=False)
        layer = [dask.delayed(_over, pure=False)(given, part) for part in wave]
        while len(layer) > 1:
            pairs = zip(layer[::2], layer[1::2], strict=False)
            odd = layer[-1:] if len(layer) % 2 else []
            add = dask.delayed(_plus, pure=False)
            layer = [*(add(one, other, sweep.learner) for one, other in pairs), *odd]
        more: Found = dask.compute(layer[0], scheduler=executor)[0]
        found = more if found is None else found.plus(more, sweep.learner)
        check(found)
        done += sum(map(len, wave))
        _tell(told, label, done, rows, time.monotonic() - started)
    assert found is not None
    return found


def _over(sweep: Sweep, part: Part) -> Found:
    return sweep.over(part)


def _plus(one: Found, other: Found, learner: Learner | None) -> Found:
    return one.plus(other, learner)


def _workers(executor: Any) -> int:
    """How many parts are worked on at once."""
    from dask.base import get_scheduler

    client = getattr(get_scheduler(scheduler=executor), "__self__", None)
    if client is not None and hasattr(client, "ncores"):
        return max(1, sum(client.ncores().values()))
    return os.cpu_count() or 1


def _tell(told: Told, label: str, done: int, rows: int, seconds: float) -> None:
    if callable(told):
        told(label, done, rows, seconds)
    elif told == "auto" and seconds >= PATIENCE and sys.stderr.isatty():
        left = (rows - done) * seconds / done
        sys.stderr.write(
            f"\r\033[K{label}: {done:,} of {rows:,} rows, {done / seconds:,.0f} rows/s, "
            f"{left:,.0f} s left" + ("\n" if done >= rows else "")
        )
        sys.stderr.flush()
