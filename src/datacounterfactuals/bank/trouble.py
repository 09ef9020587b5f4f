"""What can go wrong with a file of the bank, told apart: damage, which is mended, and everything
else, which the user is told."""

from pathlib import Path
from typing import final

from datacounterfactuals.bank.layout import BlockDamagedError
from datacounterfactuals.core.errors import BankError

_UNREADABLE = (522, 8458)
"""Extended codes of read errors that mean a damaged file: short read, corrupt file system."""


@final
class DamagedError(Exception):
    """A file does not hold what was written to it; the reason in words."""

    def __init__(self, why: str, path: Path) -> None:
        super().__init__(why)
        self.why, self.path = why, path


@final
class SupersededError(Exception):
    """The file is no longer the vault's: it was mended or removed. Open the vault afresh."""


def explained(error: BaseException, path: Path) -> Exception:
    """The error to raise instead: a BankError, or DamagedError if mending the file may help."""
    if isinstance(error, BlockDamagedError):
        return DamagedError(f"a block of cells is not as it was written: {error}", path)
    code: int = getattr(error, "sqlite_errorcode", 0)
    match code & 0xFF:  # the primary codes of sqlite.org/rescode.html
        case 8:
            return BankError(
                f"the bank cannot be written: {path} is read-only",
                "Make the file and its folder writable, or set DATACF_BANK to another folder",
            )
        case 13:
            return BankError(
                f"the disk that holds the bank is full: {path}",
                "Free some space and ask again; every cell committed before is kept",
            )
        case 5 | 6 | 15:
            return BankError(
                f"another process has kept the bank busy for too long: {path}",
                "Wait until it ends, or stop it, and ask again",
            )
        case 14 | 3 | 23:
            return BankError(
                f"the bank cannot be opened: {path} ({error})",
                "Check that the folder is there and that you may write to it, or set "
                "DATACF_BANK to another folder",
            )
        case 10 if code not in _UNREADABLE:
            return BankError(
                f"the disk failed under the bank: {path} ({error})",
                "Check the disk and the space on it, and ask again",
            )
        case 7 | 18:
            return BankError(f"a block of cells is too large for the bank: {path} ({error})")
        case _:
            return DamagedError(str(error), path)


def denied(error: OSError, path: Path) -> BankError:
    """The error for a folder or file that the system refuses."""
    return BankError(
        f"the bank cannot use {path}: {error.strerror or error}",
        "Make it writable, or set DATACF_BANK to another folder",
    )
