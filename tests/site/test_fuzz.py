"""The API whatever it is asked: never an error of its own, always what its schema declares."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from datacounterfactuals.site.settings import SiteSettings
from tests.site.support import served

CHECKS = [
    not_a_server_error,
    response_schema_conformance,
    content_type_conformance,
    status_code_conformance,
]
SETTINGS = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
"""So many requests are made up for each operation, the same every time."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    chosen = SiteSettings(
        bank=tmp_path_factory.mktemp("fuzz"),
        only=("four",),
        most_rows=64,
        most_seconds=2.0,
        warm_up=False,
    )
    with served(chosen) as address:
        yield address


@pytest.fixture(scope="module")
def schema(address: str) -> Any:
    said = httpx.get(f"{address}/api/openapi.json", trust_env=False).json()
    loaded = schemathesis.openapi.from_dict(said)
    loaded.config.update(base_url=address)
    return loaded


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_answers_as_its_schema_says(schema: Any, mode: GenerationMode) -> None:
    """Requests that fit the schema, and requests that break it."""
    wrong: list[str] = []
    tried: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()

        @SETTINGS
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: Any) -> None:
            parameters = case.path_parameters or {}
            if "name" in parameters and len(str(case.body) + str(case.query)) % 2:
                parameters["name"] = "four"  # a study that is there, half of the time
            reply = case.call()
            tried[reply.status_code] += 1
            case.validate_response(reply, checks=CHECKS)

        try:
            answers()
        except Unsatisfiable:  # nothing breaks what takes nothing
            continue
        except Exception as error:
            wrong.append(f"{operation.method} {operation.path}: {error!r:.600}")
    assert tried.total() > 100
    assert wrong == []


def test_every_operation_declares_its_replies(address: str) -> None:
    said = httpx.get(f"{address}/api/openapi.json", trust_env=False).json()
    assert len(said["paths"]) > 20
    for path, operations in said["paths"].items():
        for operation in operations.values():
            assert set(operation["responses"]) - {"422"}, path
