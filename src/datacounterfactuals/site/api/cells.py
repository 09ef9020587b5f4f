"""Cells: what is held of a study's grid. Reading trains nothing."""

import base64
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

import numpy as np
from fastapi import APIRouter, Query

from datacounterfactuals.core.answer import numbers
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.columns import Column
from datacounterfactuals.core.contrast import world_json
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.rights import rights_from
from datacounterfactuals.core.shutting import read_by
from datacounterfactuals.core.world import World
from datacounterfactuals.core.worlds import Joined, Listed, Worlds
from datacounterfactuals.grid.grid import Grid
from datacounterfactuals.site.cells import Held, read
from datacounterfactuals.site.opened import Opened
from datacounterfactuals.site.predicting import predicted
from datacounterfactuals.site.shapes.cells import (
    BlockRows,
    CellColumn,
    Cells,
    CellsWanted,
    LatticeRows,
    ListedRows,
    MovedRows,
    RowBlock,
)
from datacounterfactuals.site.site import Served, Site

router = APIRouter(prefix="/studies/{name}/cells", tags=["cells"])


def kept(site: Site) -> Iterator[str]:
    """What an export keeps: the cells of every page by every metric, as the page asks for them."""
    for name in site.studies.entries():
        study = site.studies.open(name).grid.study
        whole = f"/api/studies/{quote(name, safe='')}/cells?packed=true"
        others = (metric for metric in study.metrics if metric != study.metric)
        yield from (whole, *(f"{whole}&metric={quote(metric)}" for metric in others))


@router.get("")
def show_cells(
    site: Served,
    name: str,
    metric: str | None = None,
    slices: Annotated[list[str] | None, Query()] = None,
    packed: bool = False,
    plus: Annotated[list[str] | None, Query()] = None,
    right: Annotated[list[str] | None, Query()] = None,
) -> Cells:
    """The cells of the grid's page: the whole lattice, or, of a large one, the worlds one move from
    the full and the empty world. Those of a board that was extended by `plus` come after the old
    ones. Of runs made elsewhere, worlds that were not run stand beside, predicted where they can
    be. A `right` such as C=evaluable shuts what it does not allow."""
    opened = site.studies.open(name, plus).where(rights_from(right or ()))
    columns = site.studies.columns(opened.grid, metric, slices)
    made = cells_of(opened.grid, opened.rows, columns, metric, packed)
    if opened.blocks:
        made = made.model_copy(update={"rows": _block_rows(opened)})
    if opened.cells is not None:
        told = predicted(opened.cells, opened.rows, columns)
        made = made.model_copy(update={"predicted": told})
    return made


@router.post("")
def read_cells(site: Served, name: str, wanted: CellsWanted) -> Cells:
    """The cells of worlds that are listed in the request. Reading trains nothing."""
    grid = site.studies.open(name, wanted.plus).where(wanted.rights).grid
    columns = site.studies.columns(grid, wanted.metric, wanted.slices)
    universe = grid.study.universe
    worlds = [
        World.of(len(universe), {universe.position(key): weight for key, weight in weights.items()})
        for weights in wanted.worlds
    ]
    listed = Listed.of(worlds, len(universe))
    return cells_of(grid, listed, columns, wanted.metric, wanted.packed)


def cells_of(
    grid: Grid, worlds: Worlds, columns: tuple[Column, ...], metric: str | None, packed: bool
) -> Cells:
    return cells_with(grid, worlds, columns, metric, packed, read(grid, worlds, columns))


def cells_with(
    grid: Grid,
    worlds: Worlds,
    columns: tuple[Column, ...],
    metric: str | None,
    packed: bool,
    held: Held,
) -> Cells:
    """The cells of worlds as they were read or trained."""
    return Cells(
        study=grid.study.name,
        metric=metric or grid.study.metric,
        columns=[
            CellColumn(
                name=column.name,
                metric=column.metric.title,
                unit=column.unit,
                better=column.better,
                fold=column.fold,
                scale=f"{column.fold} {column.metric.name} {column.unit}"
                if column.fold not in {"slice", "worst"}
                else column.metric.name,
                points_of=_points_of(grid, column),
            )
            for column in columns
        ],
        rows=_rows(grid, worlds),
        count=len(worlds),
        states="".join(str(int(state)) for state in held.states),
        shown=[_numbers(column, packed) for column in held.shown.T],
        oriented=[
            None if _follows(held, place, column) else _numbers(held.oriented[:, place], packed)
            for place, column in enumerate(columns)
        ],
        reasons={str(place): reason for place, reason in held.reasons.items()},
        predicted=[None] * len(columns),
    )


def _block_rows(opened: Opened) -> BlockRows:
    """The rows of a board that was extended, their members numbered anew."""
    used = sorted({at for block in opened.blocks for at in (*block.fixed, *block.free)})
    place = {at: number for number, at in enumerate(used)}
    return BlockRows(
        members=[opened.grid.study.universe.names[at] for at in used],
        blocks=[
            RowBlock(
                fixed=[place[at] for at in block.fixed],
                free=[place[at] for at in block.free],
                whole=block.whole,
            )
            for block in opened.blocks
        ],
    )


def _rows(grid: Grid, worlds: Worlds) -> LatticeRows | MovedRows | ListedRows:
    universe = grid.study.universe
    if isinstance(worlds, Lattice):
        return LatticeRows(members=[universe.names[member] for member in worlds.members])
    if isinstance(worlds, Joined):
        members = universe.board.members
        weights = [worlds.weights(row, row + 1)[0, list(members)] for row in range(len(worlds))]
        full = [bool(2 * row.sum() > len(members)) for row in weights]
        flips = [
            np.flatnonzero(row != whole).tolist() for row, whole in zip(weights, full, strict=True)
        ]
        return MovedRows(members=list(universe.board.names), full=full, flips=flips)
    used = [any(world.weight(place) for world in worlds) for place in range(len(universe))]
    return ListedRows(
        members=[name for name, there in zip(universe.names, used, strict=True) if there],
        worlds=[world_json(world, universe.names) for world in worlds],
    )


def _points_of(grid: Grid, column: Column) -> list[str]:
    universe = grid.study.universe
    return [universe.names[at] for at in read_by(universe, grid.study.evaluation, column)]


def _numbers(values: Floats, packed: bool) -> list[float | None] | str:
    if not packed:
        plain: list[float | None] = numbers(values)
        return plain
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")


def _follows(held: Held, place: int, column: Column) -> bool:
    """Whether what contrasts add up is the shown number times its direction."""
    signed = column.better * held.shown[:, place]
    return bool(np.allclose(signed, held.oriented[:, place], rtol=1e-12, equal_nan=True))
