"""Tables of optional packages: only the very file that was looked at is opened."""

import hashlib
import lzma
import pickle
import sys
from pathlib import Path

import pandas as pd
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data import packaged
from datacounterfactuals.data.optional import NAMES, PACKAGE
from datacounterfactuals.data.packaged import TABLES, Packaged, read_packaged
from datacounterfactuals.study.loading import find
from datacounterfactuals.study.shipped import absent, names
from tests.cli.support import datacf, one_line

RATED = pd.DataFrame(
    {
        "userId": [1, 1, 2, 3, 3, 3, 4],
        "movieId": [7, 8, 7, 7, 8, 9, 9],
        "genres": ["Comedy|Drama", "Drama", "Comedy|Drama", "Comedy|Drama", "Drama", "War", "War"],
        "rating": [4.0, 3.5, 5.0, 2.0, 1.0, 3.0, 4.5],
    }
)


def _nothing(name: str) -> None:
    del name


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the name with one small table of the same shape."""
    home = tmp_path / PACKAGE
    (home / "_data").mkdir(parents=True)
    (home / "__init__.py").write_text("")
    written = home / "_data" / "films.pkl.compress"
    written.write_bytes(lzma.compress(pickle.dumps(RATED)))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    content = hashlib.sha256(written.read_bytes()).hexdigest()
    shaped = TABLES["movielens"].shaped
    table = Packaged(("_data", "films.pkl.compress"), content, shaped)
    monkeypatch.setitem(packaged.TABLES, "movielens", table)
    return written


def test_a_table_of_the_package_is_read(package: Path) -> None:
    assert package.is_file()
    table = read_packaged("movielens")
    assert list(table.columns) == ["user", "group", "film", "genre", "stars"]
    assert table.columns["genre"].tolist()[0] == "Comedy"  # of two genres the rarer
    groups = dict(zip(table.columns["user"], table.columns["group"], strict=True))
    assert groups["u3"] == "rate most"
    assert set(groups.values()) == {"rate least", "rate little", "rate much", "rate most"}


def test_other_bytes_are_not_opened(package: Path) -> None:
    package.write_bytes(package.read_bytes() + b"x")
    with pytest.raises(StudyError, match="is not opened"):
        read_packaged("movielens")
    package.unlink()
    with pytest.raises(StudyError, match="is not opened"):
        read_packaged("movielens")


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("data.optional", "data.packaged"):
        monkeypatch.setattr(f"datacounterfactuals.{module}.find_spec", _nothing)
    assert set(absent()) == set(NAMES)
    assert not set(names()) & set(NAMES)
    for name in NAMES:
        with pytest.raises(StudyError, match=r"pip install .datacounterfactuals\[ratings\]"):
            find(name)


def test_the_command_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("data.optional", "data.packaged"):
        monkeypatch.setattr(f"datacounterfactuals.{module}.find_spec", _nothing)
    listed = {one["study"]: one["where"] for one in datacf("studies", "--json").json()}
    assert listed["movielens"] == 'pip install "datacounterfactuals[ratings]"'
    said = one_line(datacf("ask", "movielens", "strike", code=2))
    assert 'pip install "datacounterfactuals[ratings]"' in said


def test_the_list_of_studies_says_which_data_a_package_holds(package: Path) -> None:
    assert package.is_file()
    found = datacf("studies", "--json").json()
    where = {one["study"]: one["where"] for one in found}
    assert where["movielens"] == f"package {PACKAGE}"
    assert where["ratings"] == "shipped"


def test_every_table_has_its_reader_and_its_study() -> None:
    assert set(TABLES) == set(NAMES)
    for name in NAMES:
        with pytest.raises(StudyError, match="no package has a table"):
            read_packaged(f"{name}x")
