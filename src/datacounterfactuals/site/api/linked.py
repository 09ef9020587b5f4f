"""A question as a link asks it: in the query of an address."""

from typing import Annotated

from fastapi import Query, Request

from datacounterfactuals.core.rights import rights_from
from datacounterfactuals.site.shapes.asking import AskWanted


def linked(
    request: Request,
    question: str,
    metric: str | None = None,
    slices: Annotated[list[str] | None, Query()] = None,
    plus: Annotated[list[str] | None, Query()] = None,
    right: Annotated[list[str] | None, Query()] = None,
) -> AskWanted:
    """The question of a query; a parameter of it is written `p.NAME=VALUE`."""
    parameters = {
        key.removeprefix("p."): value
        for key, value in request.query_params.items()
        if key.startswith("p.")
    }
    return AskWanted(
        question=question,
        parameters=parameters,
        metric=metric,
        slices=slices,
        plus=plus or [],
        rights=dict[str, str](rights_from(right or ())),
    )
