"""Spreading: every world once, in pieces of about a second that get smaller towards the end."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.statistics import State
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.crews.crew import Crew
from datacounterfactuals.learners.crews.hiring import hire
from datacounterfactuals.learners.spreading import IN_FLIGHT, LARGEST, Pace, block, spread
from datacounterfactuals.learners.trainer import Trial


class Thing:
    """What the workers share."""


SIZES: list[int] = []


def trial(value: float, seconds: float = 1e-4) -> Trial:
    return Trial(np.full((1, 1), value), State.REAL, "", (), seconds)


def total(thing: Thing, weights: Floats, scale: float) -> list[Trial]:
    SIZES.append(len(weights))
    return [trial(scale * row.sum()) for row in weights]


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Generator[Crew]:
    monkeypatch.setattr("tests.learners.test_spreading.SIZES", [])
    with ThreadPoolExecutor(2) as made:
        yield hire(made)


def worlds(count: int) -> Listed:
    return Listed(np.arange(3.0 * count).reshape(count, 3))


@pytest.mark.parametrize(("count", "most"), [(1, 9), (40, 1), (501, 100), (501, 0), (0, 5)])
def test_every_world_is_trained_once(count: int, most: int, crew: Crew) -> None:
    found = np.full(count, np.nan)
    pieces = spread(crew, total, Thing(), (2.0,), worlds(count), Pace(), most)
    for first, trials in pieces:
        assert len(trials) <= max(most, 1)
        assert np.isnan(found[first : first + len(trials)]).all()
        found[first : first + len(trials)] = [one.values[0, 0] for one in trials]
    np.testing.assert_array_equal(found, 2.0 * worlds(count).weights(0, count).sum(axis=1))


def test_it_begins_where_others_ended(crew: Crew) -> None:
    places = [first for first, _ in spread(crew, total, Thing(), (1.0,), worlds(9), Pace(), 1, 6)]
    assert sorted(places) == [6, 7, 8]


def test_nothing_is_sent_before_it_is_wanted_and_little_ahead(crew: Crew) -> None:
    pieces = spread(crew, total, Thing(), (1.0,), worlds(500), Pace(), 1)
    assert SIZES == []
    next(pieces)
    time.sleep(0.05)
    assert 1 <= len(SIZES) <= IN_FLIGHT * crew.workers
    pieces.close()


def test_pieces_grow_to_a_second_fourfold_at_most_and_shrink_at_the_end() -> None:
    pace = Pace()
    assert pace.rows(10_000, 2, 5000) == 1
    sizes: list[int] = []
    for _ in range(6):
        size = pace.rows(10_000, 2, 5000)
        sizes.append(size)
        pace.learn([trial(0.0, 1 / 128)] * size)
    assert sizes == [1, 4, 16, 64, 128, 128]
    assert pace.rows(40, 2, 5000) == 10
    assert pace.rows(8, 2, 5000) == 6  # less would not be worth sending
    assert pace.rows(3, 2, 5000) == 3
    assert pace.rows(10_000, 2, 30) == 30
    pace.learn([trial(0.0, 0.0)] * 5000)
    assert pace.rows(1 << 20, 2, 1 << 20) == LARGEST


def test_a_block_tells_which_worlds_failed() -> None:
    failed = Trial(np.full((1, 1), np.nan), State.FAILED, "too few", (), 0.1)
    made = block(5, [trial(1.0), failed])
    assert made.rows.tolist() == [5, 6]
    assert made.states.tolist() == [State.REAL, State.FAILED]
    assert made.reasons == ((1, "too few"),)
