from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.statistics import State
from tests.bank.support import FINGERPRINT, PROTOCOL, columns, keys, opened, real, store, values


def test_the_listing_counts_what_is_there(tmp_path: Path) -> None:
    bank = Bank(tmp_path, clock=lambda: 1_000_000.0)
    vault = bank.vault(FINGERPRINT, PROTOCOL)
    vault.record_study("census", {"rows": 1})
    vault.record_study("digits", {})
    vault.record_study("census", {"rows": 2})
    states = np.array([State.REAL, State.FAILED], dtype=np.uint8)
    vault.commit(keys([1, 2]), columns(), 0, values([1, 2], columns()), states, {1: "x"}, 3.0)
    vault.commit(keys([1]), columns(), 4, values([1], columns()), real(1), {}, 0.5)
    store(vault, [1], columns(3, ["margin"]))
    store(bank.vault(b"another protocol", {"learner": "k"}), [1], columns())
    summary = next(one for one in bank.describe() if one.fingerprint == FINGERPRINT.hex())
    assert summary.protocol == PROTOCOL
    assert summary.studies == {"census": {"rows": 2}, "digits": {}}
    assert (summary.rows, summary.repeats, summary.failed) == (3, 2, 1)
    assert summary.cells == 3 * len(columns()) + 3
    assert summary.seconds == 3.5
    assert summary.bytes > 0
    assert summary.last == datetime.fromtimestamp(1_000_000, UTC)
    assert summary.trouble == ""
    assert len(bank.describe()) == 2


def test_the_listing_is_plain_data(tmp_path: Path) -> None:
    store(opened(tmp_path), [1], columns())
    (summary,) = Bank(tmp_path).describe()
    plain = summary.to_json()
    assert (plain["rows"], plain["damage"], plain["protocol"]) == (1, [], PROTOCOL)
    assert isinstance(plain["last"], str)


def test_compacting_gives_space_back(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    states = np.full(2000, State.FAILED, dtype=np.uint8)
    cells = values(range(2000), columns())
    vault.commit(keys(range(2000)), columns(), 0, cells, states, {0: "x" * 100_000}, 1.0)
    vault.compact()
    before = vault.summary().bytes
    vault.forget_failed()
    vault.compact()
    assert vault.summary().bytes < before / 2
    assert vault.verify().sound


def test_seconds_survive_compaction(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    for name in range(5):
        one = values([name], columns())
        vault.commit(keys([name]), columns(), 0, one, real(1), {}, 0.25)
    vault.compact()
    assert vault.summary().seconds == 1.25
    assert vault.summary().blocks == 1


def test_other_files_in_the_folder_are_let_alone(tmp_path: Path) -> None:
    store(opened(tmp_path), [1], columns())
    (tmp_path / "notes.sqlite").write_text("mine")
    (tmp_path / "README").write_text("mine")
    assert len(Bank(tmp_path).describe()) == 1
