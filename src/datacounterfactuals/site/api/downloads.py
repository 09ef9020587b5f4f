"""Downloads: cells and answers as files, from what is held. A link never trains."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from datacounterfactuals.core.rights import rights_from
from datacounterfactuals.site.api.linked import linked
from datacounterfactuals.site.asking import asked
from datacounterfactuals.site.downloading import (
    CSV,
    PARQUET,
    answer_records,
    cell_records,
    table_file,
)
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/studies/{name}", tags=["downloads"])
Kind = Literal["csv", "parquet"]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV.partition(";")[0]: {}, PARQUET: {}}}
}


@router.get("/cells.{kind}", response_class=Response, responses=FILES)
def download_cells(
    site: Served,
    name: str,
    kind: Kind,
    metric: str | None = None,
    slices: Annotated[list[str] | None, Query()] = None,
    plus: Annotated[list[str] | None, Query()] = None,
    right: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """The cells of the grid's page, a record for each row."""
    opened = site.studies.open(name, plus).where(rights_from(right or ()))
    columns = site.studies.columns(opened.grid, metric, slices)
    return table_file(cell_records(opened, columns), kind, opened.entry.name, *opened.plus)


@router.get("/answer.{kind}", response_class=Response, responses=FILES)
def download_answer(
    site: Served, name: str, kind: Kind, wanted: Annotated[AskWanted, Depends(linked)]
) -> Response:
    """An answer, a record for each of its values. A parameter of the question is written
    `p.NAME=VALUE`."""
    opened = site.studies.open(name, wanted.plus)
    found = asked(site, opened, wanted, train=False)
    words = (opened.entry.name, wanted.question, *opened.plus)
    return table_file(answer_records(found.answer), kind, *words)
