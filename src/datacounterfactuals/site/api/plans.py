"""Plans for people with data: a table comes in, a job makes the plan, and the table is gone."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from datacounterfactuals.site.api.jobs import info_of
from datacounterfactuals.site.plans import LONG, allowed, start, table_info, table_of
from datacounterfactuals.site.shapes.jobs import JobInfo
from datacounterfactuals.site.shapes.plans import TableInfo
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/tables", tags=["plans"])
Bytes = Annotated[bytes, Body(media_type="application/octet-stream")]
Name = Annotated[str, Query(max_length=300)]
"""What the file is called: its ending says what it is."""


@router.post("")
def look_at_table(
    site: Served, request: Request, file: Name = "", sample: str | None = None, body: Bytes = b""
) -> TableInfo:
    """The columns of a table, which is read and not kept: a file as it is, or a sample."""
    allowed(site, request.client.host if request.client else None)
    return table_info(table_of(file, sample, body), sample)


@router.post("/plans", status_code=202)
def start_plan(
    site: Served,
    request: Request,
    owner: Name,
    target: Name,
    file: Name = "",
    sample: str | None = None,
    lose: float = 0.3,
    price: float | None = None,
    seconds: Annotated[float, Query(ge=1, le=600)] = LONG,
    body: Bytes = b"",
) -> JobInfo:
    """Plan with a table, beside the server: what it costs whom when its owners withhold records.
    The finished plan is at /plan/ID, until the server stops."""
    allowed(site, request.client.host if request.client else None)
    table = table_of(file, sample, body)
    return info_of(start(site, table, owner, target, lose, price, seconds, body))
