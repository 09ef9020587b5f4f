"""A session as a folder that opens from a disk, with no network and no server: one page that holds
its modules, its cells and its answers, beside its styles and fonts."""

import base64
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from datacounterfactuals.shelf.lessons.lesson import Lesson
from datacounterfactuals.site.app import create_app
from datacounterfactuals.site.exporting.answers import as_json, variants, work_out
from datacounterfactuals.site.exporting.export import Report, fill_rows
from datacounterfactuals.site.exporting.naming import ExportError, file_of
from datacounterfactuals.site.exporting.reading import HOST, read
from datacounterfactuals.site.pages.modules import STATIC
from datacounterfactuals.site.pages.page import templates
from datacounterfactuals.site.pages.sessions import parts_of
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.site import Site

ENTRY = "pages/session.js"
STYLES = ("base", "reading", "shades", "grid", "lattice", "figures", "answer", "sessions")
WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: what is the same is the same to the last bit."""
_PICTURE = re.compile(r'<div class="still">\s*<picture>.*?</picture>\s*</div>', re.S)
"""A chart as it stands before a script runs: it would be asked of a server."""
_IMPORT = re.compile(r'(\bfrom |\bimport |\bimport\()"(\.{1,2}/[^"]+)"')


def export_session(lesson: Lesson, archive: Path, progress: Report | None = None) -> int:
    """Write a session as a zip archive, and say how many bytes it has. Rows that are missing are
    trained. Raises ExportError where the archive cannot be written."""
    settings = SiteSettings(only=lesson.studies, hosts=(HOST,), warm_up=False)
    site: Site = create_app(settings).state.site
    for name in lesson.studies:
        fill_rows(site.studies.open(name), progress)
    page = (
        templates.overlay(loader=_loader())
        .get_template("alone.html")
        .render(
            modules=_inside(json.dumps({"imports": modules()})),
            kept=_inside(json.dumps(_kept(settings, site, lesson), ensure_ascii=False)),
            styles=STYLES,
            alone=True,
            **parts_of(site, lesson),
        )
    )
    page = _PICTURE.sub("", page)
    files = {"index.html": page.encode()} | dict(_static())
    try:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
            for place, body in files.items():
                about = zipfile.ZipInfo(f"{lesson.slug}/{place}", WHEN)
                zipped.writestr(about, body, zipfile.ZIP_DEFLATED)
    except OSError as error:
        raise ExportError(
            f"{archive} cannot be written ({error.strerror})", "Name another"
        ) from None
    return archive.stat().st_size


def _loader() -> ChoiceLoader:
    """Its own page before those of the site, which it includes."""
    own = FileSystemLoader(Path(__file__).parent)
    return ChoiceLoader([own] if templates.loader is None else [own, templates.loader])


def modules() -> dict[str, str]:
    """The session's modules by plain names, each in its own address: a page that is opened from a
    disk may load none, but it may hold them."""
    found: dict[str, str] = {}
    waiting = [ENTRY]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        text, needed = _plainly(name)
        found[name] = f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"
        waiting += needed
    return found


def _plainly(name: str) -> tuple[str, list[str]]:
    """A module in which others have plain names, and which those are."""
    needed: list[str] = []

    def plain(found: re.Match[str]) -> str:
        path = (STATIC / name).parent / found[2]
        place = path.resolve().relative_to(STATIC.resolve()).as_posix()
        if not (STATIC / place).is_file():  # only types, in a comment
            return found[0]
        needed.append(place)
        return f'{found[1]}"{place}"'

    return _IMPORT.sub(plain, (STATIC / name).read_text("utf-8")), needed


def _kept(settings: SiteSettings, site: Site, lesson: Lesson) -> dict[str, str]:
    """What its page asks the API for, by the place of its file."""
    app = create_app(settings)
    out: dict[str, bytes] = {}
    for address in ("/api/questions", "/api/glossary"):
        out[file_of(address)] = read(app, address).body
    for name in lesson.studies:
        opened = site.studies.open(name)
        states = [s for one in lesson.activities for s in (one.shown, one.told) if s.study == name]
        metrics = {opened.grid.study.metric} | {m for s in states if (m := s.one("metric"))}
        own = opened.grid.study.metric
        cells = [_cells(name, metric, own) for metric in sorted(metrics)]
        for address in (f"/api/studies/{name}", *cells):
            out[file_of(address)] = read(app, address).body
        wanted = [
            AskWanted(
                question=question, parameters=dict(state.parameters), metric=state.one("metric")
            )
            for state in states
            if (question := state.one("q"))
        ]
        asked = variants(opened, wanted, whole=False)
        manifest = work_out(site, opened, asked, out.__setitem__, lambda: None)
        out[file_of(f"/api/studies/{name}/manifest")] = as_json(manifest)
    return {place: body.decode("utf-8") for place, body in out.items()}


def _cells(name: str, metric: str, own: str) -> str:
    also = "" if metric == own else f"&metric={metric}"
    return f"/api/studies/{name}/cells?packed=true{also}"


def _static() -> Iterable[tuple[str, bytes]]:
    for style in STYLES:
        yield f"static/css/{style}.css", (STATIC / "css" / f"{style}.css").read_bytes()
    for path in sorted((STATIC / "vendor").rglob("*")):
        if path.suffix == ".woff2" or path.name == "LICENSE":
            yield f"static/{path.relative_to(STATIC).as_posix()}", path.read_bytes()


def _inside(text: str) -> Markup:
    """JSON as the text of a script: nothing in it ends the script."""
    return Markup(text.replace("<", "\\u003c"))
