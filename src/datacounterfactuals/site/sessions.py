"""Sessions as this site plays them: what each activity accepts is read off its own cells."""

from typing import Any

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.shelf.lessons.lesson import Activity, Lesson
from datacounterfactuals.shelf.lessons.marking import in_words
from datacounterfactuals.shelf.lessons.truth import truth_of
from datacounterfactuals.site.shapes.base import Fault
from datacounterfactuals.site.shapes.sessions import (
    Accepted,
    ActivityInfo,
    SessionEntry,
    SessionInfo,
)
from datacounterfactuals.site.site import Site


def entry_of(lesson: Lesson) -> SessionEntry:
    """A session without its activities."""
    return SessionEntry(**_about(lesson))


def played(site: Site, lesson: Lesson) -> SessionInfo:
    """A session with what its activities accept. Rows that are missing are trained, if this server
    may; an activity whose answer is not to be had says why."""
    return SessionInfo(
        **_about(lesson), activities=[_activity(site, one) for one in lesson.activities]
    )


def _about(lesson: Lesson) -> dict[str, Any]:
    return {
        "slug": lesson.slug,
        "place": lesson.place,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "about": lesson.about,
        "papers": list(lesson.papers),
        "questions": list(lesson.questions),
        "studies": list(lesson.studies),
    }


def _activity(site: Site, activity: Activity) -> ActivityInfo:
    def grid_of(study: str) -> Grid:
        return site.studies.open(study).grid

    accepted = fault = None
    try:
        truth = truth_of(activity, grid_of)
        if truth is not None:
            accepted = Accepted(
                number=truth.number,
                within=truth.within,
                names=list(truth.names),
                words=in_words(activity, truth),
            )
    except DataCounterfactualsError as error:
        fault = Fault(problem=error.problem, remedy=error.remedy)
    return ActivityInfo(
        state=activity.state,
        figure=activity.figure,
        kind=activity.kind,
        prompt=activity.prompt,
        choices=list(activity.choices),
        after=activity.after,
        accepted=accepted,
        fault=fault,
    )
