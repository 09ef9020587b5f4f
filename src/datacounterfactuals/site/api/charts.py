"""Charts: an answer drawn, from what is held. A picture is a link, so it never trains."""

import json
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from datacounterfactuals.charts.draw import draw
from datacounterfactuals.charts.output import png, spec, svg
from datacounterfactuals.site.api.linked import linked
from datacounterfactuals.site.asking import asked
from datacounterfactuals.site.downloading import file
from datacounterfactuals.site.shapes.answers import Cost
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.site import Served, Site

router = APIRouter(prefix="/studies/{name}", tags=["charts"])
MOST_KEPT = 512
"""So many charts are drawn only once, of some 40 kB each."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SVG, PNG, JSON = "image/svg+xml", "image/png", "application/json"
Wanted = Annotated[AskWanted, Depends(linked)]
Columns = Annotated[list[str] | None, Query()]
Width = Annotated[int, Query(ge=240, le=2000)]


@router.get("/chart.svg", response_class=Response, responses={200: {"content": {SVG: {}}}})
def draw_chart(
    site: Served,
    name: str,
    wanted: Wanted,
    column: Columns = None,
    dark: bool = False,
    width: Width = 760,
) -> Response:
    """The chart of an answer as SVG, light or dark; of some of its columns if they are named. A
    parameter of the question is written `p.NAME=VALUE`."""
    drawn = drawn_once(*_asked(site, name, wanted, column), dark, width)
    reply = file(drawn, SVG, "svg", name, wanted.question, *wanted.plus, shown=True)
    reply.headers["content-security-policy"] = POLICY
    return reply


@router.get("/chart.png", response_class=Response, responses={200: {"content": {PNG: {}}}})
def paint_chart(
    site: Served,
    name: str,
    wanted: Wanted,
    column: Columns = None,
    dark: bool = False,
    width: Width = 760,
) -> Response:
    """The same as PNG, twice as sharp."""
    drawn = png(_drawn(site, name, wanted, column, dark, width))
    return file(drawn, PNG, "png", name, wanted.question, *wanted.plus, shown=True)


@router.get("/chart.vl.json", response_class=Response, responses={200: {"content": {JSON: {}}}})
def specify_chart(
    site: Served,
    name: str,
    wanted: Wanted,
    column: Columns = None,
    dark: bool = False,
    width: Width = 760,
) -> Response:
    """The same as the Vega-Lite specification that Python draws it from, its marks within."""
    written = spec(_drawn(site, name, wanted, column, dark, width))
    return file(written, JSON, "vl.json", name, wanted.question, *wanted.plus, shown=True)


def _drawn(
    site: Site, name: str, wanted: AskWanted, column: list[str] | None, dark: bool, width: int
) -> Any:
    """The Altair chart of an answer to a question, from what is held."""
    return _chart(*_asked(site, name, wanted, column), dark, width)


def _asked(
    site: Site, name: str, wanted: AskWanted, column: list[str] | None
) -> tuple[str, tuple[str, ...]]:
    """The answer from what is held, as JSON, and the columns that are wanted of it."""
    found = asked(site, site.studies.open(name, wanted.plus), wanted, train=False)
    same = found.answer.model_copy(update={"cost": Cost(trained=0, reused=0, seconds=0.0)})
    return same.model_dump_json(), tuple(column or ())


@lru_cache(maxsize=MOST_KEPT)
def drawn_once(answer: str, columns: tuple[str, ...], dark: bool, width: int) -> str:
    """The chart of an answer, which is JSON, as SVG; of its columns that are named, or of all."""
    return svg(_chart(answer, columns, dark, width))


def _chart(answer: str, columns: tuple[str, ...], dark: bool, width: int) -> Any:
    plain: dict[str, Any] = json.loads(answer)
    return draw(_on_columns(plain, columns) if columns else plain, dark, width)


def _on_columns(answer: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What an answer's chart needs of some columns only."""
    chart = answer["chart"]
    records = [one for one in chart["records"] if one.get("column") in names]
    columns = [one for one in answer["columns"] if one["name"] in names]
    return answer | {"columns": columns, "chart": chart | {"records": records}}
