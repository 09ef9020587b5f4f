"""Keeping: what was handed in is committed, in order, however a fill ends."""

import threading
from pathlib import Path

import numpy as np
import pytest

from datacounterfactuals.bank.batch import Batch
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.errors import BankError
from datacounterfactuals.grid import keeping
from datacounterfactuals.grid.keeping import Keeper
from tests.bank.support import columns, keys, opened, real, values


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A vault; a batch of three rows is not a small one."""
    monkeypatch.setattr(keeping, "FEW", 3)
    return opened(tmp_path)


def batch(vault: Vault, *names: int) -> Batch:
    return vault.pack(
        keys(names), columns(), 0, values(names, columns()), real(len(names)), {}, 0.0
    )


def held(vault: Vault, *names: int) -> list[bool]:
    return vault.held(keys(names), columns(), 0).tolist()


def test_every_batch_is_returned_once_it_is_committed_in_order(vault: Vault) -> None:
    given = [batch(vault, one, one + 1, one + 2) for one in range(0, 60, 3)]
    done: list[Batch] = []
    with Keeper(vault) as keeper:
        for one in given:
            done += keeper.put(one)
            assert all(held(vault, *range(3 * len(done))))
            assert len(done) >= given.index(one) - 1  # one is being committed, one waits
        done += keeper.finish()
    assert done == given
    assert all(held(vault, *range(60)))


def test_a_few_rows_are_committed_before_anything_else_happens(vault: Vault) -> None:
    with Keeper(vault) as keeper:
        few = batch(vault, 1, 2)
        assert keeper.put(few) == [few]
        assert held(vault, 1, 2) == [True, True]


def test_what_was_handed_in_is_committed_when_a_fill_is_interrupted(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, keep = threading.Event(), vault.keep

    def slow(one: Batch) -> int:
        go.wait(10)
        return keep(one)

    monkeypatch.setattr(vault, "keep", slow)

    def fill() -> None:
        with Keeper(vault) as keeper:
            keeper.put(batch(vault, 1, 2, 3))
            keeper.put(batch(vault, 4, 5, 6))
            go.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill()
    assert all(held(vault, 1, 2, 3, 4, 5, 6))


def test_an_error_of_the_bank_is_raised_to_whoever_fills(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Batch) -> int:
        raise BankError("the disk is full")

    monkeypatch.setattr(vault, "keep", full)

    def fill(*batches: Batch) -> None:
        with Keeper(vault) as keeper:
            for one in batches:
                keeper.put(one)

    for count in (1, 2, 3):
        with pytest.raises(BankError, match="full"):
            fill(*(batch(vault, one, one + 1, one + 2) for one in range(count)))


def test_arrays_that_were_handed_in_can_be_used_again(vault: Vault) -> None:
    names, numbers = keys([1, 2, 3]), values([1, 2, 3], columns())
    states, expected = real(3), numbers.copy()
    packed = vault.pack(names, columns(), 0, numbers, states, {}, 0.0)
    for array in (names, numbers, states):
        array.fill(0)
    vault.keep(packed)
    found = vault.read(keys([1, 2, 3]), columns(), 0)
    np.testing.assert_array_equal(found.values, expected)
