"""What a measurement was made on: processor, memory, versions, threads."""

import os
import platform
import resource
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

PACKAGES = ("numpy", "scipy", "scikit-learn", "numba", "duckdb", "datacounterfactuals")


def machine() -> dict[str, str]:
    """By name, what a reader must know to compare figures."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": sys.version.partition(" ")[0],
        "blas": _blas(),
    } | {name: found for name in PACKAGES if (found := _version(name))}


def peak_memory() -> int:
    """The most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _blas() -> str:
    import_module("numpy")  # its BLAS is the one that we call
    found = [one for one in threadpool_info() if one["user_api"] == "blas"]
    return "; ".join(
        f"{one['internal_api']} {one['version']}, kernels for {one.get('architecture', '?')}, "
        f"{one['num_threads']} threads"
        for one in found[:1]
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
