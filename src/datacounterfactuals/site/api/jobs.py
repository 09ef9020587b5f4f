"""Jobs: fills and questions that take a while, watched by asking how far they are."""

from fastapi import APIRouter

from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.grid.filling import Filled
from datacounterfactuals.site.asking import asked
from datacounterfactuals.site.filling import fill_page
from datacounterfactuals.site.jobs import Job
from datacounterfactuals.site.shapes.answers import Asked
from datacounterfactuals.site.shapes.base import Fault
from datacounterfactuals.site.shapes.jobs import FilledRows, JobInfo, JobProgress, JobWanted
from datacounterfactuals.site.site import Served

router = APIRouter(tags=["jobs"])


@router.post("/studies/{name}/jobs", status_code=202)
def start_job(site: Served, name: str, wanted: JobWanted) -> JobInfo:
    """Fill the rows of the grid's page, or ask a question, beside the server."""
    fill, ask = wanted.fill, wanted.ask
    plus = [*(fill.plus if fill else ()), *(ask.plus if ask else ())]
    opened = site.studies.open(name, plus)
    if fill is not None:
        opened = opened.where(fill.rights)
    if fill is not None and ask is None:
        refusal = site.studies.refusal(opened.grid)
        if refusal is not None:
            raise refusal
        job = fill_page(site, opened, fill)
    elif ask is not None and fill is None:
        job = site.jobs.start("ask", name, ask, lambda report: asked(site, opened, ask, report))
    else:
        raise QuestionError("a job is a fill or a question", 'Give one of "fill" and "ask"')
    job.wait(wanted.wait)
    return info_of(job)


@router.get("/jobs/{identity}")
def show_job(site: Served, identity: str) -> JobInfo:
    """How far a job is, and what came of it."""
    return info_of(site.jobs.get(identity))


@router.delete("/jobs/{identity}")
def stop_job(site: Served, identity: str) -> JobInfo:
    """Stop a job at its next block; every cell that was committed stays."""
    job = site.jobs.get(identity)
    job.stop()
    job.wait(1.0)
    return info_of(job)


def info_of(job: Job) -> JobInfo:
    """A job as it is told of."""
    state, fault, result, at = job.state, job.fault, job.result, job.progress
    return JobInfo(
        id=job.id,
        kind=job.kind,
        study=job.study,
        state=state,
        progress=None
        if at is None
        else JobProgress(
            done=at.done, total=at.total, seconds=at.seconds, rate=at.rate, eta=at.eta
        ),
        filled=FilledRows(**vars(result)) if isinstance(result, Filled) else None,
        asked=result if isinstance(result, Asked) else None,
        fault=None if fault is None else Fault(problem=fault.problem, remedy=fault.remedy),
    )
