import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.bank.index import (
    ABSENT,
    KeyIndex,
    block_of,
    contained,
    first_of_each,
    offset_of,
    place_of,
)
from datacounterfactuals.core.arrays import Lanes

lane = st.one_of(st.integers(0, 3), st.integers(0, 2**64 - 1), st.just(2**64 - 1))
key_lists = st.lists(st.tuples(lane, lane), max_size=40)


def as_lanes(pairs: list[tuple[int, int]]) -> Lanes:
    return np.array(pairs, dtype=np.uint64).reshape(-1, 2)


@given(st.lists(st.lists(st.tuples(lane, lane), max_size=12), max_size=8), key_lists)
def test_an_index_finds_what_a_dictionary_finds(
    batches: list[list[tuple[int, int]]], asked: list[tuple[int, int]]
) -> None:
    index, model = KeyIndex(), dict[tuple[int, int], int]()
    for number, batch in enumerate(batches):
        fresh = [pair for pair in dict.fromkeys(batch) if pair not in model]
        places = place_of(number + 1, len(fresh))
        index.add(as_lanes(fresh), number + 1)
        model |= dict(zip(fresh, places.tolist(), strict=True))
    asked = asked + list(model)
    assert index.find(as_lanes(asked)).tolist() == [model.get(pair, ABSENT) for pair in asked]
    assert sorted(map(tuple, index.keys().tolist())) == sorted(model)
    assert len(index) == len(model)


@given(key_lists)
def test_the_first_of_equal_keys_is_marked(pairs: list[tuple[int, int]]) -> None:
    seen: set[tuple[int, int]] = set()
    first = [not (pair in seen or seen.add(pair)) for pair in pairs]
    assert first_of_each(as_lanes(pairs)).tolist() == first


@given(key_lists, key_lists)
def test_contained_is_membership(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    assert contained(as_lanes(a), as_lanes(list(dict.fromkeys(b)))).tolist() == [p in b for p in a]


def test_a_place_is_a_block_and_a_row_in_it() -> None:
    places = place_of(123_456_789, 4)
    assert block_of(places).tolist() == [123_456_789] * 4
    assert offset_of(places).tolist() == [0, 1, 2, 3]


def test_runs_stay_few_however_many_batches_come() -> None:
    index = KeyIndex()
    rng = np.random.default_rng(0)
    batches = [rng.integers(0, 2**63, (4, 2)).astype(np.uint64) for _ in range(300)]
    for number, batch in enumerate(batches):
        index.add(batch, number + 1)
    assert index.runs <= 12
    assert (index.find(np.concatenate(batches)) != ABSENT).all()


def test_keys_are_found_among_so_many_that_a_run_has_a_guide() -> None:
    draw = np.random.default_rng(3)
    batch = draw.integers(0, 2**64, (200_000, 2), dtype=np.uint64)
    others = draw.integers(0, 2**64, (50_000, 2), dtype=np.uint64)
    others[::2, 0] = batch[: len(others) : 2, 0]  # alike in one lane only
    index = KeyIndex()
    index.add(batch[:150_000], 3)
    assert index.runs == 1
    index.add(batch[150_000:150_010], 4)
    index.add(batch[150_010:], 9)
    places = [place_of(3, 150_000), place_of(4, 10), place_of(9, 49_990)]
    assert (index.find(batch) == np.concatenate(places)).all()
    assert (index.find(others) == ABSENT).all()
    assert (index.keys() == batch).all()
    assert index.find(batch[:0]).shape == (0,)


def test_keys_are_found_in_the_order_in_which_they_came_and_in_any_other() -> None:
    draw = np.random.default_rng(5)
    batch = draw.integers(0, 2**64, (30, 2), dtype=np.uint64)
    stranger = draw.integers(0, 2**64, (1, 2), dtype=np.uint64)
    index = KeyIndex()
    index.add(batch[:20], 1)
    index.add(batch[20:], 2)
    places = np.concatenate([place_of(1, 20), place_of(2, 10)]).tolist()
    asked = [
        (0, 7),
        (7, 25),
        (25, 30),
        (0, 30),
        (3, 9),
        (9, 12),
        (28, 30),
        (29, 30),
        (0, 1),
        (0, 0),
    ]
    for start, stop in asked:
        assert index.find(batch[start:stop]).tolist() == places[start:stop]
    mixed = np.concatenate([batch[1:3], stranger, batch[3:5]])
    assert index.find(batch[:1]).tolist() == places[:1]
    assert index.find(mixed).tolist() == [*places[1:3], ABSENT, *places[3:5]]
    assert index.find(np.concatenate([batch[28:], stranger])).tolist() == [*places[28:], ABSENT]


def test_keys_whose_ranks_have_equal_front_halves_are_told_apart() -> None:
    first, second = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
    step = (second << 32) * pow(first, -1, 2**64) % 2**64  # mixes to a change of no front bit
    alike = as_lanes([(-step * one % 2**64, (1 << 32) * one + 5) for one in range(40)])
    many = np.random.default_rng(4).integers(0, 2**64, (100_000, 2), dtype=np.uint64)
    index = KeyIndex()
    index.add(np.concatenate([many, alike[:20]]), 1)
    assert index.find(alike[:20]).tolist() == place_of(1, 100_020)[-20:].tolist()
    assert (index.find(alike[20:]) == ABSENT).all()
    assert (
        first_of_each(np.concatenate([alike, alike[::-1]])).tolist() == [True] * 40 + [False] * 40
    )
