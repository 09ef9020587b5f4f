"""The web app: the API, the pages and the files they need, behind the guard."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from datacounterfactuals import __version__
from datacounterfactuals.site.api.router import router as api
from datacounterfactuals.site.faults import handle_faults
from datacounterfactuals.site.files import Files
from datacounterfactuals.site.guard import Guard, Hosts
from datacounterfactuals.site.pages.modules import STATIC
from datacounterfactuals.site.pages.page import fault_page
from datacounterfactuals.site.pages.walk import every_page, menu
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.site import Site


def create_app(settings: SiteSettings | None = None, *, every_address: bool = False) -> FastAPI:
    """The site as an ASGI app. `every_address`: it is served on all addresses of the machine."""
    settings = settings or SiteSettings()
    app = FastAPI(
        title="Data Counterfactuals",
        summary="What would change if the training data were different?",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.site = Site.of(settings, menu())
    app.include_router(api)
    for page in every_page().values():
        app.include_router(page.routes)
    app.mount("/static", Files(directory=STATIC), name="static")
    handle_faults(app, fault_page)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(
        Guard,
        hosts=Hosts(settings.hosts, every_address),
        most_bytes=settings.most_bytes,
        most_table=settings.most_table_bytes,
    )
    return app
