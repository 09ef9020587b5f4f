import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.column_set import ColumnSet
from datacounterfactuals.core.statistics import State
from tests.bank.support import (
    FINGERPRINT,
    PROTOCOL,
    atoms,
    columns,
    file_in,
    keys,
    opened,
    real,
    same_bits,
    store,
    values,
)

ATOMS, STATISTICS = atoms(*range(4)), ("right", "loss", "margin")
numbers = st.one_of(st.integers(0, 300).map(float), st.floats())
column_sets = st.builds(
    ColumnSet,
    st.lists(st.sampled_from(ATOMS), min_size=1, unique=True).map(tuple),
    st.lists(st.sampled_from(STATISTICS), min_size=1, unique=True).map(tuple),
)
Cell = tuple[int, int, bytes, str]


@given(st.data())
def test_a_vault_answers_as_a_dictionary_of_cells_would(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("bank")
    bank = Bank(folder)
    vault = bank.vault(FINGERPRINT, PROTOCOL)
    model: dict[Cell, float] = {}
    for _ in range(data.draw(st.integers(1, 5))):
        names = data.draw(st.lists(st.integers(0, 6), max_size=6))
        held, repeat = data.draw(column_sets), data.draw(st.integers(0, 1))
        size = len(names) * len(held)
        drawn = data.draw(st.lists(numbers, min_size=size, max_size=size))
        cells = np.array(drawn, dtype=np.float64).reshape(len(names), *held.shape)
        new: set[int] = set()
        for row, name in enumerate(names):
            for a, atom in enumerate(held.atoms):
                for s, statistic in enumerate(held.statistics):
                    cell = (name, repeat, atom, statistic)
                    if cell not in model:
                        new.add(name)
                        model[cell] = float(cells[row, a, s])
        count = vault.commit(keys(names), held, repeat, cells, real(len(names)), {}, 0.0)
        assert count == len(new)
        match data.draw(st.sampled_from(["go on", "open again", "compact"])):
            case "open again":
                bank.close()
                bank = Bank(folder)
                vault = bank.vault(FINGERPRINT, PROTOCOL)
            case "compact":
                vault.compact()
            case _:
                pass
    asked, repeat = data.draw(column_sets), data.draw(st.integers(0, 1))
    names = [6, 0, 3, 0, 1, 2, 4, 5]
    wanted = [
        [[model.get((name, repeat, a, s)) for s in asked.statistics] for a in asked.atoms]
        for name in names
    ]
    complete = [all(one is not None for line in row for one in line) for row in wanted]
    held_now = vault.read(keys(names), asked, repeat)
    assert held_now.found.tolist() == vault.held(keys(names), asked, repeat).tolist() == complete
    for row, is_there in enumerate(complete):
        expected = np.array(wanted[row] if is_there else np.full(asked.shape, np.nan), np.float64)
        nan = np.isnan(expected)
        assert same_bits(held_now.values[row][~nan], expected[~nan])
        assert np.isnan(held_now.values[row][nan]).all()
        assert held_now.states[row] == (State.REAL if is_there else State.NOT_HELD)
    assert vault.summary().cells == len(model)
    assert vault.verify().problems == ()
    bank.close()


def test_nothing_is_written_before_the_first_cell_is(tmp_path: Path) -> None:
    vault = opened(tmp_path / "bank")
    assert not vault.held(keys([1, 2]), columns(), 0).any()
    assert vault.read(keys([1]), columns(), 0).states.tolist() == [State.NOT_HELD]
    assert vault.summary().rows == 0
    assert vault.verify().sound
    assert not (tmp_path / "bank").exists()


def test_cells_are_there_when_the_bank_is_opened_again(tmp_path: Path) -> None:
    assert store(opened(tmp_path), range(5), columns()) == 5
    again = opened(tmp_path).read(keys(range(5)), columns(), 0)
    assert again.found.all()
    assert same_bits(again.values, values(range(5), columns()))


def test_repeats_and_protocols_are_kept_apart(tmp_path: Path) -> None:
    bank = Bank(tmp_path)
    store(bank.vault(FINGERPRINT, PROTOCOL), [1], columns(), repeat=0)
    assert not bank.vault(FINGERPRINT, PROTOCOL).held(keys([1]), columns(), 1).any()
    assert not bank.vault(b"another protocol", {}).held(keys([1]), columns(), 0).any()


def test_a_statistic_that_came_later_is_read_beside_the_others(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    first, later = columns(3, ["right", "loss"]), columns(3, ["margin"])
    store(vault, range(4), first)
    store(vault, range(2), later)
    both = columns(3, ["margin", "right", "loss"])
    assert vault.held(keys(range(4)), both, 0).tolist() == [True, True, False, False]
    assert same_bits(vault.read(keys([1]), both, 0).values, values([1], both))


def test_atoms_that_came_later_are_read_beside_the_others(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    store(vault, range(4), columns(2))
    wider = columns(5)
    assert store(vault, range(4), wider) == 4
    assert same_bits(vault.read(keys(range(4)), wider, 0).values, values(range(4), wider))
    assert vault.summary().cells == 4 * len(wider)


def test_what_was_committed_first_stays(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    store(vault, [1], columns())
    other = values([1], columns()) + 1
    assert vault.commit(keys([1]), columns(), 0, other, real(1), {}, 0.0) == 0
    assert same_bits(vault.read(keys([1]), columns(), 0).values, other - 1)


def test_equal_keys_in_one_commit_are_one_row(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    assert store(vault, [1, 2, 1, 1], columns()) == 2
    assert vault.summary().rows == 2
    assert vault.verify().sound
    assert vault.read(keys([1, 1]), columns(), 0).found.all()


def test_more_rows_than_a_block_takes_are_all_kept(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    one = columns(1, ["right"])
    many = np.arange(2 * 150_000, dtype=np.uint64).reshape(-1, 2)
    cells = (np.arange(150_000.0) % 7).reshape(-1, 1, 1)
    vault.commit(many, one, 0, cells, real(150_000), {149_999: "not failed, so not kept"}, 9.0)
    found = vault.read(many[::-1], one, 0)
    assert same_bits(found.values, cells[::-1])
    assert vault.summary().blocks > 1
    assert vault.summary().seconds == pytest.approx(9.0)


def test_a_failed_row_is_held_with_its_reason(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    states = np.array([State.REAL, State.FAILED, State.FALLBACK], dtype=np.uint8)
    cells = values(range(3), columns())
    vault.commit(keys(range(3)), columns(), 0, cells, states, {1: "out of memory"}, 1.0)
    found = vault.read(keys([1, 0, 2, 9]), columns(), 0)
    assert found.states.tolist() == [
        State.FAILED, State.REAL, State.FALLBACK, State.NOT_HELD,
    ]  # fmt: skip
    assert found.reasons == {0: "out of memory"}
    assert np.isnan(found.values[0]).all()
    assert found.found.tolist() == [True, True, True, False]


def test_failed_rows_are_forgotten_on_request_and_only_they(tmp_path: Path) -> None:
    vault, other = opened(tmp_path), opened(tmp_path)
    states = np.array([State.REAL, State.FAILED, State.FAILED], dtype=np.uint8)
    cells = values(range(3), columns())
    vault.commit(keys(range(3)), columns(), 0, cells, states, {1: "a", 2: "b"}, 1.0)
    assert other.held(keys(range(3)), columns(), 0).all()
    assert vault.summary().failed == 2
    assert vault.forget_failed() == 2
    for one in (vault, other):
        assert one.held(keys(range(3)), columns(), 0).tolist() == [True, False, False]
    assert store(vault, range(3), columns()) == 2
    assert same_bits(other.read(keys(range(3)), columns(), 0).values, cells)
    assert vault.verify().sound


def test_compacting_merges_blocks_and_changes_no_number(tmp_path: Path) -> None:
    vault, reader = opened(tmp_path), opened(tmp_path)
    for name in range(40):
        store(vault, [name], columns(), repeat=name % 2)
    before = [reader.read(keys(range(40)), columns(), repeat) for repeat in (0, 1)]
    size = vault.summary()
    vault.compact()
    assert vault.summary().blocks == 2
    assert (vault.summary().rows, vault.summary().cells) == (size.rows, size.cells)
    assert vault.verify().sound
    for repeat in (0, 1):
        after = reader.read(keys(range(40)), columns(), repeat)
        assert same_bits(after.values, before[repeat].values)
        assert (after.found == before[repeat].found).all()


def test_keys_of_all_held_rows_can_be_listed(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    store(vault, range(4), columns(3, ["right"]))
    store(vault, range(2), columns(3, ["loss"]))
    listed = vault.keys(columns(), 0)
    assert sorted(listed.tolist()) == sorted(keys(range(2)).tolist())


def test_a_row_asked_for_no_column_is_held(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    nothing = ColumnSet((), ())
    assert vault.held(keys([1]), nothing, 0).all()
    assert store(vault, [1], nothing) == 0


def test_shapes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    with pytest.raises(ValueError, match="do not fill"):
        vault.commit(keys([1]), columns(2), 0, np.zeros((1, 3, 2)), real(1), {}, 0.0)
    states = np.array([State.NOT_HELD], dtype=np.uint8)
    with pytest.raises(ValueError, match="trained or failed"):
        vault.commit(keys([1]), columns(), 0, values([1], columns()), states, {}, 0.0)
    assert not file_in(tmp_path).exists()


def test_threads_share_a_vault(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    wrong: list[str] = []

    def work(start: int) -> None:
        for name in range(start, start + 20):
            store(vault, [name, 1000 + name % 7], columns())
            found = vault.read(keys([name]), columns(), 0)
            if not same_bits(found.values, values([name], columns())):
                wrong.append(f"row {name}")

    threads = [threading.Thread(target=work, args=(100 * one,)) for one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert vault.summary().rows == 4 * 20 + 7
    assert vault.verify().sound
