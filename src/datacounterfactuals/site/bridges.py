"""Bridges checked on a study, in the shape of the API."""

from datacounterfactuals.core.answer import numbers
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.shelf.bridges.checks import Check, checks
from datacounterfactuals.shelf.bridges.statements import bridges
from datacounterfactuals.site.asking import budget
from datacounterfactuals.site.shapes.answers import ColumnInfo
from datacounterfactuals.site.shapes.reading import BridgeCheck, Bridges
from datacounterfactuals.site.site import Site
from datacounterfactuals.site.studies import Opened

ROWS = 16
"""So many missing rows are trained for a check when a page is read."""


def checked(site: Site, opened: Opened, metric: str | None = None, rows: int | None = 0) -> Bridges:
    """Every bridge on a study; `rows`: how many may be trained for a check, None for as many as
    this server may train. Raises StudyError for an unknown metric."""
    grid = opened.grid
    columns = site.studies.columns(grid, metric, None)
    spent = budget(site, grid, rows, None)
    return Bridges(
        study=opened.entry.name,
        metric=metric or grid.study.metric,
        trains=site.studies.trains(grid),
        checks=[_shape(one) for one in checks(grid, columns, spent)],
    )


def _shape(check: Check) -> BridgeCheck:
    infos = [
        ColumnInfo(
            name=column.name, metric=column.metric.title, unit=column.unit, better=column.better
        )
        for column in check.columns
    ]
    return BridgeCheck(
        name=check.name,
        title=bridges()[check.name].title,
        said=check.said,
        left_title=check.sides[0],
        right_title=check.sides[1],
        labels=list(check.labels),
        columns=infos,
        left=_shown(check, check.left),
        right=_shown(check, check.right),
        error=None if check.error is None else numbers(check.error),
        exact=check.exact,
        score=check.score,
        apart=check.apart,
        refused=check.refused,
        missing=check.missing,
    )


def _shown(check: Check, values: Floats | None) -> list[list[float | None]]:
    """As people read it: scores are turned back to the metric's own direction."""
    if values is None:
        return []
    return numbers(values * [column.better for column in check.columns] if check.score else values)
