"""Points moved under the hand: a small study trained again with other values in some rows."""

from fastapi import APIRouter

from datacounterfactuals.site.api.cells import cells_with
from datacounterfactuals.site.cells import Held
from datacounterfactuals.site.moving import retrained
from datacounterfactuals.site.positions import positions_of
from datacounterfactuals.site.shapes.moving import Moved, MovedWanted, Positions
from datacounterfactuals.site.site import Served

router = APIRouter(prefix="/studies/{name}", tags=["cells"])


@router.post("/moved")
def move_points(site: Served, name: str, wanted: MovedWanted) -> Moved:
    """Every cell of a small study with some of its points elsewhere or under another label: really
    trained, at once, and kept nowhere. Preprocessing stays as it was frozen."""
    grid = site.studies.open(name).grid
    refusal = site.studies.refusal(grid)
    if refusal is not None:
        raise refusal
    made = retrained(grid.study, wanted.points, wanted.metric)
    reading, scores = made.scores.reading, made.scores
    held = Held(scores.shown, scores.values, reading.states, dict(reading.reasons))
    cells = cells_with(grid, scores.worlds, scores.columns, wanted.metric, wanted.packed, held)
    return Moved(cells=cells, trained=len(scores.worlds), seconds=made.seconds)


@router.get("/positions")
def show_positions(site: Served, name: str) -> Positions:
    """The cells of a study with one point elsewhere, for a lattice of places: trained beforehand,
    so that a server or a copy that trains nothing can show them."""
    return positions_of(site.studies.entry(name))
