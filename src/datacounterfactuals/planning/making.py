"""Making a plan: trials with and without owners, and what follows from them."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.data.files import read_file
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.grid.progress import Meter, Report
from datacounterfactuals.planning.drawing import keeps, levels_of
from datacounterfactuals.planning.records import FOLDS, gather
from datacounterfactuals.planning.result import StrikePlan
from datacounterfactuals.planning.telling import Measured, tell
from datacounterfactuals.planning.trials import Trials, chosen, learned

SECONDS = 120.0
MOST_ALONE = 80
"""Up to so many owners each leaves alone; of more, random withdrawals say who matters."""
MOST_PAIRS, LEAST_PAIRS = 10, 3
"""Random orders come in pairs, each with its reverse, so that those who leave in one are who are
left in the other."""


def plan_strike(
    data: Path | str | RawTable,
    owner: str,
    target: str,
    *,
    lose: float = 0.3,
    price: float | None = None,
    learners: Sequence[str] | None = None,
    seed: int = 0,
    seconds: float = SECONDS,
    progress: Report = None,
) -> StrikePlan:
    """Plan what people can do with the records they share. Everything stays in a folder that is
    deleted in the end. `lose`: the share of what the records give the operator that it shall lose.
    `price`: what one more right guess in a hundred (or one unit less of a typical miss) is worth to
    it. Raises StudyError or QuestionError, in plain words."""
    if not 0.0 < lose <= 1.0:
        raise QuestionError(f"the operator cannot lose {lose:g} of it", "Give 0.3 for 30 in 100")
    if price is not None and not 0.0 < price < float("inf"):
        raise QuestionError(f"the price is {price:g}", "Give a number above 0")
    records = gather(data if isinstance(data, RawTable) else read_file(data), owner, target)
    count = len(chosen(records, learners))
    owners, rng = len(records.names), np.random.default_rng(seed)
    levels = levels_of(owners)
    alone = owners if owners <= MOST_ALONE else 0
    steps = count * FOLDS
    total = steps * (2 * MOST_PAIRS * len(levels) + 1 + alone + 3 * len(levels))
    meter = Meter(records.table.source, total, progress, "trials")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="datacf-plan-", ignore_cleanup_errors=True) as folder:
        trials = Trials.able(records, learners, Path(folder), lambda _: meter.step(0))
        full = trials.run(np.ones((1, owners), dtype=bool), meter.step)[:, 0]
        if not learned(full, trials.same).any():
            raise StudyError(
                f"no program learned to guess {target!r} from these records: none did better than "
                "saying the same every time",
                "Name another column to be guessed, or bring columns that tell more about it",
            )
        pairs = list[Ints]()
        found = list[Floats]()
        while len(pairs) < MOST_PAIRS:
            order = rng.permutation(owners)
            both = np.stack([order, order[::-1]])
            pairs.append(both)
            rows = keeps(both, levels)
            done = trials.run(rows.reshape(-1, owners), meter.step)
            found.append(done.reshape(count, 2, len(levels), -1))
            if time.monotonic() - started > seconds / 2 and len(pairs) >= LEAST_PAIRS:
                break
        meter.total -= steps * 2 * (MOST_PAIRS - len(pairs)) * len(levels)
        orders, along = np.concatenate(pairs), np.concatenate(found, axis=1)
        if alone:
            single = trials.run(~np.eye(owners, dtype=bool), meter.step)
            value = full[:, None] - single
        else:
            value = _by_regression(keeps(orders, levels), along, full)
        ranked = [_ranking(trials, value, full, part) for part in range(2)]
        largest = np.argsort(-records.counts, kind="stable")
        special = np.stack([*ranked, largest])
        picked = trials.run(keeps(special, levels).reshape(-1, owners), meter.step)
        again = trials.run(np.ones((1, owners), dtype=bool), lambda _: None)[:, 0]
        measured = Measured(
            trials, levels, orders, along, full, special,
            picked.reshape(count, 3, len(levels), -1), value, bool((again == full).all()),
        )  # fmt: skip
        return tell(measured, lose, price, seed)


def _ranking(trials: Trials, value: Floats, full: Floats, part: int) -> Ints:
    """Owners by what is lost without each on one half of the records, over all stand-ins; each
    counts by the share of its gain."""
    inside = trials.part == part
    gain = np.maximum((full - trials.same)[:, inside].sum(axis=1), 1e-9)
    each = (value[:, :, inside].sum(axis=2) / gain[:, None]).mean(axis=0)
    return np.argsort(-each, kind="stable")


def _by_regression(kept: Bools, along: Floats, full: Floats) -> Floats:
    """What each owner's leaving seems to cost, from random withdrawals: at each level, how much
    worse it is where the owner left than where not. To [learners, owners, units]."""
    gone = (~kept).astype(np.float64)  # [orders, levels, owners]
    centred = gone - gone.mean(axis=0)
    spread = np.maximum((centred**2).sum(axis=(0, 1)), 1e-9)
    worse = full[:, None, None, :] - along
    worse = worse - worse.mean(axis=1, keepdims=True)
    slope = np.einsum("oln,aolu->anu", centred, worse, optimize=True)
    return slope / spread[None, :, None]
