"""Tables inside optional packages, read at run time and never copied."""

import hashlib
import lzma
import pickle
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, final

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.data.frames import read_frame
from datacounterfactuals.data.optional import PACKAGE, REMEDY, VERSION
from datacounterfactuals.data.raw import RawTable

TIMES = 4
"""Into so many groups of equal size users are put, by how many films they rated."""


@final
@dataclass(frozen=True)
class Packaged:
    """A table of the package: its file there, the SHA-256 of that file, and what is made of it.

    The file is a pickle, and a pickle runs code: only these very bytes are opened.
    """

    file: tuple[str, ...]
    content: str
    shaped: Callable[[Any], Any]


def read_packaged(name: str) -> RawTable:
    """Read a table of an optional package by its name here.

    Raises StudyError for an unknown name, for a package that is not installed, and for a file that
    is not the one that was looked at.
    """
    if name not in TABLES:
        raise StudyError(f"no package has a table {name!r}", nearest(name, TABLES))
    table = TABLES[name]
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise StudyError(f"{name} is in the package {PACKAGE}, which is not installed", REMEDY)
    path = Path(found.submodule_search_locations[0], *table.file)
    packed = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(packed).hexdigest() != table.content:
        raise StudyError(
            f"{path.name} is not the file of {PACKAGE} {VERSION}, and is not opened",
            f'Install that version: pip install "{PACKAGE}=={VERSION}"',
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it was pickled under names that numpy has moved
        held = pickle.loads(lzma.decompress(packed))
    return read_frame(table.shaped(held), name)


def _films(held: Any) -> Any:
    """User, how much that user rates, film, the rarest genre that the film names, stars."""
    import pandas as pd

    named = held["genres"].str.split("|")
    counts = named.explode().value_counts()
    rarest = {
        genres: min(genres.split("|"), key=lambda one: (counts[one], one))
        for genres in sorted(set(held["genres"]))
    }
    rated = held.groupby("userId")["userId"].transform("size")
    rank = rated.groupby(held["userId"]).first().rank(method="first")
    group = ((rank - 1) * TIMES // len(rank)).astype(int)
    words = {0: "rate least", 1: "rate little", 2: "rate much", 3: "rate most"}
    return pd.DataFrame(
        {
            "user": "u" + held["userId"].astype(str),
            "group": held["userId"].map(group).map(words),
            "film": "m" + held["movieId"].astype(str),
            "genre": held["genres"].map(rarest),
            "stars": held["rating"].astype(float),
        }
    )


def _lectures(held: Any) -> Any:
    """Student, lecturer, the lecturer's department, how long ago the lecture was, the rating."""
    import pandas as pd

    return pd.DataFrame(
        {
            "student": "s" + held["s"].astype(str),
            "lecturer": "d" + held["d"].astype(str),
            "department": "department " + held["dept"].astype(str),
            "service": held["service"].map({0: "own students", 1: "students of another subject"}),
            "rating": held["y"].astype(float),
        }
    )


TABLES: dict[str, Packaged] = {
    "movielens": Packaged(
        ("_data", "dslabs", "movielens.pkl.compress"),
        "f11eb406d322dbeff4445a4e4954b6a37b6c210af3f2142310e895d2ee15f3c5",
        _films,
    ),
    "insteval": Packaged(
        ("_data", "lme4", "InstEval.pkl.compress"),
        "d9f6555d7e15eeceee211dae29a3a4dbbdfd878600e3d944d2c5563c9d0c598a",
        _lectures,
    ),
}
"""The tables by their names here."""
