"""Live figures before a script runs: a table of cells, or the chart, with its caption."""

from dataclasses import dataclass
from typing import final
from urllib.parse import quote, urlencode

from markupsafe import Markup

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.shelf.address import State, read_address
from datacounterfactuals.shelf.content import ContentError
from datacounterfactuals.site.pages.page import templates
from datacounterfactuals.site.pages.shown import Shown, direction, shown, signed
from datacounterfactuals.site.site import Site

TABLES = {"grid", "lattice", "removal"}
CHARTS = {"chart", "envelope"}
WIDTH = 720
MOST_ROWS = 64


@final
@dataclass(frozen=True)
class Still:
    """A figure as a template has it: its `kind`, its address, and what is shown of it."""

    kind: str
    address: str
    state: State
    title: str
    cells: Shown | None
    chart: str | None
    wide: bool

    @property
    def rows(self) -> list[list[int]]:
        """The rows of its table, in layers."""
        if self.cells is None:
            return []
        if self.kind == "removal":
            return [[self.cells.full]]
        layers = self.cells.layers
        return layers if self.whole else [*layers[:2], layers[-1]]

    @property
    def whole(self) -> bool:
        """Whether its table has every row; of a large one, those one move from the full world and
        the empty one."""
        return self.cells is None or len(self.cells.values) <= MOST_ROWS

    @property
    def other(self) -> int | None:
        """The second world of a removal."""
        world = self.state.one("world")
        if self.kind != "removal" or self.cells is None or world is None:
            return None
        return self.cells.without(*(name for name in self.cells.members if name not in world))


def still(site: Site, kind: str, address: str, caption: str = "", wide: bool = False) -> Markup:
    """A figure as HTML. `caption` is HTML too.

    Raises ContentError for a figure of another kind, and AddressError for an address that is none.
    """
    if kind not in TABLES | CHARTS:
        raise ContentError(
            f"there is no figure {kind!r}", f"There are {', '.join(sorted(TABLES | CHARTS))}"
        )
    state = read_address(address)
    drawn = Still(
        kind,
        address,
        state,
        site.studies.entry(state.study).title,
        shown(site, state.study) if kind in TABLES and _is_plain(state) else None,
        chart_address(state) if kind in CHARTS and _can_be_drawn(site, state) else None,
        wide,
    )
    template = templates.get_template("figure.html")
    page = template.render(
        figure=drawn, caption=Markup(caption), signed=signed, direction=direction
    )
    return Markup(page)


def chart_address(state: State, width: int = WIDTH) -> str:
    """Where the chart of an answer is."""
    query = [("question", state.one("q") or "")]
    if metric := state.one("metric"):
        query.append(("metric", metric))
    query += [(f"p.{key}", value) for key, value in sorted(state.parameters.items())]
    query += [("column", column) for column in state.several("column")]
    query.append(("width", str(width)))
    return f"/api/studies/{quote(state.study, safe='')}/chart.svg?{urlencode(query)}"


def _is_plain(state: State) -> bool:
    """Whether a state shows a study's own board by its own metric, as tables do."""
    return state.one("metric") is None and state.one("plus") is None


def _can_be_drawn(site: Site, state: State) -> bool:
    """Whether the study can be opened: a picture that is none is not shown."""
    try:
        site.studies.open(state.study)
    except DataCounterfactualsError:
        return False
    return state.one("q") is not None
