"""A recommender without some of its users: matrix factorisation of as many ratings as MovieLens."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from benchmarks.harness.claim import Claim, Setting, Side, Sides
from datacounterfactuals.core.arrays import Bools, Floats, Ints
from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Listed, Worlds
from datacounterfactuals.grid.filling import MEMORY
from datacounterfactuals.learners.factors import Factors

PLACE = 17
USERS, FILMS, RATINGS, POINTS = 671, 9_066, 80_000, 20_000
LEARNER = Factors(rank=8, l2=16.0, sweeps=6)
ROWS = 16
"""Worlds that are filled at a time, each without a random third of the users."""


class Ratings(NamedTuple):
    """Who rated which film how, by number."""

    film: Ints
    user: Ints
    stars: Floats


def build(setting: Setting) -> Sides:
    """Both sides fit the same worlds; that they agree in what they say of held-out ratings is
    looked at first, for a learner of biases alone, since factors begin elsewhere."""
    count, points = setting.pick(RATINGS, 2_000), setting.pick(POINTS, 500)
    users, rows = setting.pick(USERS, 40), setting.pick(ROWS, 3)
    rated, asked = _draw(count, users, 1), _draw(points, users, 2)
    evaluation = Evaluation.cut(_table(asked), np.ones((1, points), dtype=bool), ("all",), 1)
    objects = [_table(_of(rated, rated.user == user)) for user in range(users)]
    weights = (np.random.default_rng(3).random((rows, users)) > 1 / 3).astype(np.float64)
    worlds = Listed(weights)
    flat = Factors(rank=0, l2=LEARNER.l2, sweeps=LEARNER.sweeps)
    ours = _filled(flat, objects, evaluation, worlds)()
    theirs = np.array([_error(_biases(rated, row[rated.user] > 0), asked) for row in weights])
    apart = float(np.abs(ours / points - theirs).max())
    assert apart < 1e-9, f"mean squared errors are {apart:.1e} apart"
    one = np.flatnonzero(weights[0][rated.user] > 0)
    return Sides(
        Side("datacounterfactuals", _quiet(_filled(LEARNER, objects, evaluation, worlds)), rows),
        (Side("numpy, a system a thing", _quiet(lambda: _alternating(_of(rated, one))), 1),),
        None,
        f"mean squared errors of biases within {apart:.0e}",
    )


def _quiet(run: Callable[[], object]) -> Callable[[], None]:
    def quiet() -> None:
        run()

    return quiet


def _filled(
    learner: Factors, objects: list[Table], evaluation: Evaluation, worlds: Worlds
) -> Callable[[], Floats]:
    summaries = [learner.summarise(table, evaluation) for table in objects]
    scorer = learner.scorer(summaries, evaluation, ("squared_error",), 0)

    def run() -> Floats:
        return np.concatenate(
            [block.values[:, :, 0].sum(axis=1) for block in scorer.fill(worlds, 0, MEMORY)]
        )

    return run


def _biases(rated: Ratings, there: Bools) -> tuple[float, Floats, Floats]:
    """The common bias and those of films and users, in as many turns."""
    film, user, stars = _of(rated, there)
    low = LEARNER.bias_l2
    common, films, users = 0.0, np.zeros(FILMS), np.zeros(USERS)
    for _ in range(LEARNER.sweeps):
        common = (stars - films[film] - users[user]).sum() / (len(stars) + low)
        for mine, named, other, others in ((films, film, users, user), (users, user, films, film)):
            rest = stars - common - other[others]
            held = np.bincount(named, minlength=len(mine))
            mine[:] = np.bincount(named, rest, len(mine)) / (held + low)
    return common, films, users


def _error(model: tuple[float, Floats, Floats], asked: Ratings) -> float:
    common, films, users = model
    return float(((asked.stars - common - films[asked.film] - users[asked.user]) ** 2).mean())


def _alternating(rated: Ratings) -> tuple[Floats, Floats]:
    """The whole fit as one writes it in numpy: a small system for each film and each user."""
    common, films, users = _biases(rated, np.ones(len(rated.film), dtype=bool))
    rank, low, high = LEARNER.rank, LEARNER.bias_l2, LEARNER.l2
    penalty = np.diag([low, *[high] * rank])
    draw = np.random.default_rng(4)
    factors = [draw.uniform(-0.5, 0.5, (FILMS, rank)) / rank**0.5, np.zeros((USERS, rank))]
    biases, named = [films, users], [rated.film, rated.user]
    order = [np.argsort(one, kind="stable") for one in named]
    ends = [
        np.searchsorted(one[at], np.arange(len(b) + 1))
        for one, at, b in zip(named, order, biases, strict=True)
    ]
    for _ in range(LEARNER.sweeps):
        for mine, other in ((1, 0), (0, 1)):
            for thing in range(len(biases[mine])):
                rows = order[mine][ends[mine][thing] : ends[mine][thing + 1]]
                if not len(rows):
                    continue
                partner = named[other][rows]
                given = np.column_stack([np.ones(len(rows)), factors[other][partner]])
                wanted = rated.stars[rows] - common - biases[other][partner]
                found = np.linalg.solve(given.T @ given + penalty, given.T @ wanted)
                biases[mine][thing], factors[mine][thing] = found[0], found[1:]
    return factors[0], factors[1]


def _draw(count: int, users: int, seed: int) -> Ratings:
    draw = np.random.default_rng(seed)
    film = np.minimum((draw.pareto(0.9, count) * 30).astype(np.int64), FILMS - 1)
    return Ratings(film, draw.integers(0, users, count), draw.normal(size=count))


def _of(rated: Ratings, rows: Ints | Bools) -> Ratings:
    return Ratings(rated.film[rows], rated.user[rows], rated.stars[rows])


def _table(rated: Ratings) -> Table:
    features = np.column_stack([rated.film, rated.user]).astype(np.float64)
    schema = Schema("regression", features=2)
    return Table.of(
        schema, hash_rows([*features.T, rated.stars]), features=features, target=rated.stars
    )


CLAIMS = (
    Claim(
        "ratings",
        f"matrix factorisation, {RATINGS:,} ratings of {FILMS:,} films by {USERS} users, rank "
        f"{LEARNER.rank}",
        "rows/s",
        build,
    ),
)
