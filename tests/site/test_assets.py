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


def imported_later(modules: set[str]) -> set[str]:
    """What modules import only when it is wanted, as live figures are."""
    found: set[str] = set()
    for module in modules:
        text = re.sub(
            r"/\*.*?\*/|^\s*//.*?$", "", (STATIC / module).read_text("utf-8"), flags=re.S | re.M
        )
        for name in re.findall(r'import\("(\..+?)"\)', text):
            path = ((STATIC / module).parent / name).resolve()
            found.add(path.relative_to(STATIC.resolve()).as_posix())
    return found


def test_a_page_loads_every_module_that_it_needs_at_once_and_none_is_idle() -> None:
    pages = {path.relative_to(STATIC).as_posix() for path in (STATIC / "pages").glob("*.js")}
    needed = pages | {name for page in pages for name in closure(page)}
    later = imported_later(needed)
    needed |= later | {name for module in later for name in closure(module)}
    there = {p.relative_to(STATIC).as_posix() for p in STATIC.rglob("*.js")}
    idle = {name for name in there - needed if not name.startswith("vendor/")}
    assert idle == set()


def test_what_is_imported_later_is_there_and_every_figure_can_be_mounted() -> None:
    modules = {
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*.js")
        if VENDOR not in path.parents
    }
    later = imported_later(modules)
    assert [name for name in later if not (STATIC / name).is_file()] == []
    figures = {p.relative_to(STATIC).as_posix() for p in (STATIC / "figures").glob("*.js")}
    assert len(figures) >= 4
    assert figures <= later
    for figure in figures:
        text = (STATIC / figure).read_text("utf-8")
        assert re.search(r"^export (const|async function) mount\b", text, re.MULTILINE), figure


def test_templates_hold_no_script_and_no_style() -> None:
    for template in (STATIC.parent / "pages").glob("*.html"):
        text = template.read_text("utf-8")
        assert "<style" not in text
        assert " style=" not in text
        assert not re.search(r" on\w+=", text)
        assert re.findall(r"<script(?! type=\"module\" src=)", text) == []
    assert templates.autoescape is not False
