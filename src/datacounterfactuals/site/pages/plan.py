"""The planner: a table is brought, a plan comes out, and each plan has an address."""

from collections.abc import Iterable

from fastapi import Response
from markupsafe import Markup

from datacounterfactuals.planning.result import StrikePlan
from datacounterfactuals.planning.samples import SAMPLES
from datacounterfactuals.site.pages.page import Page, draw, routes
from datacounterfactuals.site.plans import EXAMPLE, LONG, QUICK, SAMPLE, finished, plan_of
from datacounterfactuals.site.sheets.plan import alone, command, drawing, part
from datacounterfactuals.site.site import Served, Site


def addresses(_: Site) -> Iterable[str]:
    return ["/plan", f"/plan/{EXAMPLE}"]


router = routes()
PAGE = Page(router, addresses, "Plan", 7)


@router.get("/plan")
def planner(site: Served) -> Response:
    """Where a table is brought."""
    return _form(site, "")


def _form(site: Site, watched: str) -> Response:
    return draw(
        site,
        "plan.html",
        "plan",
        "plan",
        samples=tuple(SAMPLES.values()),
        read_only=site.settings.read_only,
        most=site.settings.most_table_bytes,
        quick=QUICK,
        long=LONG,
        watched=watched,
        example=SAMPLES[SAMPLE],
    )


@router.get("/plan/{identity}")
def plan_page(site: Served, identity: str) -> Response:
    """A finished plan; of one that is being made, how far it is."""
    found = plan_of(site, identity)
    if not isinstance(found, StrikePlan):
        return _form(site, identity)
    return draw(
        site,
        "plan_made.html",
        "plan",
        "plan_made",
        plan=found,
        identity=identity,
        example=identity == EXAMPLE,
        command=command(found),
        sheet=part(found, _pictures(identity)),
    )


def _pictures(identity: str) -> Markup:
    words = (
        "What each loses when more take part: everybody, those who stay, and those who take part."
    )
    return Markup(
        '<picture><source media="(prefers-color-scheme: dark)" '
        'srcset="/plan/{0}/picture-dark.svg"><img src="/plan/{0}/picture.svg" alt="{1}"></picture>'
    ).format(identity, words)


@router.get("/plan/{identity}/sheet")
def sheet(site: Served, identity: str) -> Response:
    """The plan as one file, to keep and to hand on."""
    made = finished(site, identity)
    return Response(
        alone(made),
        media_type="text/html; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="plan.html"'},
    )


@router.get("/plan/{identity}/picture.svg")
def picture(site: Served, identity: str) -> Response:
    """Its curve, for a light page."""
    return Response(drawing(finished(site, identity)), media_type="image/svg+xml")


@router.get("/plan/{identity}/picture-dark.svg")
def dark_picture(site: Served, identity: str) -> Response:
    """Its curve, for a dark page."""
    return Response(drawing(finished(site, identity), dark=True), media_type="image/svg+xml")
