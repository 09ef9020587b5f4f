"""All routes under /api."""

from fastapi import APIRouter

from datacounterfactuals.site.api import (
    ask,
    bridges,
    cells,
    charts,
    downloads,
    games,
    glossary,
    jobs,
    moving,
    papers,
    plans,
    questions,
    sessions,
    studies,
    tours,
)
from datacounterfactuals.site.shapes.base import Fault

router = APIRouter(
    prefix="/api",
    responses={
        code: {"model": Fault, "description": words}
        for code, words in {
            400: "The body cannot be read",
            403: "This server may not do that",
            404: "There is nothing of that name",
            409: "The bank cannot be used",
            413: "The body is too large",
            422: "The request does not fit the study",
            429: "Too much is going on",
        }.items()
    },
)
for part in (
    studies,
    cells,
    moving,
    questions,
    ask,
    jobs,
    charts,
    downloads,
    sessions,
    tours,
    bridges,
    glossary,
    papers,
    games,
    plans,
):
    router.include_router(part.router)
