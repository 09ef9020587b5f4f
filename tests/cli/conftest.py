"""What the tests of the command line share."""

from pathlib import Path

import pytest


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank of its own for every command, and an empty folder to work in."""
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "bank"
