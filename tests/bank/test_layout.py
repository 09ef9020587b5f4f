import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.bank.layout import (
    BlockDamagedError,
    Cells,
    cells_of,
    from_row,
    narrow,
    to_row,
)
from datacounterfactuals.core.statistics import State
from tests.bank.support import keys, same_bits

any_number = st.one_of(
    st.integers(0, 255).map(float),
    st.integers(0, 2**33).map(float),
    st.floats(width=32),
    st.floats(),
)


@given(st.lists(any_number, max_size=80))
def test_narrowing_keeps_every_bit(numbers: list[float]) -> None:
    wide = np.array(numbers, dtype=np.float64)
    assert same_bits(narrow(wide).astype(np.float64), wide)


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ([0, 255], "u1"),
        ([0, 256], "u2"),
        ([65_536], "u4"),
        ([2**32], "f4"),
        ([2**32 + 1], "f8"),
        ([-1, 5], "f4"),
        ([0.5], "f4"),
        ([0.1], "f8"),
        ([-0.0], "f4"),
        ([np.inf, 1], "f4"),
        ([1e300], "f8"),
        ([3.0] * 100 + [0.1], "f8"),
        ([], "u1"),
    ],
)
def test_numbers_take_the_narrowest_type_that_keeps_them(numbers: list[float], kind: str) -> None:
    assert narrow(np.array(numbers, dtype=np.float64)).dtype.str[1:] == kind


def block() -> Cells:
    counts = np.arange(12.0).reshape(4, 3)
    values = np.stack([counts, counts / 7], axis=-1)
    states = np.array([State.REAL, State.FAILED, State.FALLBACK, State.FAILED], dtype=np.uint8)
    return cells_of(5, keys(range(4)), values, states, {1: "no data", 3: "no data"}, 2.5, 100.0)


def test_a_block_is_read_as_it_was_written() -> None:
    written = block()
    read = from_row((5, *to_row(written, b"protocol", b"columns")), b"protocol", b"columns", 3)
    assert same_bits(read.values(), written.values())
    assert (read.keys == written.keys).all()
    assert (read.states == written.states).all()
    assert (read.reasons, read.seconds, read.created) == ({1: "no data", 3: "no data"}, 2.5, 100.0)


def test_a_failed_row_reads_as_missing_and_does_not_widen_the_others() -> None:
    values = np.array([[[1.0]], [[np.nan]], [[3.0]]])
    states = np.array([State.REAL, State.FAILED, State.REAL], dtype=np.uint8)
    packed = cells_of(0, keys(range(3)), values, states, {1: "singular"}, 0.0, 0.0)
    assert packed.arrays[0].dtype == np.uint8
    assert np.isnan(packed.values()[1]).all()


def test_whole_counts_cost_a_byte() -> None:
    values = np.ones((100, 8, 1))
    packed = cells_of(0, keys(range(100)), values, np.zeros(100, np.uint8), {}, 0.0, 0.0)
    assert len(to_row(packed, b"", b"")[-1]) == 800


FIELDS = (
    "repeat", "n", "failed", "seconds", "created", "layout", "seal", "checksum", "keys",
    "states", "reasons", "payload",
)  # fmt: skip


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "seal"])
def test_a_change_of_any_field_is_found(field: str) -> None:
    row: dict[str, object] = dict(
        zip(FIELDS, (5, *to_row(block(), b"protocol", b"columns")), strict=True)
    )
    match row[field]:
        case bytes() as was:
            row[field] = was[:-1] + bytes([was[-1] ^ 1])
        case str() as was:
            row[field] = was[:-1] + "x"
        case int() | float() as was:
            row[field] = was + 1
        case _:
            raise AssertionError(field)
    with pytest.raises(BlockDamagedError):
        from_row(tuple(row.values()), b"protocol", b"columns", 3)


def test_a_block_cannot_be_read_as_another_protocols_or_other_columns() -> None:
    row = (5, *to_row(block(), b"protocol", b"columns"))
    for fingerprint, columns in [(b"other", b"columns"), (b"protocol", b"other")]:
        with pytest.raises(BlockDamagedError):
            from_row(row, fingerprint, columns, 3)
