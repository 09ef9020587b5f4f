"""Worlds are lazy, and their keys are those of their weights whatever the kind."""

import time
import tracemalloc
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import QuestionError, StudyError
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.lattice import Lattice, Layer
from datacounterfactuals.core.walks import Moves, Prefixes
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Joined, Listed, Selection, Worlds

WIDTH = 7


def contents(count: int = WIDTH) -> tuple[bytes, ...]:
    return tuple(digest("content", number) for number in range(count))


def real_rows(seed: int, count: int = 9) -> Floats:
    random = np.random.default_rng(seed)
    return random.choice([0.0, 0.0, 1.0, 2.0, 0.25, 1 / 3], size=(count, WIDTH))


BASE = World.of(WIDTH, {0: 1.0, 2: 0.5, 3: 1.0, 6: 2.0})
KINDS: dict[str, Callable[[], Worlds]] = {
    "listed": lambda: Listed(real_rows(0)),
    "listed worlds": lambda: Listed.of([BASE, World.empty(3), BASE.without(0)]),
    "lattice": lambda: Lattice(WIDTH, tuple(range(WIDTH))),
    "lattice of some": lambda: Lattice(WIDTH, (5, 1, 2)),
    "lattice of one": lambda: Lattice(WIDTH, (4,)),
    "lattice of none": lambda: Lattice(WIDTH, ()),
    "layer": lambda: Layer(WIDTH, (0, 2, 3, 5, 6), 3),
    "layer of none": lambda: Layer(WIDTH, (0, 2), 0),
    "moves": lambda: Moves(
        WIDTH, BASE, ((0,), (1,), (2, 3), (0, 5), ()), ((0.0,), (1.0,), (0.0, 0.5), (0.0, 1.0), ())
    ),
    "moves without base": lambda: Moves(WIDTH, BASE, ((0,), (1,)), ((0.0,), (2.0,)), False),
    "without each": lambda: Moves.without_each(BASE, [[0], [2, 3], [1]]),
    "prefixes": lambda: Prefixes(WIDTH, np.array([[3, 1, 4], [6, 5, 0], [2, 0, 1]])),
    "selection": lambda: Selection(Lattice(WIDTH, (0, 1, 2, 3)), np.array([3, 4, 5, 1, 15, 15, 0])),
    "selection of nothing": lambda: Listed(real_rows(1)).select(np.zeros(0, dtype=np.int64)),
    "joined": lambda: Joined(
        [Lattice(4, (0, 1, 3)), Listed(real_rows(2)), Layer(WIDTH, (1, 5), 1)]
    ),
    "joined of nothing": lambda: Joined([]),
}
every_kind = pytest.mark.parametrize("worlds", [make() for make in KINDS.values()], ids=KINDS)


@every_kind
def test_keys_are_those_of_the_weights(worlds: Worlds) -> None:
    objects = ObjectKeys(contents())
    count = len(worlds)
    wanted = objects.of_rows(worlds.weights(0, count))
    np.testing.assert_array_equal(worlds.keys(objects, 0, count), wanted)
    np.testing.assert_array_equal(worlds.all_keys(objects, 3), wanted)
    for row, world in zip(wanted, worlds, strict=True):
        np.testing.assert_array_equal(objects.of_world(world), row)


@every_kind
def test_blocks_are_pieces_of_the_whole(worlds: Worlds) -> None:
    objects = ObjectKeys(contents())
    whole, keys = worlds.weights(0, len(worlds)), worlds.keys(objects, 0, len(worlds))
    assert whole.shape == (len(worlds), worlds.width)
    for start in range(0, len(worlds), 4):
        stop = min(start + 4, len(worlds))
        np.testing.assert_array_equal(worlds.weights(start, stop), whole[start:stop])
        np.testing.assert_array_equal(worlds.keys(objects, start, stop), keys[start:stop])


@every_kind
def test_packed_bits_say_which_objects_are_present(worlds: Worlds) -> None:
    bits = worlds.packed(0, len(worlds))
    there = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, : worlds.width]
    np.testing.assert_array_equal(there == 1, worlds.weights(0, len(worlds)) != 0)
    for start in range(0, len(worlds), 4):
        stop = min(start + 4, len(worlds))
        np.testing.assert_array_equal(worlds.packed(start, stop), bits[start:stop])


