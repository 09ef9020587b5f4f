"""Importing the package is free, and what it promises is there."""

import json
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import datacounterfactuals

HEAVY = {
    "sklearn", "scipy", "pandas", "polars", "duckdb", "pydantic",
    "altair", "fastapi", "dask", "numba", "torch",
}  # fmt: skip


def test_importing_the_package_loads_no_heavy_library() -> None:
    program = "import datacounterfactuals, json, sys; print(json.dumps(list(sys.modules)))"
    printed = subprocess.check_output([sys.executable, "-c", program], text=True)
    loaded = {name.partition(".")[0] for name in json.loads(printed)}
    assert "datacounterfactuals" in loaded
    assert sorted(loaded & HEAVY) == []


def test_every_public_name_resolves() -> None:
    names = datacounterfactuals.__all__
    assert len(names) > 0
    assert [name for name in names if not hasattr(datacounterfactuals, name)] == []


def test_public_names_are_listed_once_and_in_dir() -> None:
    names = datacounterfactuals.__all__
    assert len(set(names)) == len(names)
    assert set(names) <= set(dir(datacounterfactuals))


def test_no_public_name_is_hidden_by_a_package_of_its_name() -> None:
    import_module("datacounterfactuals.asking.loop")
    import_module("datacounterfactuals.questions.catalogue")
    import_module("datacounterfactuals.charts.draw")
    modules = [
        name
        for name in datacounterfactuals.__all__
        if isinstance(getattr(datacounterfactuals, name), ModuleType)
    ]
    assert modules == []
