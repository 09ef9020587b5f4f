"""Sessions to teach with."""

from fastapi import APIRouter

from datacounterfactuals.shelf.lessons.lesson import lessons
from datacounterfactuals.site.faults import UnknownError
from datacounterfactuals.site.sessions import entry_of, played
from datacounterfactuals.site.shapes.sessions import SessionInfo, SessionList
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.get("")
def list_sessions() -> SessionList:
    """Every session, in its order."""
    return SessionList(sessions=[entry_of(one) for one in lessons()])


@router.get("/{slug}")
def show_session(site: Served, slug: str) -> SessionInfo:
    """A session: its activities, and what each accepts, computed on trained cells."""
    for one in lessons():
        if one.slug == slug:
            return played(site, one)
    raise UnknownError(f"no session is named {slug!r}", "GET /api/sessions lists them")
