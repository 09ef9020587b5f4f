import random
import shutil
from pathlib import Path

import pytest

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.vault import Vault
from tests.bank.support import (
    FINGERPRINT,
    PROTOCOL,
    columns,
    file_in,
    keys,
    opened,
    real,
    same_bits,
    store,
    values,
)

NAMES = range(240)
MORE = columns(40, ["right", "loss", "margin"])
VALUES = values(NAMES, MORE)


def commit(vault: Vault, some: slice) -> int:
    names = NAMES[some]
    return vault.commit(keys(names), MORE, 0, VALUES[some], real(len(names)), {}, 0.0)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with 24 blocks in a file of some hundred pages, closed."""
    folder = tmp_path_factory.mktemp("sound")
    vault = opened(folder)
    for start in NAMES[::10]:
        commit(vault, slice(start, start + 10))
    vault.record_study("census", {"rows": 3})
    vault.close()
    return folder


def copied(sound: Path, folder: Path) -> Path:
    shutil.copytree(sound, folder, dirs_exist_ok=True)
    return file_in(folder)


def rot(file: Path, *places: int) -> None:
    """Change bytes of a file."""
    raw = bytearray(file.read_bytes())
    for place in places:
        raw[place] ^= 0x5A
    file.write_bytes(raw)


def rows_right(folder: Path) -> int:
    """How many rows are there. Every one of them is right, the file is mended or was hurt only
    where nothing is read from, and takes the rows that are lost again."""
    vault = opened(folder)
    found = vault.read(keys(NAMES), MORE, 0)
    there = int(found.found.sum())
    assert same_bits(found.values[found.found], VALUES[found.found])
    again = opened(folder)
    assert again.held(keys(NAMES), MORE, 0).sum() == there
    assert again.damage == ()
    unread = vault.damage == () and not again.verify().sound
    if unread:
        assert again.mend() is not None
    assert again.verify().problems == ()
    assert commit(again, slice(None)) == len(NAMES) - there
    assert same_bits(vault.read(keys(NAMES), MORE, 0).values, VALUES)
    for report in vault.damage:
        assert report.rows == there
        assert report.rows_lost in (-1, len(NAMES) - there)
        assert Path(report.file).with_name(report.set_aside).exists()
        assert "damaged" in str(report)
    assert (vault.damage == () and not unread) == file_in(folder).exists()
    return there


@pytest.mark.parametrize("seed", range(25))
def test_flipped_bytes_never_give_a_wrong_number(sound: Path, tmp_path: Path, seed: int) -> None:
    file = copied(sound, tmp_path)
    chance = random.Random(seed)
    size = file.stat().st_size
    rot(file, *(chance.randrange(size) for _ in range(1 + seed % 5)))
    assert rows_right(tmp_path) > 0


def test_damage_in_one_block_costs_that_block_alone(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    rot(file, file.stat().st_size // 2)
    assert rows_right(tmp_path) in (len(NAMES), len(NAMES) - 10)


def test_the_first_page_can_be_lost(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    rot(file, *range(8192))
    assert rows_right(tmp_path) == len(NAMES)


def test_the_first_page_can_be_lost_after_compaction(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    vault = opened(tmp_path)
    vault.compact()
    vault.close()
    rot(file, *range(8192))
    assert rows_right(tmp_path) == len(NAMES)


def test_a_file_that_was_cut_off_gives_what_is_left(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    assert 0 < rows_right(tmp_path) < len(NAMES)


def test_a_file_of_something_else_is_set_aside(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    file.write_bytes(b"not a database at all " * 5000)
    vault = opened(tmp_path)
    assert not vault.held(keys(NAMES), MORE, 0).any()
    (report,) = vault.damage
    assert (report.rows, report.rows_lost) == (0, -1)
    aside = tmp_path / report.set_aside
    assert aside.name == f"{file.name}.damaged-1"
    assert aside.read_bytes().startswith(b"not a database")
    assert commit(vault, slice(None)) == len(NAMES)


def test_the_studies_and_the_loss_are_listed_afterwards(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    vault = opened(tmp_path)
    vault.keys(MORE, 0)
    rot(file, *range(file.stat().st_size // 2, file.stat().st_size // 2 + 9000))
    vault.close()
    (before,) = Bank(tmp_path).describe()
    assert before.trouble == ""
    (summary,) = Bank(tmp_path).describe()
    assert summary.studies == {"census": {"rows": 3}}
    assert summary.protocol == PROTOCOL
    assert len(summary.damage) == 1
    assert summary.damage[0].rows_lost == len(NAMES) - summary.rows


def test_a_damaged_file_that_is_read_only_is_read_and_left_as_it_is(
    sound: Path, tmp_path: Path
) -> None:
    file = copied(sound, tmp_path)
    rot(file, *range(file.stat().st_size // 2, file.stat().st_size // 2 + 9000))
    before = file.read_bytes()
    vault = Bank(tmp_path, read_only=True).vault(FINGERPRINT, PROTOCOL)
    found = vault.read(keys(NAMES), MORE, 0)
    assert 0 < found.found.sum() < len(NAMES)
    (report,) = vault.damage
    assert report.set_aside == ""
    assert not vault.verify().sound
    assert file.read_bytes() == before
    assert not list(tmp_path.glob("*damaged*"))


def test_who_has_the_damaged_file_open_goes_on_with_the_mended_one(
    sound: Path, tmp_path: Path
) -> None:
    copied(sound, tmp_path)
    first, second = opened(tmp_path), opened(tmp_path)
    store(first, [1001], MORE)
    assert second.held(keys([1001]), MORE, 0).all()
    report = first.mend()
    assert report is not None
    assert (report.rows, report.rows_lost) == (len(NAMES) + 1, 0)
    assert store(second, [1002], MORE) == 1
    assert store(first, [1001, 1002, 1003], MORE) == 1
    every = [*NAMES, 1001, 1002, 1003]
    for vault in (first, second, opened(tmp_path)):
        assert vault.held(keys(every), MORE, 0).all()
        assert vault.verify().problems == ()
    for vault in (first, second):
        vault.close()
    assert opened(tmp_path).held(keys(every), MORE, 0).all()


def test_a_file_can_be_damaged_and_mended_again(sound: Path, tmp_path: Path) -> None:
    copied(sound, tmp_path)
    vault = opened(tmp_path)
    for name in (2001, 2002, 2003):
        store(vault, [name], MORE)
        assert vault.mend() is not None
    assert opened(tmp_path).held(keys([*NAMES, 2001, 2002, 2003]), MORE, 0).all()
    assert len(list(tmp_path.glob("*.sqlite"))) == 1
    assert len(list(tmp_path.glob("*.damaged-1"))) == 3


def test_a_file_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    vault = opened(tmp_path)
    store(vault, [1], columns())
    assert vault.held(keys([1]), columns(), 0).all()
    for path in tmp_path.iterdir():
        path.unlink()
    assert not vault.held(keys([1]), columns(), 0).any()
    assert store(vault, [1], columns()) == 1
    assert opened(tmp_path).held(keys([1]), columns(), 0).all()


def test_verifying_names_what_is_wrong_and_changes_nothing(sound: Path, tmp_path: Path) -> None:
    file = copied(sound, tmp_path)
    assert opened(tmp_path).verify().rows == len(NAMES)
    rot(file, file.stat().st_size // 2)
    before = file.read_bytes()
    found = opened(tmp_path).verify()
    assert not found.sound
    assert found.problems
    assert file.read_bytes() == before
