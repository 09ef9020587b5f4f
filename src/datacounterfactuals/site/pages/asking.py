"""A question at a state of the explorer, as the reading pages show it."""

from dataclasses import dataclass
from typing import final

from markupsafe import Markup

from datacounterfactuals.core.answer import Answer
from datacounterfactuals.questions.catalogue import from_text
from datacounterfactuals.shelf.address import read_address
from datacounterfactuals.site.cited import OnSite
from datacounterfactuals.site.forms import as_command, as_python
from datacounterfactuals.site.pages.figures import still
from datacounterfactuals.site.site import Site


@final
@dataclass(frozen=True)
class Live:
    """A state with its figure, and the same question as a command and as Python."""

    address: str
    study: str
    figure: Markup
    command: str
    python: str


def live(site: Site, address: str, figure: str) -> Live:
    """What asks at an address of the explorer, with a figure of that kind. Raises AddressError,
    ContentError or QuestionError."""
    state = read_address(address)
    asking = from_text(state.one("q") or "", state.parameters)
    entry, metric = site.studies.entry(state.study), state.one("metric")
    return Live(
        address,
        entry.title,
        still(site, figure, address),
        as_command(entry.written, asking, metric),
        as_python(entry.written, asking, metric),
    )


def answered(site: Site, address: str) -> Answer:
    """The answer at an address, of which a little may be trained."""
    return OnSite(site).answer(read_address(address))
