"""The studies: which studies the site knows, each opened once."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import final

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.core.columns import Baseline, Column
from datacounterfactuals.core.errors import DataCounterfactualsError, nearest
from datacounterfactuals.data.optional import PACKAGE, REMEDY
from datacounterfactuals.grid.grid import Grid, needs_ends, plainly
from datacounterfactuals.runs.observed import open_runs
from datacounterfactuals.site.extending import Extensions
from datacounterfactuals.site.faults import RefusedError, UnknownError
from datacounterfactuals.site.opened import Entry, Opened
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.study.declaring import read_declaration
from datacounterfactuals.study.loading import FILE, frozen_path, load
from datacounterfactuals.study.shipped import absent, shipped_path
from datacounterfactuals.study.shipped import names as shipped_names

FIRST = "four"
Stamp = tuple[int, ...]


@final
class Studies:
    """The shipped studies, those of the working folder, and those that were named explicitly."""

    def __init__(self, settings: SiteSettings) -> None:
        self.settings = settings
        self.bank = Bank(
            settings.bank or Bank.default_folder(),
            read_only=settings.read_only,
        )
        self._opened: dict[Path, tuple[Stamp, Opened]] = {}
        self._opening: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
        self._extensions = Extensions()

    # Which there are

    def entries(self) -> dict[str, Entry]:
        """Every study by its name, those of one's own after the shipped ones."""
        found = {
            name: _entry(name, shipped_path(name), name, shipped=True)
            for name in shipped_names()
            if not self.settings.only or name in self.settings.only
        }
        for path, written in self._own_files():
            name = path.parent.name
            while name in found:
                name = f"own-{name}"
            found[name] = _entry(name, path, written, shipped=False)
        return found

    def entry(self, name: str) -> Entry:
        """One of them. Raises UnknownError."""
        known = self.entries()
        if name not in known and name in absent():
            raise UnknownError(f"{name} is in the package {PACKAGE}, which is not here", REMEDY)
        if name not in known:
            raise UnknownError(f"no study here is named {name!r}", nearest(name, known))
        return known[name]

    @property
    def first(self) -> str:
        """The study that the front page opens."""
        known = self.entries()
        if self.settings.first is not None:
            if self.settings.first in known:
                return self.settings.first
            wanted = _study_file(Path(self.settings.first))
            for entry in known.values():
                if entry.path == wanted:
                    return entry.name
        folder = self.settings.folder
        if folder is not None:
            for entry in known.values():
                if not entry.shipped and entry.path.parent == folder.resolve():
                    return entry.name
        return FIRST if FIRST in known else next(iter(known))

    def _own_files(self) -> list[tuple[Path, str]]:
        """The study.toml files of one's own, each once, and how people write them."""
        found: dict[Path, str] = {}
        folder = self.settings.folder
        if folder is not None:
            home = folder.resolve()
            for candidate in (home / FILE, *sorted(home.glob(f"*/{FILE}"))):
                path = candidate.resolve()
                if candidate.is_file() and path.is_relative_to(home):
                    found.setdefault(path, candidate.relative_to(home).as_posix())
        for path in self.settings.outside:
            found.setdefault(_study_file(path), str(path))
        return list(found.items())

    # Opening one

    def open(self, name: str, plus: Sequence[str] | None = None) -> Opened:
        """A study with its grid, loaded when first asked for and again when its files changed; its
        board extended by `plus`, if by anything.

        Raises UnknownError, RefusedError, StudyError, LearnerError or BankError.
        """
        return self._extensions.of(self._open(name), plus or ())

    def _open(self, name: str) -> Opened:
        entry = self.entry(name)
        if entry.fault is not None:
            raise entry.fault
        files = [entry.path, *entry.reads]
        self._keep_inside(entry)
        kept = frozen_path(entry.path)
        with self._opening[entry.path]:
            stamp = _stamp(files)
            held = self._opened.get(entry.path)
            if held is None or held[0] != (*stamp, *_stamp([kept])):
                opened = self._load(entry)
                held = (*stamp, *_stamp([kept])), opened
                self._opened[entry.path] = held
            return held[1]

    def _load(self, entry: Entry) -> Opened:
        if entry.observed:
            observed = open_runs(entry.path, self.bank)
            return Opened(entry, observed.grid, observed)
        return Opened(entry, Grid(load(entry.path), self.bank))

    def _keep_inside(self, entry: Entry) -> None:
        """Refuse a study of the folder that reads files outside of it."""
        folder = self.settings.folder
        explicit = entry.path in {_study_file(path) for path in self.settings.outside}
        if entry.shipped or explicit or folder is None:
            return
        for path in entry.reads:
            if not path.resolve().is_relative_to(folder.resolve()):
                raise RefusedError(
                    f"the study {entry.name!r} reads {path.name}, which is outside its folder",
                    "Move the file, or name the study when starting the server",
                )

    def columns(
        self, grid: Grid, metric: str | None, slices: Sequence[str] | None
    ) -> tuple[Column, ...]:
        """The columns wanted, with the baselines of shares if the cells they need are held.

        Nothing is trained for them. Raises StudyError for unknown names.
        """
        columns = grid.study.columns(metric or None, slices or None)
        if not needs_ends(columns):
            return columns
        ends = grid.ends()
        if len(grid.missing(ends, plainly(columns))) == 0:
            return grid.based(columns, train=self.trains(grid))
        unknown = Baseline(float("nan"), float("nan"))
        return tuple(c.based_on(unknown) if c.fold == "share" else c for c in columns)

    # What may be done with it

    def trains(self, grid: Grid) -> bool:
        """Whether this server may train rows of a grid that are not held."""
        return self.refusal(grid) is None

    def refusal(self, grid: Grid) -> RefusedError | None:
        """Why it may not."""
        learner = grid.study.learner
        if learner is None:
            return RefusedError(
                f"the study {grid.study.name!r} has no learner: its cells are runs made elsewhere",
                "Add the missing runs to its table and import it again",
            )
        if self.settings.read_only:
            return RefusedError("this server is read-only", "Start your own: datacf serve")
        if learner.capability.outside and not self.settings.allow_programs:
            return RefusedError(
                f"the study {grid.study.name!r} runs a program, and this server may not",
                "Fill it with `datacf fill`, or start the server with --allow-programs",
            )
        return None


def _study_file(path: Path) -> Path:
    return (path / FILE if path.is_dir() else path).resolve()


def _entry(name: str, path: Path, written: str, shipped: bool) -> Entry:
    try:
        declared = read_declaration(path)
    except DataCounterfactualsError as error:
        return Entry(name, name, "", path, written, shipped, fault=error)
    reads = [
        declared.data.path,
        declared.evaluation.path,
        declared.preprocessing.path,
        *(item.path for item in declared.objects.files),
        None if declared.observed is None else declared.observed.runs,
    ]
    files = tuple(path.parent / read for read in reads if read is not None)
    about = declared.study
    return Entry(
        name,
        about.title or name,
        about.description,
        path,
        written,
        shipped,
        files,
        declared.observed is not None,
    )


def _stamp(files: Sequence[Path]) -> Stamp:
    """What tells that files changed."""
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
