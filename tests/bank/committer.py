"""Run by tests in processes of their own: `python -m tests.bank.committer WHAT FOLDER NUMBER`."""

import os
import random
import sys
from pathlib import Path

from datacounterfactuals.bank.vault import Vault
from tests.bank.support import columns, keys, opened, store


def commit_forever(vault: Vault, start: int) -> None:
    """Commit one row after another, and say so of each when it is done."""
    name = start
    while True:
        store(vault, range(name, name + 3), columns())
        sys.stdout.write(f"{name} {name + 1} {name + 2}\n")
        sys.stdout.flush()
        name += 3
        if name % 10 == 0:
            vault.claim(keys([name]), columns(), 0, str(start), 1000)
        if name % 50 == 0:
            vault.compact()


def train_all(vault: Vault, number: int) -> None:
    """Claim and commit rows 0 to 299 as a process that fills a grid does; print those that it
    trained."""
    chance = random.Random(number)
    names = list(range(300))
    owner = f"process {number}"
    while True:
        missing = [
            name
            for name, there in zip(names, vault.held(keys(names), columns(), 0), strict=True)
            if not there
        ]
        if not missing:
            return
        wanted = chance.sample(missing, min(10, len(missing)))
        granted = vault.claim(keys(wanted), columns(), 0, owner, 1000)
        mine = [name for name, ok in zip(wanted, granted, strict=True) if ok]
        new = store(vault, mine, columns())
        vault.settle(keys(mine), columns(), 0, owner)
        sys.stdout.write(" ".join(map(str, mine)) + f"\n{'' if new == len(mine) else 'doubled'}\n")


def commit_after_fork(vault: Vault, number: int) -> None:
    """Use the same vault in a parent and its child."""
    store(vault, [number], columns())
    child = os.fork()
    store(vault, [number + 1 if child else number + 2], columns())
    if child == 0:
        ok = vault.held(keys([number, number + 2]), columns(), 0).all()
        os._exit(0 if ok else 1)
    _, status = os.waitpid(child, 0)
    store(vault, [number + 3], columns())
    all_there = vault.held(keys(range(number, number + 4)), columns(), 0).all()
    sys.stdout.write(f"{status} {all_there}\n")


if __name__ == "__main__":
    work = {
        "commit": commit_forever, "train": train_all, "fork": commit_after_fork,
    }[sys.argv[1]]  # fmt: skip
    work(opened(Path(sys.argv[2])), int(sys.argv[3]))