@pytest.mark.parametrize("width", [1, 63, 64, 65, 200])
def test_bits_are_packed_in_as_many_words_as_needed(width: int) -> None:
    order = np.random.default_rng(width).permutation(width)
    base = World.of(width, dict.fromkeys(range(width), 1.0))
    kinds = [
        Prefixes(width, order[None]),
        Moves.without_each(base, [(place,) for place in range(width)]),
        Lattice(width, tuple(int(place) for place in order[:5])),
        Layer(width, tuple(range(min(width, 9))), 1),
    ]
    for worlds in kinds:
        bits = worlds.packed(0, len(worlds))
        assert bits.shape == (len(worlds), -(-width // 64))
        there = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")[:, :width]
        np.testing.assert_array_equal(there == 1, worlds.weights(0, len(worlds)) != 0)


def test_a_selection_is_its_rows_in_any_order() -> None:
    lattice = Lattice(WIDTH, tuple(range(WIDTH)))
    rows = np.random.default_rng(0).integers(0, 128, 50)
    np.testing.assert_array_equal(
        lattice.select(rows).weights(0, 50), lattice.weights(0, 128)[rows]
    )


@every_kind
def test_a_kind_says_whether_all_its_worlds_are_subsets(worlds: Worlds) -> None:
    plain = np.isin(worlds.weights(0, len(worlds)), [0.0, 1.0]).all()
    assert plain or not worlds.binary


@every_kind
def test_appending_objects_changes_no_key(worlds: Worlds) -> None:
    narrow, wide = ObjectKeys(contents()), ObjectKeys(contents(WIDTH + 3))
    old = worlds.all_keys(narrow)
    np.testing.assert_array_equal(worlds.all_keys(wide), old)
    weights = np.pad(worlds.weights(0, len(worlds)), ((0, 0), (0, WIDTH + 3 - worlds.width)))
    np.testing.assert_array_equal(Listed(weights).all_keys(wide), old)


@given(st.permutations(range(WIDTH)), st.integers(0, 20))
def test_keys_are_free_of_the_order_of_objects(order: list[int], seed: int) -> None:
    rows, names = real_rows(seed), contents()
    keys = ObjectKeys(names).of_rows(rows)
    shuffled = ObjectKeys(tuple(names[place] for place in order)).of_rows(rows[:, order])
    np.testing.assert_array_equal(keys, shuffled)


def test_equal_objects_add_up_and_do_not_cancel() -> None:
    twin = ObjectKeys((contents()[0],) * 4)
    keys = twin.of_rows(np.array([[0.0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 1]]))
    assert len(np.unique(keys, axis=0)) == 4
    np.testing.assert_array_equal(twin.of_rows(np.array([[0.0, 1, 0, 1]]))[0], keys[2])


def test_another_weight_or_another_content_is_another_key() -> None:
    objects = ObjectKeys(contents())
    rows = np.zeros((5, WIDTH))
    rows[:, 2] = [1.0, 2.0, 0.5, np.nextafter(1.0, 2.0), 0.0]
    assert len(np.unique(objects.of_rows(rows), axis=0)) == 5
    other = ObjectKeys((*contents()[:2], digest("changed"), *contents()[3:]))
    assert (other.of_rows(rows[:1]) != objects.of_rows(rows[:1])).any()
    np.testing.assert_array_equal(other.of_rows(rows[4:]), objects.of_rows(rows[4:]))


def test_no_two_worlds_of_a_lattice_share_a_key() -> None:
    keys = Lattice(12, tuple(range(12))).all_keys(ObjectKeys(contents(12)))
    assert len(np.unique(keys, axis=0)) == 1 << 12


def test_a_world_is_the_same_in_any_kind() -> None:
    lattice = Lattice(WIDTH, tuple(range(WIDTH)))
    objects = ObjectKeys(contents())
    layer = Layer(WIDTH, tuple(range(WIDTH)), 3)
    wanted = {tuple(key) for key in lattice.all_keys(objects)}
    assert {tuple(key) for key in layer.all_keys(objects)} <= wanted
    assert len(layer) == 35
    members = [world.positions for world in layer]
    assert members == list(combinations(range(WIDTH), 3))


def test_prefixes_grow_by_one_object() -> None:
    worlds = Prefixes(4, np.array([[2, 0, 3]]))
    assert [world.positions for world in worlds] == [(), (2,), (0, 2), (0, 2, 3)]


def test_moves_hold_many_leave_one_outs_in_little_memory() -> None:
    base = World.of(20_000, dict.fromkeys(range(20_000), 1.0))
    worlds = Moves.without_each(base, [[place] for place in range(20_000)])
    assert len(worlds) == 20_001
    assert worlds[20_000].positions == tuple(range(19_999))
    row = worlds.weights(7, 8)[0]
    assert row[6] == 0.0
    assert row.sum() == 19_999


def test_worlds_are_indexed_as_sequences_are() -> None:
    worlds = Lattice(3, (0, 1, 2))
    assert worlds[-1] == World.of(3, {0: 1, 1: 1, 2: 1})
    with pytest.raises(IndexError):
        worlds[8]
    with pytest.raises(IndexError):
        worlds[-9]


@every_kind
def test_worlds_one_by_one_are_those_of_their_places(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datacounterfactuals.core.worlds.ITERATED", 3 * worlds.width)
    listed = list(worlds)
    assert listed == [worlds[place] for place in range(len(worlds))]
    assert {world.width for world in listed} <= {worlds.width}
    with pytest.raises(StudyError, match="weight -1"):
        list(Listed(np.array([[0.0, 1.0], [1.0, -1.0]])))


def test_a_lattice_too_large_to_fill_is_refused() -> None:
    with pytest.raises(QuestionError, match="31 objects"):
        Lattice(31, tuple(range(31)))


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_is_finite_and_not_negative(weight: float) -> None:
    with pytest.raises(StudyError, match="weight"):
        World.of(2, {0: weight})


def test_worlds_of_a_narrower_universe_compare_equal() -> None:
    assert World.of(2, {0: 1.0}) == World.of(5, {0: 1.0, 3: 0.0})
    assert hash(World.of(2, {0: 1.0})) == hash(World.of(5, {0: 1.0}))


def test_the_keys_of_many_leave_one_outs_take_little_time_and_memory() -> None:
    count = 30_000
    objects = ObjectKeys(contents(count))
    base = World.of(count, dict.fromkeys(range(count), 1.0))
    worlds = Moves.without_each(base, [(place,) for place in range(count)])
    tracemalloc.start()
    began = time.perf_counter()
    keys = worlds.all_keys(objects)
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 10.0  # a walk through the base for every move takes minutes
    assert peak < 100 << 20
    np.testing.assert_array_equal(keys[0], objects.hashes.sum(axis=0, dtype=np.uint64))
    np.testing.assert_array_equal(keys[8], keys[0] - objects.hashes[7])
