"""Lanes: the numbers side by side in one vector register, as kernels calculate with them.

`F8` is eight float64 and `F16` sixteen float32: 64 bytes either way, which a processor with wide
registers holds in one of them and another in two or four; `B512` is as many bits, eight uint64.
They exist only inside a kernel; there +, -, *, / (and &, |, ^ on bits) work lane by lane, and the
functions below read as they would on numbers. Arrays are
C-contiguous and places count their numbers from the start, whatever the shape.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn, Protocol, TypeVar

from numpy.typing import NDArray

from datacounterfactuals.learners.kernels import registers

V = TypeVar("V", "F8", "F16")


class F8(Protocol):
    """Eight float64, one in each lane."""

    def __add__(self, other: "F8", /) -> "F8": ...
    def __sub__(self, other: "F8", /) -> "F8": ...
    def __mul__(self, other: "F8", /) -> "F8": ...
    def __truediv__(self, other: "F8", /) -> "F8": ...
    def __neg__(self) -> "F8": ...


class F16(Protocol):
    """Sixteen float32, one in each lane."""

    def __add__(self, other: "F16", /) -> "F16": ...
    def __sub__(self, other: "F16", /) -> "F16": ...
    def __mul__(self, other: "F16", /) -> "F16": ...
    def __truediv__(self, other: "F16", /) -> "F16": ...
    def __neg__(self) -> "F16": ...


class B512(Protocol):
    """512 bits: eight uint64, one in each lane."""

    def __and__(self, other: "B512", /) -> "B512": ...
    def __or__(self, other: "B512", /) -> "B512": ...
    def __xor__(self, other: "B512", /) -> "B512": ...


def _outside() -> NoReturn:
    raise RuntimeError("lanes exist only inside a kernel")


def splat8(number: Any) -> F8:
    """The same float64 in every lane."""
    _outside()


def splat16(number: Any) -> F16:
    """The same float32 in every lane."""
    _outside()


def load8(array: NDArray[Any], place: int) -> F8:
    """Eight numbers of a float64 array, from a place on."""
    _outside()


def load16(array: NDArray[Any], place: int) -> F16:
    """Sixteen numbers of a float32 array, from a place on."""
    _outside()


def store8(array: NDArray[Any], place: int, value: F8) -> None:
    """Write eight numbers into a float64 array, from a place on."""
    _outside()


def store16(array: NDArray[Any], place: int, value: F16) -> None:
    """Write sixteen numbers into a float32 array, from a place on."""
    _outside()


def splat_bits(word: Any) -> B512:
    """The same uint64 in every lane."""
    _outside()


def load_bits(array: NDArray[Any], place: int) -> B512:
    """Eight words of a uint64 array, from a place on."""
    _outside()


def store_bits(array: NDArray[Any], place: int, value: B512) -> None:
    """Write eight words into a uint64 array, from a place on."""
    _outside()


def without(a: B512, b: B512) -> B512:
    """The bits of a that are not set in b."""
    _outside()


def some(a: B512) -> bool:
    """Whether any bit is set."""
    _outside()


def up(a: B512, places: int) -> B512:
    """Each word's bits moved to higher places, fewer than 64."""
    _outside()


def down(a: B512, places: int) -> B512:
    """Each word's bits moved to lower places, fewer than 64."""
    _outside()


def narrow16(low: F8, high: F8) -> F16:
    """Two times eight float64 as sixteen float32."""
    _outside()


def low8(value: F16) -> F8:
    """The first eight of sixteen float32, as float64."""
    _outside()


def high8(value: F16) -> F8:
    """The last eight of sixteen float32, as float64."""
    _outside()


def fma(a: V, b: V, c: V) -> V:
    """a * b + c, rounded once."""
    _outside()


def smaller(a: V, b: V) -> V:
    """The smaller of two; where one is NaN, the other."""
    _outside()


def larger(a: V, b: V) -> V:
    """The larger of two; where one is NaN, the other."""
    _outside()


def absolute(a: V) -> V:
    """Without the sign."""
    _outside()


def root(a: V) -> V:
    """The square root."""
    _outside()


def where_less(a: V, b: V, yes: V, no: V) -> V:
    """`yes` in the lanes where a < b, else `no` (also where one is NaN)."""
    _outside()


def total(a: V) -> float:
    """The sum over all lanes."""
    _outside()


def totals8(a: F8, b: F8, c: F8, d: F8, e: F8, f: F8, g: F8, h: F8) -> F8:
    """The sums over the lanes of eight registers, side by side in one."""
    _outside()


def turn8(
    source: NDArray[Any], place: int, step: int, target: NDArray[Any], to: int, stride: int
) -> None:
    """Transpose eight rows of eight float64: row i, from `place + i * step` on, becomes column i of
    rows that begin at `to`, `to + stride` ..."""
    _outside()


def significand8(a: F8) -> F8:
    """A number's digits, between 1 and 2, without its sign; of 0 and subnormal numbers nothing
    useful."""
    _outside()


def exponent8(a: F8) -> F8:
    """The power of two by which `significand8` times a number above 0 is that number."""
    _outside()


def exp(a: V) -> V:
    """e to the power of a, to about one unit in the last place; NaN stays NaN."""
    _outside()


def log(a: V) -> V:
    """The natural logarithm, to about one unit in the last place; -inf of 0, NaN below."""
    _outside()


OPERATIONS = frozenset({
    "splat8", "splat16", "load8", "load16", "store8", "store16", "narrow16", "low8", "high8",
    "fma", "smaller", "larger", "absolute", "root", "where_less", "total", "totals8",
    "turn8", "significand8", "exponent8", "exp", "log",
    "splat_bits", "load_bits", "store_bits", "without", "some", "up", "down",
})  # fmt: skip
"""The names above, which a kernel may use."""


@cache
def compiled() -> Mapping[str, Any]:
    """What numba is to call for each of them."""
    return registers.build()
