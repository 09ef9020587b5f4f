"""What the machine can do at most: matrix products and reading memory, as sides of a claim."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Literal, get_args

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.harness.claim import Side
from benchmarks.harness.measuring import rate

Kind = Literal["double", "single"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SIDE = 1536
"""Rows and columns of the matrices that are multiplied."""
READ = 256 << 20
"""Bytes that are read: far more than any cache holds."""


@cache
def _matrices(kind: Kind) -> tuple[Any, Any, Any]:
    draw = np.random.default_rng(0)
    dtype = np.float64 if kind == "double" else np.float32
    left, right = draw.normal(size=(2, SIDE, SIDE)).astype(dtype)
    return left, right, np.empty_like(left)


def product(flops: float, kind: Kind = "double") -> Side:
    """The rate of matrix products on all threads, for a job of so many operations a unit."""
    left, right, out = _matrices(kind)

    def run() -> None:
        np.matmul(left, right, out=out)

    word = "dgemm" if kind == "double" else "sgemm"
    return Side(f"{word}, {_number(flops)} operations a unit", run, 2.0 * SIDE**3 / flops)


@cache
def _long() -> Any:
    return np.ones(READ // 8)


def reading(size: float, threads: int | None = None) -> Side:
    """The rate of reading memory, on all threads unless told, for a job of so many bytes a
    unit."""
    parts = np.array_split(_long(), threads or os.cpu_count() or 1)

    def run() -> float:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(np.max, parts))
            began = time.perf_counter()
            list(pool.map(np.max, parts))
            return time.perf_counter() - began

    return Side(f"memory read, {_number(size)} bytes a unit", run, READ / size)


def peaks() -> list[tuple[str, float, float, str]]:
    """What the machine reaches, by name: on one thread, on all, and the unit."""
    out: list[tuple[str, float, float, str]] = []
    for kind in KINDS:
        side = product(1e9, kind)
        with threadpool_limits(1):
            one = _best(side)
        out.append((f"matrix product, {kind} precision", one, _best(side), "GFLOP/s"))
    out.append(("memory read", _best(reading(1e9, 1)), _best(reading(1e9)), "GB/s"))
    return out


def _best(side: Side) -> float:
    return max(rate(side) for _ in range(5))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
