"""The folder of an export: an earlier one is replaced, whatever else is there is left alone."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import final

from datacounterfactuals import __version__
from datacounterfactuals.site.exporting.naming import ExportError

MARK = "export.json"
"""What tells a folder that an export may write over: it lists the files that it wrote."""


@final
@dataclass(frozen=True)
class Exported:
    """What was written: the bytes of every file, by its place in the folder."""

    folder: Path
    sizes: dict[str, int]

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())

    def largest(self, count: int) -> list[tuple[str, int]]:
        """The largest files."""
        return sorted(self.sizes.items(), key=lambda one: (-one[1], one[0]))[:count]


@final
class Folder:
    """The files of an export, held until all of them are there: then those of an earlier one go,
    and these are written. A folder that holds anything else is refused at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bodies: dict[str, bytes] = {}
        self._earlier: list[str] = []
        mark = folder / MARK
        if folder.exists() and not folder.is_dir():
            raise ExportError(f"{folder} is a file", "Name a folder")
        if mark.is_file():
            self._earlier = self._listed(mark)
        elif folder.is_dir() and any(folder.iterdir()):
            raise ExportError(
                f"{folder} holds files that no export wrote", "Name a new or empty folder"
            )

    def put(self, place: str, body: bytes) -> None:
        """Keep a file, by its place under the site's root."""
        self.bodies[place] = body

    def done(self, studies: list[str]) -> Exported:
        """Write everything."""
        about = {
            "made by": f"datacf export-site {__version__}",
            "studies": studies,
            "files": sorted([*self.bodies, MARK]),
        }
        self.put(MARK, json.dumps(about, indent=1, ensure_ascii=False).encode() + b"\n")
        for place in self._earlier:
            self._remove(place)
        for place, body in self.bodies.items():
            path = self.folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        return Exported(self.folder, {one: len(self.bodies[one]) for one in sorted(self.bodies)})

    def _listed(self, mark: Path) -> list[str]:
        """The files of the earlier export. Raises ExportError unless all are inside its folder."""
        try:
            listed = [str(one) for one in json.loads(mark.read_text("utf-8"))["files"]]
        except (ValueError, KeyError, TypeError):
            raise ExportError(f"{mark} lists no files of ours", "Name another folder") from None
        home = self.folder.resolve()
        for place in listed:
            if not (self.folder / place).resolve().is_relative_to(home):
                raise ExportError(f"{mark} names {place!r}, which is elsewhere", "Name another one")
        return listed

    def _remove(self, place: str) -> None:
        """A file, and the folders that are empty without it."""
        path = self.folder / place
        path.unlink(missing_ok=True)
        for above in path.relative_to(self.folder).parents[:-1]:
            if (self.folder / above).is_dir() and not any((self.folder / above).iterdir()):
                (self.folder / above).rmdir()
