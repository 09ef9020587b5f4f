"""Asking: what a question would cost, and its answer."""

from fastapi import APIRouter

from datacounterfactuals.site.asking import asked, planned
from datacounterfactuals.site.shapes.answers import Asked
from datacounterfactuals.site.shapes.asking import AskWanted, Plan
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/studies/{name}", tags=["ask"])


@router.post("/plan")
def plan_question(site: Served, name: str, wanted: AskWanted) -> Plan:
    """Which rows a question wants, how many of them are held, and how long the rest takes."""
    return planned(site, site.studies.open(name, wanted.plus), wanted)


@router.post("/ask")
def ask_question(site: Served, name: str, wanted: AskWanted) -> Asked:
    """The answer. What is missing is trained first, if this server may; see also jobs, which
    report their progress."""
    return asked(site, site.studies.open(name, wanted.plus), wanted)
