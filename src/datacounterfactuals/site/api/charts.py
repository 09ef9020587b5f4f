"""Charts: an answer drawn, from what is held. A picture is a link, so it never trains."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from datacounterfactuals.charts.draw import draw
from datacounterfactuals.charts.output import svg
from datacounterfactuals.site.asking import asked
from datacounterfactuals.site.shapes.asking import AskWanted
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/studies/{name}", tags=["charts"])
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@router.get(
    "/chart.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
)
def draw_chart(
    request: Request,
    site: Served,
    name: str,
    question: str,
    metric: str | None = None,
    slices: Annotated[list[str] | None, Query()] = None,
    column: Annotated[list[str] | None, Query()] = None,
    dark: bool = False,
    width: Annotated[int, Query(ge=240, le=2000)] = 760,
) -> Response:
    """The chart of an answer as SVG, light or dark; of some of its columns if they are named. A
    parameter of the question is written `p.NAME=VALUE`."""
    parameters = {
        key.removeprefix("p."): value
        for key, value in request.query_params.items()
        if key.startswith("p.")
    }
    wanted = AskWanted(question=question, parameters=parameters, metric=metric, slices=slices)
    found = asked(site, site.studies.open(name), wanted, train=False)
    plain = on_columns(found.answer.model_dump(), column) if column else found.answer.model_dump()
    drawn = svg(draw(plain, dark, width))
    return Response(drawn, media_type="image/svg+xml", headers={"content-security-policy": POLICY})


def on_columns(answer: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What an answer's chart needs of some columns only."""
    chart = answer["chart"]
    records = [one for one in chart["records"] if one.get("column") in names]
    columns = [one for one in answer["columns"] if one["name"] in names]
    return answer | {"columns": columns, "chart": chart | {"records": records}}
