"""Starting: importing the package, asking the program for help, and kernels that are compiled."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.harness.claim import Claim, Fact, Setting, Side, Sides
from benchmarks.harness.environments import MissingError, python_of

PLACE = 60
PYTHON = "starting Python"
EVERY = "import datacounterfactuals as dc; [getattr(dc, name) for name in dc.__all__]"
FILL = """
import sys, time, numpy as np
from sklearn.datasets import load_breast_cancer
import datacounterfactuals as dc
from datacounterfactuals.bank.bank import Bank
X, y = load_breast_cancer(return_X_y=True)
for kind in ("logistic", "ridge", "naive_bayes", "centroid", "neighbours"):
    study = dc.Study.from_arrays(X, y, objects=6, learner=kind, evaluation=0.2)
    dc.Grid(study, Bank(sys.argv[1])).fill(progress=None)
"""


def _python(words: Sequence[str], python: str | Path = sys.executable) -> Side:
    def run() -> None:
        subprocess.run([str(python), *words], check=True, stdout=subprocess.DEVNULL)

    return Side(" ".join(["python", *words])[:60], run)


def importing(setting: Setting) -> Sides:
    """The package against numpy, and against others of its kind; the limit is Python itself."""
    peers = [Side("import numpy", _python(["-c", "import numpy"]).run)]
    skipped: dict[str, str] = {}
    for peer in ("pyDVL", "shapiq"):
        if setting.quick:
            skipped[peer] = "it is installed for full runs only"
            continue
        try:
            name = "pydvl.valuation" if peer == "pyDVL" else "shapiq"
            side = _python(["-W", "ignore", "-c", f"import {name}"], python_of(peer))
            peers.append(Side(f"import {name}", side.run))
        except MissingError as error:
            skipped[peer] = str(error)
    package = _python(["-c", "import datacounterfactuals"])
    return Sides(package, tuple(peers), _nothing_done(), skipped=skipped)


def every_name(setting: Setting) -> Sides:
    """The package with every public name resolved, which loads nearly all of it."""
    del setting
    everything = Side("import, and resolve every public name", _python(["-c", EVERY]).run)
    return Sides(everything, (Side("import numpy", _python(["-c", "import numpy"]).run),))


def asking_for_help(setting: Setting) -> Sides:
    """`datacf --help`; the limit is Python that does nothing."""
    del setting
    program = Path(sys.executable).with_name("datacf")

    def run() -> None:
        said = subprocess.run([str(program), "--help"], check=True, capture_output=True, text=True)
        assert "plan" in said.stdout

    return Sides(Side("datacf --help", run), limit=_nothing_done())


def _nothing_done() -> Side:
    return Side("Python that does nothing", _python(["-c", "pass"]).run)


def compiling(setting: Setting) -> Sides:
    """The same small fills in a fresh process, with code that is kept and without any."""
    fresh = count()

    def new(word: str) -> str:
        folder = setting.folder / f"{word}{next(fresh)}"
        folder.mkdir()
        return str(folder)

    def run(kept: str | None) -> str:
        environment = os.environ | {"NUMBA_CACHE_DIR": kept or new("code")}
        return _told([sys.executable, "-c", FILL, new("bank")], environment)

    code = new("code")
    first, second = run(code), run(code)
    assert "Compiling" in first, "the first run says nothing of compiling"
    assert "Compiling" not in second, "the second run compiles again"
    return Sides(
        Side("second run", lambda: _nothing(run(code))),
        (Side("first run, which compiles", lambda: _nothing(run(None))),),
        agreement="the first run says on a terminal that it compiles, the second does not",
        facts=partial(_size, Path(code)),
    )


def _nothing(said: str) -> None:
    del said


def _size(folder: Path) -> Mapping[str, Fact]:
    kept = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"compiled code that is kept (MB)": kept / 1e6}


def _told(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What a program says on a terminal while it runs."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run(command, check=True, stderr=theirs, env=dict(environment))
        os.set_blocking(ours, False)
        said = b""
        try:
            while piece := os.read(ours, 1 << 16):
                said += piece
        except (BlockingIOError, OSError):
            pass
        return said.decode("utf-8", "replace")
    finally:
        os.close(ours)
        os.close(theirs)


CLAIMS = (
    Claim(
        "import",
        "import of the package",
        "s",
        importing,
        goal=0.3,
        rounds=9,
        bound="starting Python",
    ),
    Claim(
        "help", "`datacf --help`", "s", asking_for_help, goal=0.6, rounds=9, bound="starting Python"
    ),
    Claim(
        "import-all",
        "import of the package, every public name resolved",
        "s",
        every_name,
        rounds=9,
        group="others",
    ),
    Claim(
        "compiling",
        "five small fills in a fresh process, kernels compiled before",
        "s",
        compiling,
        rounds=3,
        group="others",
        smoke=False,
    ),
)
