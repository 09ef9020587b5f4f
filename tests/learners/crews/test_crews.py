"""Crews: work comes back once, whatever happens to who does it."""

import os
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from datacounterfactuals.core.errors import LearnerError
from datacounterfactuals.learners.crews import cluster as cluster_module
from datacounterfactuals.learners.crews import errands
from datacounterfactuals.learners.crews.cluster import Cluster
from datacounterfactuals.learners.crews.crew import Crew
from datacounterfactuals.learners.crews.errands import Errands
from datacounterfactuals.learners.crews.hiring import hire
from datacounterfactuals.learners.crews.pool import Pool
from tests.learners.crews.support import (
    Numbers,
    add,
    cluster,
    deadly,
    deadly_once,
    failing,
    processes,
    slow_once,
    slowly,
)

THING = Numbers((1, 2, 3))


@pytest.fixture(scope="module")
def client() -> Generator[Any]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def pool() -> Generator[ProcessPoolExecutor]:
    with processes(2) as made:
        yield made


@pytest.fixture(params=["threads", "processes", "ours", "dask"])
def crew(request: pytest.FixtureRequest) -> Generator[Crew]:
    if request.param == "threads":
        with ThreadPoolExecutor(2) as made:
            yield hire(made)
    elif request.param == "ours":
        yield Pool.own(2)
    else:
        yield hire(request.getfixturevalue("pool" if request.param == "processes" else "client"))


def all_of(crew: Crew, function: Callable[..., Any], *each: tuple[Any, ...]) -> dict[int, Any]:
    with Errands[int, Any](crew, function, THING) as out:
        for place, arguments in enumerate(each):
            out.send(place, *arguments)
        done: dict[int, Any] = {}
        while out.out:
            name, result = out.receive()
            assert name not in done
            done[name] = result
        return done


def test_every_piece_of_work_comes_back_once(crew: Crew) -> None:
    assert crew.workers == 2
    found = all_of(crew, add, *[(number,) for number in range(20)])
    assert found == {number: 6 + number for number in range(20)}


def test_an_error_of_the_work_itself_is_raised(crew: Crew) -> None:
    with pytest.raises(ArithmeticError, match="not in the mood"):
        all_of(crew, failing, ())


def test_a_thing_is_brought_once(crew: Crew) -> None:
    assert crew.share(THING) is crew.share(THING)


def test_what_comes_late_is_given_to_an_idle_worker_too(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "LEAST_LATE", 0.3)
    with Errands[str, Any](crew, slowly, THING) as quick:
        quick.send("quick", 0.01)
        quick.receive()
    with Errands[str, str](crew, slow_once, THING) as out:
        (tmp_path / "done").touch()
        out.send("quick", str(tmp_path / "done"), 0.0)
        assert out.receive() == ("quick", "the second")
        out.send("late", str(tmp_path / "mark"), 3.0)
        assert out.receive() == ("late", "the second")
        assert out.out == 0


@pytest.mark.parametrize("ours", [True, False])
def test_what_a_killed_worker_had_is_done_by_another(
    ours: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    crew = Pool.own(2) if ours else hire(request.getfixturevalue("client"))
    marks = [(str(tmp_path / f"mark {number}"),) for number in range(6)]
    for mark in marks[1:]:
        Path(mark[0]).touch()
    assert all_of(crew, deadly_once, *marks) == dict.fromkeys(range(6), 6)


def test_work_that_kills_every_worker_ends_in_words() -> None:
    with pytest.raises(LearnerError, match="4 workers were lost over the same piece of work"):
        all_of(Pool.own(2), deadly, ())


def test_a_broken_pool_of_a_user_ends_in_words() -> None:
    with processes(2) as made:
        crew = hire(made)
        with pytest.raises(LearnerError, match="Make a new executor, with fewer processes"):
            all_of(crew, deadly, ())
        with pytest.raises(LearnerError, match="finished rows are kept"):
            all_of(crew, add, (1,))


def test_an_executor_that_was_shut_down_is_refused_in_words() -> None:
    made = ThreadPoolExecutor(1)
    made.shutdown()
    with pytest.raises(LearnerError, match="takes no work"):
        all_of(hire(made), add, (1,))


def test_what_has_no_workers_is_refused() -> None:
    with pytest.raises(LearnerError, match="a str has no workers"):
        hire("localhost:8786")  # pyright: ignore[reportArgumentType]


def test_the_folder_of_what_is_shared_goes_with_the_crew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with ThreadPoolExecutor(1) as made:
        crew = hire(made)
        assert all_of(crew, add, (1,)) == {0: 7}
        assert len(os.listdir(tmp_path)) == 1
        del crew
    assert os.listdir(tmp_path) == []


class Failing:
    """A Dask client whose workers go away while they are sent something."""

    asynchronous, status = False, "running"

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def scatter(self, thing: Any, **how: Any) -> Any:
        if self.errors:
            raise self.errors.pop()
        return thing


def test_a_thing_is_brought_again_when_workers_went_away_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster_module, "PAUSE", 0.0)
    made: Any = Failing(KeyError("tcp://127.0.0.1"), OSError("closed"))
    assert Cluster(made).share(THING) is THING
    made = Failing(*[OSError("closed")] * 9)
    with pytest.raises(LearnerError, match=r"brought to the Dask workers.*finished rows are kept"):
        Cluster(made).share(THING)
