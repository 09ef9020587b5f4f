"""Tables in files: what is read, and what is refused with a word on what to do."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import read_file


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_numbers_texts_truths_and_dates_keep_their_meaning(tmp_path: Path) -> None:
    table = read_file(
        written(tmp_path, "n,t,b,d\n1.5,red,true,2020-01-02\n-2,blue,False,1969-12-31\n")
    )
    assert table.columns["n"].tolist() == [1.5, -2.0]
    assert table.columns["t"].tolist() == ["red", "blue"]
    assert table.columns["b"].tolist() == ["true", "false"]
    assert table.columns["d"].tolist() == [18263.0, -1.0]
    assert table.labels("d").tolist() == ["2020-01-02", "1969-12-31"]


@pytest.mark.parametrize("word", ["", "?", "NA", "nan", " N/A ", "null", "None"])
def test_usual_words_for_a_missing_value_are_missing(tmp_path: Path, word: str) -> None:
    table = read_file(written(tmp_path, f"n,t\n{word},{word}\n1,x\n"))
    assert np.isnan(table.columns["n"][0])
    assert table.columns["t"].tolist() == [None, "x"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path: Path, mark: str) -> None:
    table = read_file(written(tmp_path, mark.join("ab") + "\n" + mark.join("12") + "\n"))
    assert table.names == ("a", "b")
    assert table.columns["b"].tolist() == [2.0]


def test_codes_with_leading_zeros_and_huge_whole_numbers_stay_text(tmp_path: Path) -> None:
    table = read_file(written(tmp_path, "zip,id\n02139,9007199254740993\n10001,9007199254740992\n"))
    assert table.columns["zip"].tolist() == ["02139", "10001"]
    assert len(set(table.columns["id"])) == 2


def test_spaces_around_values_and_names_do_not_count(tmp_path: Path) -> None:
    table = read_file(written(tmp_path, "a , b\n 1,  x \n2,x\n"))
    assert table.names == ("a", "b")
    assert table.columns["a"].tolist() == [1.0, 2.0]
    assert table.columns["b"].tolist() == ["x", "x"]


def test_a_lone_header_of_texts_is_still_a_header(tmp_path: Path) -> None:
    table = read_file(written(tmp_path, "name,colour\nx,red\ny,blue\n"))
    assert table.names == ("name", "colour")
    assert len(table) == 2


def test_a_line_that_begins_with_a_hash_is_a_row(tmp_path: Path) -> None:
    assert len(read_file(written(tmp_path, "tag,n\n#one,1\n#two,2\nthree,3\n"))) == 3


def test_quoted_values_may_hold_delimiters_and_lines(tmp_path: Path) -> None:
    table = read_file(written(tmp_path, 'a,b\n"x, ""y""\nz",1\n'))
    assert table.columns["a"].tolist() == ['x, "y"\nz']


def test_a_column_without_a_name_gets_one(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, ",a\n0,1\n1,2\n")).names == ("unnamed 1", "a")


def test_rows_keep_their_order(tmp_path: Path) -> None:
    rows = 20_000
    table = read_file(written(tmp_path, "a\n" + "\n".join(map(str, range(rows))) + "\n"))
    assert (table.columns["a"] == np.arange(rows)).all()


def test_csv_parquet_and_json_of_the_same_table_are_the_same(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "n": [1.5, None, 3.0],
            "i": [1, 2, 3],
            "t": ["red", None, "blue"],
            "b": [True, False, True],
            "d": [date(2020, 1, 2), date(2021, 3, 4), date(1950, 1, 1)],
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"COPY frame TO '{tmp_path / 't.parquet'}'")
        connection.execute(f"COPY frame TO '{tmp_path / 't.json'}'")
    tables = [read_file(tmp_path / f"t.{kind}") for kind in ("csv", "parquet", "json")]
    hashes = [table.hashes(list(table.names)) for table in tables]
    assert (hashes[0] == hashes[1]).all()
    assert (hashes[0] == hashes[2]).all()
    assert all(table.labels("d").tolist()[2] == "1950-01-01" for table in tables)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n", "has no rows"),
        ("a,b,a\n1,2,3\n", "more than one column named 'a'"),
        ("a,b\n1,2\n3,4\n5,inf\n", "'b' of table.csv has an infinite value in row 3"),
        ("a,b\n1,2\n3\n", "row 3 of table.csv has 1 fields and the header 2"),
    ],
)
def test_a_bad_csv_is_refused_with_its_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StudyError, match=said) as caught:
        read_file(written(tmp_path, text))
    assert caught.value.remedy


def test_a_file_that_is_not_there_a_folder_and_a_picture_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="there is no file"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(StudyError, match="is a folder"):
        read_file(tmp_path)
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    with pytest.raises(StudyError, match="is not a table by its name"):
        read_file(picture)
    picture = picture.rename(tmp_path / "picture.parquet")
    with pytest.raises(StudyError, match=r"picture\.parquet cannot be read as a table"):
        read_file(picture)


def test_a_file_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("a,b\ncafé,1\n".encode("latin-1"))
    with pytest.raises(StudyError, match="Save it as UTF-8"):
        read_file(path)


def test_nested_values_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"'a' of table\.json holds a list"):
        read_file(written(tmp_path, '[{"a": [1, 2]}, {"a": [3]}]', "table.json"))


def test_lines_that_end_in_different_ways_are_read_alike(tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.csv"
    mixed.write_bytes(b"a,b\r\n1,x\r\n2,y\n3,z\n")
    table = read_file(mixed)
    assert table.columns["a"].tolist() == [1.0, 2.0, 3.0]
    assert table.columns["b"].tolist() == ["x", "y", "z"]


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_the_name_of_a_folder_adds_no_column(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / 'year=2020"; x'
    folder.mkdir()
    path = folder / f"rows.{kind}"
    if kind == "parquet":
        with duckdb.connect() as connection:
            connection.sql("SELECT 1 AS a UNION SELECT 2").write_parquet(str(path))
    else:
        path.write_text("a\n1\n2\n" if kind == "csv" else '[{"a": 1}, {"a": 2}]', "utf-8")
    assert read_file(path).names == ("a",)
