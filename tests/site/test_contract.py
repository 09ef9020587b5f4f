"""What the API says and what the page expects are the same."""

import json
from pathlib import Path

from datacounterfactuals.asking.loop import answer
from datacounterfactuals.asking.plan import plan
from datacounterfactuals.questions.catalogue import questions
from datacounterfactuals.site.pages.modules import STATIC
from datacounterfactuals.site.shapes.answers import Answer
from datacounterfactuals.site.shapes.asking import Plan
from tests.site.contract import interfaces_of, modules
from tests.site.support import client_of


def test_the_contract_names_every_shape_of_the_api_and_no_other() -> None:
    wrong, count = list[str](), 0
    for module in modules():
        said = (STATIC / "shapes" / f"{module}.d.ts").read_text("utf-8")
        expected = interfaces_of(module)
        wrong += [name for name, text in expected.items() if text not in said]
        assert said.count("export interface ") == len(expected), module
        count += len(expected)
    assert wrong == []
    assert count > 20


def test_the_pages_import_the_shapes_of_every_module_from_one_place() -> None:
    files = sorted(path.name for path in (STATIC / "shapes").iterdir())
    assert files == sorted(f"{module}.d.ts" for module in modules())
    said = (STATIC / "shapes.d.ts").read_text("utf-8")
    exported = [line for line in said.splitlines() if line.startswith("export")]
    assert exported == [f'export type * from "./shapes/{module}.js";' for module in modules()]


def test_every_answer_has_the_shape_of_the_api(tmp_path: Path) -> None:
    for name, kind in questions().items():
        plain = answer("four", kind(), bank=tmp_path).to_json()
        assert set(plain) == set(Answer.model_fields), name
        again = Answer.model_validate(plain).model_dump_json()
        assert json.loads(again) == json.loads(json.dumps(plain)), name


def test_every_plan_has_the_shape_of_the_api(tmp_path: Path) -> None:
    plain = plan("four", questions()["shapley"](), bank=tmp_path).to_json()
    assert set(plain) | {"refusal", "needs"} == set(Plan.model_fields)


def test_the_api_describes_itself_without_other_hosts(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        told = client.get("/api/openapi.json").json()
    paths = set(told["paths"])
    assert {"/api/studies", "/api/studies/{name}/cells", "/api/studies/{name}/ask"} <= paths
    assert "http" not in str(told["paths"])
    for routes in told["paths"].values():
        for route in routes.values():
            assert route["responses"]["422"]["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/Fault"
            }
