"""The files that the page needs: there, as recorded, and nobody else's."""

import hashlib
import json
import re

from datacounterfactuals.site.pages.modules import STATIC, closure
from datacounterfactuals.site.pages.page import templates

VENDOR = STATIC / "vendor"


def test_every_vendored_file_is_recorded_with_version_licence_and_hash() -> None:
    record = json.loads((VENDOR / "VENDORED.json").read_text("utf-8"))
    recorded: set[str] = set()
    for package in record:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["licence"]
        names = [one["file"] for one in package["files"]]
        assert any(name.endswith("LICENSE") for name in names)
        for one in package["files"]:
            content = (VENDOR / one["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == one["sha256"], one["file"]
        recorded.update(names)
    there = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}
    assert there == recorded | {"VENDORED.json"}


def test_modules_import_modules_that_are_there_and_pages_no_pages() -> None:
    modules = [path for path in STATIC.rglob("*.js") if VENDOR not in path.parents]
    assert len(modules) > 10
    for module in modules:
        for name in re.findall(r'^import .* from "(.+)";', module.read_text("utf-8"), re.MULTILINE):
            assert (module.parent / name).is_file(), f"{module.name}: {name}"
            assert "pages/" not in name
            if module.parent.name == "lib":
                assert name.startswith("./"), f"{module.name} reaches up: {name}"


def test_no_module_writes_markup_from_text() -> None:
    for module in STATIC.rglob("*.js"):
        text = module.read_text("utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in text, f"{module.name}: {word}"


def test_a_page_loads_every_module_that_it_needs_at_once_and_none_is_idle() -> None:
    pages = [path.relative_to(STATIC).as_posix() for path in (STATIC / "pages").glob("*.js")]
    needed = {name for page in pages for name in closure(page)}
    there = {p.relative_to(STATIC).as_posix() for p in STATIC.rglob("*.js")}
    idle = {name for name in there - needed - set(pages) if not name.startswith("vendor/")}
    assert idle == set()


def test_templates_hold_no_script_and_no_style() -> None:
    for template in (STATIC.parent / "pages").glob("*.html"):
        text = template.read_text("utf-8")
        assert "<style" not in text
        assert " style=" not in text
        assert not re.search(r" on\w+=", text)
        assert re.findall(r"<script(?! type=\"module\" src=)", text) == []
    assert templates.autoescape is not False
