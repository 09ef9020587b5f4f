"""What the machine can do at most: matrix products and reading memory, as sides of a claim."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Literal

import numpy as np

from benchmarks.harness.claim import Side

SIDE = 1536
"""Rows and columns of the matrices that are multiplied."""
READ = 256 << 20
"""Bytes that are read: far more than any cache holds."""


@cache
def _matrices(kind: Literal["double", "single"]) -> tuple[Any, Any, Any]:
    draw = np.random.default_rng(0)
    dtype = np.float64 if kind == "double" else np.float32
    left, right = draw.normal(size=(2, SIDE, SIDE)).astype(dtype)
    return left, right, np.empty_like(left)


def product(flops: float, kind: Literal["double", "single"] = "double") -> Side:
    """The rate of matrix products on all threads, for a job of so many operations a unit."""
    left, right, out = _matrices(kind)

    def run() -> None:
        np.matmul(left, right, out=out)

    word = "dgemm" if kind == "double" else "sgemm"
    return Side(f"{word}, {_number(flops)} operations a unit", run, 2.0 * SIDE**3 / flops)


@cache
def _long() -> Any:
    return np.ones(READ // 8)


def reading(size: float) -> Side:
    """The rate of reading memory on all threads, for a job of so many bytes a unit."""
    parts = np.array_split(_long(), os.cpu_count() or 1)

    def run() -> float:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(np.max, parts))
            began = time.perf_counter()
            list(pool.map(np.max, parts))
            return time.perf_counter() - began

    return Side(f"memory read, {_number(size)} bytes a unit", run, READ / size)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
