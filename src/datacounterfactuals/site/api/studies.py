"""Studies: which there are, and what each is made of."""

from typing import Annotated

from fastapi import APIRouter, Query

from datacounterfactuals.core.metrics import METRICS, Metric
from datacounterfactuals.site.opened import Entry, Opened
from datacounterfactuals.site.shapes.base import Fault
from datacounterfactuals.site.shapes.studies import (
    MetricInfo,
    ObjectInfo,
    PlusInfo,
    SliceInfo,
    StudyEntry,
    StudyInfo,
    StudyList,
)
from datacounterfactuals.site.site import Served, Site
from datacounterfactuals.study.extending import ways

router = APIRouter(prefix="/studies", tags=["studies"])


@router.get("")
def list_studies(site: Served) -> StudyList:
    """The studies that ship, and those of the working folder."""
    entries = site.studies.entries().values()
    return StudyList(first=site.studies.first, studies=[_listed(entry) for entry in entries])


@router.get("/{name}")
def show_study(
    site: Served, name: str, plus: Annotated[list[str] | None, Query()] = None
) -> StudyInfo:
    """A study: its objects, slices, metrics, and what is held fixed; its board extended by `plus`,
    if by anything."""
    return info_of(site, site.studies.open(name, plus))


def info_of(site: Site, opened: Opened) -> StudyInfo:
    grid, entry = opened.grid, opened.entry
    study = grid.study
    evaluation = study.evaluation
    known = {metric: METRICS[metric] for metric in study.metrics if metric in METRICS}
    refusal = site.studies.refusal(grid)
    filling = site.jobs.filling(entry.name, opened.plus)
    return StudyInfo(
        name=entry.name,
        title=study.title,
        description=study.description,
        noun=study.noun,
        objects=[
            ObjectInfo(
                name=item.name,
                label=item.label,
                size=item.size,
                stands_in_for=item.stands_in_for,
                reserve=item.reserve,
                cost=item.cost,
                owner=item.owner,
                right=study.universe.right(place),
            )
            for place, item in enumerate(study.universe)
        ],
        roster=list(study.universe.board.names),
        slices=[
            SliceInfo(name=slice_, points=int(points))
            for slice_, points in zip(evaluation.slices, evaluation.points, strict=True)
        ],
        metrics=[_metric(metric) for metric in (known or {study.metric: study.finishing}).values()],
        metric=study.metric,
        worlds=str(1 << len(study.universe.board)),
        repeats=grid.repeats,
        seeded=grid.seeded,
        learner="" if study.learner is None else study.learner.title,
        held_fixed=list(study.held_fixed),
        cautions=list(study.cautions),
        fingerprint=study.fingerprint.hex(),
        written=entry.written,
        refusal=None if refusal is None else Fault(problem=refusal.problem, remedy=refusal.remedy),
        filling=None if filling is None else filling.id,
        plus=_plus(opened),
        ways=ways(study.source),
    )


def _plus(opened: Opened) -> list[PlusInfo]:
    """What the board is extended by. What is made stands at the end, in order."""
    universe = opened.grid.study.universe
    made = [text for text in opened.plus if text not in universe.positions]
    names = dict(zip(made, universe.names[len(universe) - len(made) :], strict=True))
    return [PlusInfo(text=text, name=names.get(text, text)) for text in opened.plus]


def _listed(entry: Entry) -> StudyEntry:
    fault = entry.fault
    return StudyEntry(
        name=entry.name,
        title=entry.title,
        description=entry.description,
        shipped=entry.shipped,
        fault=None if fault is None else Fault(problem=fault.problem, remedy=fault.remedy),
    )


def _metric(metric: Metric) -> MetricInfo:
    return MetricInfo(name=metric.name, title=metric.title, unit=metric.unit, better=metric.better)
