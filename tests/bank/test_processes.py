import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bank.support import columns, keys, opened, same_bits, values

TOP = Path(__file__).resolve().parents[2]


def started(what: str, folder: Path, number: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bank.committer", what, str(folder), str(number)],
        cwd=TOP,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_no_acknowledged_commit_is_lost_by_kill_9(tmp_path: Path) -> None:
    chance = random.Random(0)
    acknowledged: list[int] = []
    for attempt in range(6):
        pair = [started("commit", tmp_path, 10**6 * (2 * attempt + one)) for one in (0, 1)]
        for process in pair:
            assert process.stdout is not None
            acknowledged += map(int, process.stdout.readline().split())
        for process in pair:
            time.sleep(chance.random() * 0.1)
            process.kill()
            printed, _ = process.communicate()
            complete = printed[: printed.rfind("\n") + 1]
            acknowledged += map(int, complete.split())
        vault = opened(tmp_path)
        found = vault.read(keys(acknowledged), columns(), 0)
        assert found.found.all()
        assert same_bits(found.values, values(acknowledged, columns()))
        assert vault.verify().problems == ()
        assert vault.damage == ()
    assert len(acknowledged) > 100


def test_no_commit_is_lost_to_a_process_that_mends_the_file_meanwhile(tmp_path: Path) -> None:
    pair = [started("commit", tmp_path, 10**6 * number) for number in (1, 2)]
    acknowledged: list[int] = []
    for process in pair:
        assert process.stdout is not None
        acknowledged += map(int, process.stdout.readline().split())
    vault = opened(tmp_path)
    for _ in range(4):
        assert vault.mend() is not None
        time.sleep(0.03)
    for process in pair:
        process.kill()
        printed, _ = process.communicate()
        acknowledged += map(int, printed[: printed.rfind("\n") + 1].split())
    assert vault.held(keys(acknowledged), columns(), 0).all()
    again = opened(tmp_path)
    assert again.held(keys(acknowledged), columns(), 0).all()
    assert again.verify().problems == ()


def test_two_processes_train_each_row_once(tmp_path: Path) -> None:
    pair = [started("train", tmp_path, number) for number in (1, 2)]
    printed = [process.communicate(timeout=60)[0] for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    assert "doubled" not in "".join(printed)
    trained = [int(name) for name in "".join(printed).split()]
    assert sorted(trained) == list(range(300))
    vault = opened(tmp_path)
    assert vault.summary().rows == 300
    assert vault.summary().cells == 300 * len(columns())
    assert vault.verify().problems == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_uses_the_vault_beside_its_parent(tmp_path: Path) -> None:
    printed, _ = started("fork", tmp_path, 5).communicate(timeout=60)
    assert printed == "0 True\n"
    assert opened(tmp_path).verify().problems == ()
