import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.errors import BankError
from tests.bank.support import (
    FINGERPRINT,
    PROTOCOL,
    columns,
    file_in,
    keys,
    opened,
    same_bits,
    store,
    values,
)

TOP = Path(__file__).resolve().parents[2]


def test_a_bank_from_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    store(vault, [1], columns())
    vault.close()
    db = sqlite3.connect(file_in(tmp_path))
    db.execute("PRAGMA user_version = 2")
    db.execute("ALTER TABLE meta RENAME TO protocol")
    db.commit()
    db.close()
    for work in (
        lambda: store(vault, [2], columns()),
        lambda: vault.held(keys([1]), columns(), 0),
        lambda: vault.claim(keys([1]), columns(), 0, "a", 1),
    ):
        with pytest.raises(BankError, match=r"newer version.* 2, and 1 .*\. Upgrade"):
            work()
    assert vault.damage == ()
    (summary,) = Bank(tmp_path).describe()
    assert "newer version" in summary.trouble


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    db = sqlite3.connect(file_in(tmp_path))
    db.execute("CREATE TABLE holidays (day TEXT)")
    db.close()
    before = file_in(tmp_path).read_bytes()
    with pytest.raises(BankError, match="another program"):
        store(opened(tmp_path), [1], columns())
    assert file_in(tmp_path).read_bytes() == before


def test_a_file_under_another_protocols_name_is_not_served(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    store(vault, [1], columns())
    vault.close()
    file_in(tmp_path).rename(tmp_path / f"{b'another protocol'.hex()}.sqlite")
    other = Bank(tmp_path).vault(b"another protocol", {})
    with pytest.raises(BankError, match=f"holds the cells of the protocol {FINGERPRINT.hex()}"):
        other.held(keys([1]), columns(), 0)


def test_a_bank_that_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank"
    path.write_text("x")
    with pytest.raises(BankError, match="is a file"):
        Bank(path)


def test_a_bank_opened_to_read_reads_and_refuses_to_write(tmp_path: Path) -> None:
    writer = opened(tmp_path)
    store(writer, [1], columns())
    reader = Bank(tmp_path, read_only=True).vault(FINGERPRINT, PROTOCOL)
    assert reader.held(keys([1]), columns(), 0).all()
    store(writer, [2], columns())
    assert reader.held(keys([1, 2]), columns(), 0).all()
    with pytest.raises(BankError, match=r"read-only.*DATACF_BANK"):
        store(reader, [3], columns())
    with pytest.raises(BankError, match="read-only"):
        reader.claim(keys([3]), columns(), 0, "a", 1)
    assert reader.verify().sound


def test_a_read_only_bank_that_is_not_there_is_empty(tmp_path: Path) -> None:
    bank = Bank(tmp_path / "none", read_only=True)
    assert not bank.vault(FINGERPRINT, PROTOCOL).held(keys([1]), columns(), 0).any()
    assert bank.describe() == ()
    assert not (tmp_path / "none").exists()


READ = """
import os, sys, tempfile
from pathlib import Path
from datacounterfactuals.core.errors import BankError
from tests.bank.support import *
with tempfile.TemporaryDirectory() as name:  # what is imported late is not nobody's to read
    rehearsal = opened(Path(name))
    store(rehearsal, [1], columns())
    rehearsal.held(keys([1, 2]), columns(), 0)
    rehearsal.close()
vault = opened(Path(sys.argv[1]))
if os.geteuid() == 0:
    os.setuid(65534)  # nobody; what the superuser may not write does not exist
print(vault.held(keys([1, 2]), columns(), 0).tolist(), len(vault.damage))
try:
    store(vault, [3], columns())
except BankError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="permissions are different here")
@pytest.mark.parametrize("left_open", [False, True])
def test_a_bank_in_a_folder_without_permission_to_write_is_read(left_open: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vault = opened(folder)
        store(vault, [1, 2], columns())
        if not left_open:
            vault.close()
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        printed = subprocess.check_output(
            [sys.executable, "-c", READ, name], cwd=TOP, text=True
        ).splitlines()
        folder.chmod(0o755)
        assert printed[0] == "[True, True] 0"
        assert "the bank cannot be written" in printed[1]
        assert "read-only" in printed[1]
        vault.close()


def test_a_full_disk_is_told_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(opened(tmp_path), range(10), columns())

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        db = sqlite3.Connection(*args, **options)
        db.execute("PRAGMA max_page_count = 20")
        return db

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        vault = opened(tmp_path)
        with pytest.raises(BankError, match=r"disk that holds the bank is full.*Free some space"):
            store(vault, range(10, 3000), columns())
        found = vault.read(keys(range(10)), columns(), 0)
        assert same_bits(found.values, values(range(10), columns()))
        assert not vault.held(keys([10]), columns(), 0).any()
        assert store(vault, [10], columns()) == 1
        vault.close()
    again = opened(tmp_path)
    assert again.damage == ()
    assert again.held(keys(range(11)), columns(), 0).all()
    assert store(again, range(10, 3000), columns()) == 2989
    assert again.verify().sound


def test_a_full_disk_is_told_when_damage_cannot_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(opened(tmp_path), range(3000), columns())

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        db = sqlite3.Connection(*args, **options)
        if ".partial" in args[0]:
            db.execute("PRAGMA max_page_count = 20")
        return db

    vault = opened(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        with pytest.raises(BankError, match="full"):
            vault.mend()
    assert not list(tmp_path.glob("*.partial*"))
    assert vault.held(keys(range(3000)), columns(), 0).all()
    assert vault.mend() is not None
    assert vault.held(keys(range(3000)), columns(), 0).all()


def test_a_bank_that_is_busy_for_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(opened(tmp_path), [1], columns())
    blocker = sqlite3.connect(file_in(tmp_path), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        return sqlite3.Connection(*args, **{**options, "timeout": 0.05})

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        vault = opened(tmp_path)
        with pytest.raises(BankError, match="another process has kept the bank busy"):
            store(vault, [2], columns())
        assert vault.held(keys([1]), columns(), 0).all()
    blocker.close()
    assert store(opened(tmp_path), [2], columns()) == 1


def test_the_default_folder_is_the_one_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATACF_BANK", "somewhere")
    assert Bank.default_folder() == Path("somewhere")
    monkeypatch.delenv("DATACF_BANK")
    assert Bank.default_folder().parts[-2:] == ("datacounterfactuals", "bank")
