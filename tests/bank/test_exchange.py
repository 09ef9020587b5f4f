from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.exchange import column_names
from datacounterfactuals.bank.export import export_cells
from datacounterfactuals.bank.intake import import_cells
from datacounterfactuals.bank.vault import Vault
from datacounterfactuals.core.content import from_lanes
from datacounterfactuals.core.errors import BankError
from datacounterfactuals.core.statistics import State
from tests.bank.support import FINGERPRINT, columns, keys, opened, same_bits, store, values


def filled(folder: Path) -> Vault:
    """A vault with every kind of row: two column sets, two repeats, a failure, odd numbers."""
    vault = opened(folder)
    states = np.array([State.REAL, State.FAILED, State.FALLBACK, State.REAL], dtype=np.uint8)
    cells = values(range(4), columns())
    cells[3, 0] = [-0.0, 5e-324]
    cells[3, 1] = [np.inf, -np.inf]
    vault.commit(keys(range(4)), columns(), 0, cells, states, {1: 'it\'s "singular" é'}, 8.0)
    store(vault, range(2), columns(3, ["margin"]))
    store(vault, range(5), columns(), repeat=3)
    return vault


def same_cells(one: Vault, other: Vault) -> bool:
    for held, repeat, stored in one.contents():
        a, b = (vault.read(stored, held, repeat) for vault in (one, other))
        if not (b.found.all() and same_bits(a.values, b.values) and a.reasons == b.reasons):
            return False
        if a.states.tolist() != b.states.tolist():
            return False
    return one.summary().cells == other.summary().cells


def test_what_was_exported_is_imported_bit_for_bit(tmp_path: Path) -> None:
    vault, file = filled(tmp_path / "a"), tmp_path / "it's cells.parquet"
    about = {"licence": "CC BY 4.0 – it's free", "cite": "Ada, 2020"}
    written = export_cells(vault, file, about=about)
    assert written.cells == vault.summary().cells
    assert written.bytes == file.stat().st_size
    read = import_cells(Bank(tmp_path / "b"), file)
    assert same_cells(vault, read.vault)
    assert read.new == read.rows == written.rows
    assert read.about == about
    assert read.vault.summary().seconds == pytest.approx(8.0)
    assert read.vault.summary().protocol == vault.summary().protocol


def test_importing_twice_doubles_nothing(tmp_path: Path) -> None:
    vault, file = filled(tmp_path / "a"), tmp_path / "cells.parquet"
    export_cells(vault, file)
    bank = Bank(tmp_path / "b")
    store(bank.vault(FINGERPRINT, {}), range(3), columns(), repeat=3)
    assert import_cells(bank, file).new == 8
    assert import_cells(bank, file).new == 0
    assert import_cells(Bank(tmp_path / "a"), file).new == 0
    assert same_cells(vault, bank.vault(FINGERPRINT, {}))


@settings(max_examples=15)
@given(cells=st.lists(st.floats(), min_size=12, max_size=12))
def test_any_number_survives_the_exchange(
    tmp_path_factory: pytest.TempPathFactory, cells: list[float]
) -> None:
    folder = tmp_path_factory.mktemp("exchange")
    vault = opened(folder / "a")
    numbers = np.array(cells).reshape(2, 3, 2)
    vault.commit(keys([1, 2]), columns(), 0, numbers, np.zeros(2, np.uint8), {}, 0.0)
    export_cells(vault, folder / "x.parquet")
    back = import_cells(Bank(folder / "b"), folder / "x.parquet").vault.read(
        keys([1, 2]), columns(), 0
    )
    there = ~np.isnan(numbers)
    assert same_bits(back.values[there], numbers[there])
    assert np.isnan(back.values[~there]).all()


def test_the_file_is_readable_with_other_tools(tmp_path: Path) -> None:
    file = tmp_path / "cells.parquet"
    export_cells(filled(tmp_path / "a"), file)
    key = from_lanes(keys([2])[0]).hex()
    with duckdb.connect() as db:
        found = db.execute(f"""
            SELECT sum("right") FROM '{file}'
            WHERE key = '{key}' AND repeat = 0 AND state = 'fallback'
        """).fetchall()
        failed = db.execute(f"""
            SELECT DISTINCT reason, loss FROM '{file}' WHERE state = 'failed'
        """).fetchall()
    assert found == [(values([2], columns())[0, :, 0].sum(),)]
    assert failed == [('it\'s "singular" é', None)]


