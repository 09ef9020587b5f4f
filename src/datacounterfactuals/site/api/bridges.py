"""Bridges: identities between questions, checked on a study's cells."""

from fastapi import APIRouter

from datacounterfactuals.site.bridges import checked
from datacounterfactuals.site.shapes.reading import Bridges
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/studies/{name}/bridges", tags=["bridges"])


@router.get("")
def read_bridges(site: Served, name: str, metric: str | None = None) -> Bridges:
    """Both sides of every bridge, from the cells that are held."""
    return checked(site, site.studies.open(name), metric)


@router.post("")
def train_bridges(site: Served, name: str, metric: str | None = None) -> Bridges:
    """The same, once the worlds that are missing are trained, as far as this server may."""
    return checked(site, site.studies.open(name), metric, rows=None)
