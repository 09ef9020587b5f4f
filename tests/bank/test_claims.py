from pathlib import Path

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.vault import Vault
from tests.bank.support import FINGERPRINT, PROTOCOL, columns, keys, store, values


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def timed(folder: Path) -> tuple[Vault, Clock]:
    clock = Clock()
    return Bank(folder, clock=clock).vault(FINGERPRINT, PROTOCOL), clock


def test_a_row_is_granted_to_one_owner(tmp_path: Path) -> None:
    vault, _ = timed(tmp_path)
    assert vault.claim(keys([1, 2]), columns(), 0, "a", 10).all()
    assert vault.claim(keys([2, 3]), columns(), 0, "b", 10).tolist() == [False, True]
    assert vault.claim(keys([1, 2, 3]), columns(), 0, "a", 10).tolist() == [True, True, False]


def test_equal_keys_are_granted_once(tmp_path: Path) -> None:
    vault, _ = timed(tmp_path)
    assert vault.claim(keys([1, 2, 1]), columns(), 0, "a", 10).tolist() == [True, True, False]


def test_a_held_row_is_not_granted(tmp_path: Path) -> None:
    vault, _ = timed(tmp_path)
    store(vault, [1], columns())
    assert vault.claim(keys([1, 2]), columns(), 0, "a", 10).tolist() == [False, True]


def test_other_repeats_and_other_columns_are_free(tmp_path: Path) -> None:
    vault, _ = timed(tmp_path)
    vault.claim(keys([1]), columns(3, ["loss"]), 0, "a", 10)
    assert vault.claim(keys([1]), columns(3, ["loss"]), 1, "b", 10).all()
    assert vault.claim(keys([1]), columns(3, ["margin"]), 0, "b", 10).all()
    assert not vault.claim(keys([1]), columns(3, ["right", "loss"]), 0, "b", 10).any()


def test_an_expired_lease_is_retaken(tmp_path: Path) -> None:
    vault, clock = timed(tmp_path)
    vault.claim(keys([1]), columns(), 0, "a", 10)
    clock.now += 9.9
    assert not vault.claim(keys([1]), columns(), 0, "b", 10).any()
    clock.now += 0.2
    assert vault.claim(keys([1]), columns(), 0, "b", 10).all()
    assert not vault.claim(keys([1]), columns(), 0, "a", 10).any()


def test_a_renewed_lease_holds(tmp_path: Path) -> None:
    vault, clock = timed(tmp_path)
    vault.claim(keys([1]), columns(), 0, "a", 10)
    clock.now += 5
    vault.renew("a", 10)
    clock.now += 8
    assert not vault.claim(keys([1]), columns(), 0, "b", 10).any()


def test_released_rows_are_free(tmp_path: Path) -> None:
    vault, _ = timed(tmp_path)
    vault.claim(keys([1]), columns(), 0, "a", 10)
    vault.release("a")
    assert vault.claim(keys([1]), columns(), 0, "b", 10).all()


def test_rows_that_are_settled_can_be_claimed_once_they_are_forgotten(tmp_path: Path) -> None:
    vault, _ = timed(tmp_path)
    vault.claim(keys([1, 2, 3]), columns(), 0, "a", 10)
    vault.claim(keys([2, 3, 8]), columns(), 0, "a", 10)
    store(vault, [1, 2], columns())
    states = np.array([2, 2], dtype=np.uint8)
    vault.commit(keys([8, 9]), columns(), 0, values([8, 9], columns()), states, {}, 0.0)
    vault.settle(keys([1, 2, 8, 9]), columns(), 0, "a")
    vault.settle(keys([3]), columns(), 0, "b")
    vault.forget_failed()
    assert vault.claim(keys([1, 2, 3, 8]), columns(), 0, "b", 10).tolist() == [
        False, False, False, True,
    ]  # fmt: skip
    vault.release("a")
    assert vault.claim(keys([3]), columns(), 0, "b", 10).all()


def test_another_vault_on_the_file_sees_claims(tmp_path: Path) -> None:
    first, _ = timed(tmp_path)
    second, _ = timed(tmp_path)
    assert first.claim(keys([1]), columns(), 0, "a", 10).all()
    assert not second.claim(keys([1]), columns(), 0, "b", 10).any()