def test_some_worlds_and_columns_are_exported_with_what_stands_beside_them(tmp_path: Path) -> None:
    vault, file = filled(tmp_path / "a"), tmp_path / "cells.parquet"
    asked = keys([3, 4, 77])
    beside = {"A": np.array([0.5, 1.0, 2.0]), "world": np.array(["x", "y", "z"])}
    export_cells(vault, file, keys=asked, columns=columns(1, ["loss"]), beside=beside)
    with duckdb.connect() as db:
        query = f"SELECT repeat, \"A\", world, loss FROM '{file}' ORDER BY 1, 2"
        found = db.execute(query).fetchall()
    assert [row[:3] for row in found] == [(0, 0.5, "x"), (3, 0.5, "x"), (3, 1.0, "y")]
    assert found[2][3] == values([4], columns(), 3)[0, 0, 1]
    assert import_cells(Bank(tmp_path / "b"), file).new == 3


def test_an_empty_vault_is_exported_and_imported(tmp_path: Path) -> None:
    file = tmp_path / "cells.parquet"
    assert export_cells(opened(tmp_path / "a"), file).rows == 0
    assert import_cells(Bank(tmp_path / "b"), file).new == 0


def test_another_protocols_cells_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "cells.parquet"
    export_cells(filled(tmp_path / "a"), file)
    with pytest.raises(BankError, match=f"protocol {FINGERPRINT.hex()}, not of"):
        import_cells(Bank(tmp_path / "b"), file, b"another protocol")
    assert Bank(tmp_path / "b").describe() == ()


def rewritten(file: Path, query: str, keep_label: bool = True) -> None:
    """The same file after somebody else's tool."""
    with duckdb.connect() as db:
        found = db.execute(f"SELECT value FROM parquet_kv_metadata('{file}')").fetchone()
        assert found is not None
        label = bytes(found[0]).decode().replace("'", "''")
        kept = f", KV_METADATA {{datacounterfactuals: '{label}'}}" if keep_label else ""
        db.execute(f"CREATE TABLE old AS SELECT * FROM '{file}'")
        db.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet{kept})")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT * REPLACE (loss + 1e-9 AS loss) FROM old", "not as they were written"),
        ("SELECT * REPLACE ('real' AS state) FROM old", "as they were written|in the order"),
        ("SELECT * REPLACE (repeat + 1 AS repeat) FROM old", "in the order"),
        ("SELECT * FROM old ORDER BY atom", "in the order"),
        ("SELECT * FROM old LIMIT 5", "in the order"),
        ("SELECT * FROM old UNION ALL SELECT * FROM old", "records"),
        ("SELECT * EXCLUDE (loss) FROM old", "loss"),
        ("SELECT * REPLACE ('xyz' AS key) FROM old", "xyz"),
    ],
)
def test_a_changed_file_is_refused_and_nothing_is_kept(
    tmp_path: Path, query: str, why: str
) -> None:
    file = tmp_path / "cells.parquet"
    export_cells(filled(tmp_path / "a"), file)
    rewritten(file, query)
    with pytest.raises(BankError, match=rf"cannot be read as exported cells: .*({why})"):
        import_cells(Bank(tmp_path / "b"), file)
    assert Bank(tmp_path / "b").describe() == ()


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "cells.parquet"
    export_cells(filled(tmp_path / "a"), file)
    rewritten(file, "SELECT * FROM old", keep_label=False)
    text = tmp_path / "notes.txt"
    text.write_text("not a Parquet file")
    for path, why in [
        (file, "another kind"),
        (text, "cannot be read"),
        (tmp_path / "no", "no file"),
    ]:
        with pytest.raises(BankError, match=why):
            import_cells(Bank(tmp_path / "b"), path)


def test_a_file_with_rotten_bytes_is_refused_or_right(tmp_path: Path) -> None:
    vault, file = filled(tmp_path / "a"), tmp_path / "cells.parquet"
    export_cells(vault, file)
    whole = file.read_bytes()
    refused = 0
    for number, place in enumerate(range(0, len(whole), max(len(whole) // 40, 1))):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x21]) + whole[place + 1 :])
        try:
            read = import_cells(Bank(tmp_path / f"b{number}"), file)
        except BankError:
            refused += 1
        else:
            assert same_cells(vault, read.vault)
    assert refused > 10


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="cannot be written"):
        export_cells(filled(tmp_path / "a"), tmp_path / "nowhere" / "cells.parquet")
    assert not list(tmp_path.glob(".export*"))


def test_columns_of_a_file_differ_in_more_than_case() -> None:
    names = column_names(["loss", "Loss", "key"], ["key", "repeat"])
    assert names == {"loss": "loss", "Loss": "Loss 2", "key": "key 2"}
