"""Writing the whole site: pages, what they need, studies with their cells, and answers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.grid.budget import Budget
from datacounterfactuals.grid.grid import plainly
from datacounterfactuals.grid.progress import Meter, Progress
from datacounterfactuals.site.app import create_app
from datacounterfactuals.site.exporting.answers import as_json, variants, work_out
from datacounterfactuals.site.exporting.crawling import crawl_all, spoken_of, write
from datacounterfactuals.site.exporting.folder import Exported, Folder
from datacounterfactuals.site.exporting.naming import file_of
from datacounterfactuals.site.exporting.reading import HOST
from datacounterfactuals.site.pages.modules import STATIC
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.site import Site
from datacounterfactuals.site.studies import Opened
from datacounterfactuals.study.shipped import names as shipped_names

FILL_SECONDS = 120.0
"""The longest that one study is filled."""
Report = Callable[[Progress], None]


def export(
    folder: Path, settings: SiteSettings | None = None, progress: Report | None = None
) -> Exported:
    """Write the site as files: with the shipped studies and those of the settings, or, of the
    shipped ones, some, and the cells of those that pages speak of. What they lack is trained first.

    Raises ExportError for a folder that holds something else, and for a link that leads nowhere.
    """
    files = Folder(folder)
    settings = replace(settings or SiteSettings(), hosts=(HOST,), warm_up=False)
    also: set[str] = set()
    if settings.only:
        spoken = spoken_of(create_app(replace(settings, only=()))) & set(shipped_names())
        also = spoken - set(settings.only)
        settings = replace(settings, only=(*settings.only, *sorted(also)))
    app = create_app(settings)
    site: Site = app.state.site
    studies = _opened(site)
    for opened in studies:
        fill_rows(opened, progress)
    pages = crawl_all(app)
    asked = {
        one.entry.name: variants(one, pages.asked(one.entry.name), one.entry.name not in also)
        for one in studies
    }
    meter = Meter("the site", sum(map(len, asked.values())), progress, "answers")
    for opened in studies:
        name = opened.entry.name
        manifest = work_out(site, opened, asked[name], files.put, lambda: meter.step(1))
        files.put(file_of(f"/api/studies/{name}/manifest"), as_json(manifest))
    write(pages, files)
    _copy_static(files)
    files.put(".nojekyll", b"")  # some hosts leave out what begins with a line below
    return files.done([opened.entry.name for opened in studies])


def _opened(site: Site) -> list[Opened]:
    """The studies that can be opened; one that cannot says so on its page."""
    found: list[Opened] = []
    for name in site.studies.entries():
        try:
            found.append(site.studies.open(name))
        except DataCounterfactualsError:
            continue
    return found


def fill_rows(opened: Opened, progress: Report | None) -> None:
    """Train the rows of its page, for all its metrics."""
    grid = opened.grid
    if grid.study.learner is None:
        return
    budget = Budget(None, FILL_SECONDS)
    for metric in grid.study.metrics:
        columns = plainly(grid.study.columns(metric))
        grid.fill(opened.rows, columns=columns, budget=budget, progress=progress)


def _copy_static(folder: Folder) -> None:
    """The files that pages need, but not what only the checker of their types reads."""
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and not path.name.endswith(".d.ts"):
            folder.put(f"static/{path.relative_to(STATIC).as_posix()}", path.read_bytes())
