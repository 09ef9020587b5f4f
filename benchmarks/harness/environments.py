"""Environments of their own for peers that must not be installed beside us."""

import atexit
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

PINNED = {
    "pyDVL": ("pyDVL==0.10.0", "scikit-learn==1.9.1"),
    "shapiq": ("shapiq==1.4.1", "scikit-learn==1.9.1"),
}
LONGEST = 300
"""Seconds that installing a peer may take."""


class MissingError(RuntimeError):
    """A peer could not be installed, and why."""


@cache
def python_of(peer: str) -> Path:
    """The interpreter of a fresh environment with a peer in it, which is removed at the end.

    Raises MissingError where it cannot be installed.
    """
    folder = Path(tempfile.mkdtemp(prefix="peer-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--retries", "1", *PINNED[peer]]
    for command in ([sys.executable, "-m", "venv", str(folder)], install):
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.CalledProcessError as error:
            last = [line for line in str(error.stderr).splitlines() if line][-1:]
            raise MissingError(f"it could not be installed ({' '.join(last)[:200]})") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise MissingError(f"it could not be installed ({type(error).__name__})") from error
    return python
