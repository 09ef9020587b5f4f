"""Citing a study's cells: what they are, by which protocol, and under which licence."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, final

from datacounterfactuals import __version__
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.runs.observed import Observed
from datacounterfactuals.study.loading import find, load
from datacounterfactuals.study.shipped import names, shipped_path
from datacounterfactuals.study.study import Study

LICENCES = ("LICENCE.md", "LICENSE.md", "LICENCE", "LICENSE", "LICENCE.txt", "LICENSE.txt")
UNKNOWN = "not stated"


@final
@dataclass(frozen=True)
class Citation:
    """How to cite the cells of a study: as a sentence, BibTeX and CSL-JSON.

    `fingerprint` names the protocol in hexadecimal; `licence` is that of the data, in full.
    """

    study: str
    title: str
    version: str
    fingerprint: str
    licence: str
    year: int

    @property
    def text(self) -> str:
        return (
            f"{self.title}: cells of a grid of training sets by evaluation sets. Study "
            f"{self.study!r}, protocol {self.fingerprint}, datacounterfactuals {self.version} "
            f"({self.year}). Data licence: {self.short}."
        )

    @property
    def short(self) -> str:
        """The licence in a line: its first sentence that speaks of one, else its beginning."""
        plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", self.licence)
        plain = re.sub(r"^#.*$", "", plain, flags=re.MULTILINE)
        sentences = [one.strip() for one in re.split(r"(?<=[.])\s+|\n\n", plain) if one.strip()]
        told = [one for one in sentences if re.search(r"licen|public domain|CC0|terms", one, re.I)]
        first = (told or sentences or [UNKNOWN])[0]
        return " ".join(first.split())[:200].rstrip(".")

    @property
    def bibtex(self) -> str:
        key = re.sub(r"\W+", "_", f"datacounterfactuals_{self.study}_{self.fingerprint[:8]}")
        fields = {
            "title": f"{{{_tex(self.title)}}}",
            "author": "{datacounterfactuals}",
            "year": str(self.year),
            "howpublished": "Cells of a grid of training sets by evaluation sets",
            "version": self.version,
            "note": f"Study {_tex(self.study)}, protocol {self.fingerprint}. "
            f"Data licence: {_tex(self.short)}",
        }
        inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{key},\n{inside}\n}}"

    @property
    def csl(self) -> list[dict[str, Any]]:
        """As CSL-JSON: a list of one item."""
        return [
            {
                "id": f"datacounterfactuals-{self.study}-{self.fingerprint[:8]}",
                "type": "dataset",
                "title": self.title,
                "author": [{"literal": "datacounterfactuals"}],
                "publisher": "datacounterfactuals",
                "issued": {"date-parts": [[self.year]]},
                "version": self.version,
                "number": self.fingerprint,
                "note": f"Data licence: {self.short}",
            }
        ]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "study": self.study,
            "title": self.title,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "licence": self.licence,
            "text": self.text,
            "bibtex": self.bibtex,
            "csl": self.csl,
        }

    def written(self, form: str) -> str:
        """As text, bibtex or csl."""
        match form:
            case "text":
                return self.text
            case "bibtex":
                return self.bibtex
            case "csl":
                return json.dumps(self.csl, ensure_ascii=False, indent=1)
            case _:
                raise StudyError(f"no citation is written as {form!r}", "Use text, bibtex or csl")


def cite(source: Observed | Grid | Study | Path | str, year: int | None = None) -> Citation:
    """How to cite the cells of a study, named by itself, its grid, its name or its study.toml.

    The licence is what study.toml says, else the text of a licence file beside it.
    """
    folder: Path | None = None
    if isinstance(source, str | Path):
        folder = find(source).parent
        study = load(source)
    elif isinstance(source, Study):
        study = source
    else:
        study = source.study
        folder = source.folder if isinstance(source, Observed) else None
    if folder is None and study.name in names():
        folder = shipped_path(study.name).parent
    return Citation(
        study.name,
        study.title,
        __version__,
        study.fingerprint.hex(),
        study.about.licence or _beside(folder) or UNKNOWN,
        year or datetime.now(UTC).year,
    )


def _beside(folder: Path | None) -> str:
    for name in LICENCES:
        if folder is not None and (folder / name).is_file():
            return (folder / name).read_text("utf-8").strip()
    return ""


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
