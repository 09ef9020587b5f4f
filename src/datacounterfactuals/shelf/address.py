"""Addresses of the explorer, as memos, tours and lessons cite them: a study and a state."""

from dataclasses import dataclass
from typing import final
from urllib.parse import parse_qsl, unquote, urlsplit

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.world import World
from datacounterfactuals.grid.grid import Grid

PLACE = "/explorer/"
EMPTY = {"-", ","}


class AddressError(DataCounterfactualsError):
    """An address that leads to no state of the explorer."""


@final
@dataclass(frozen=True)
class State:
    """What an address of the explorer says: a study, and the parts of its query by name, each with
    every value that it has."""

    study: str
    parts: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str | None:
        """The value of a part, or None."""
        return next((value for key, value in self.parts if key == name and value), None)

    def several(self, name: str) -> tuple[str, ...]:
        """Every value of a part."""
        return tuple(value for key, value in self.parts if key == name)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the question, as they were typed."""
        return {key[2:]: value for key, value in self.parts if key.startswith("p.")}

    def world(self, grid: Grid, name: str = "world") -> World:
        """A world that the address names; the full one where it names none.

        Raises AddressError for an object that the study does not have, or a weight that is no
        number.
        """
        text = self.one(name)
        if text is None:
            return grid.study.universe.roster.full
        names = grid.study.universe.names
        plain = not set(text) & set(",*") and all(len(one) == 1 for one in names)
        weights: dict[int, float] = {}
        for word in [] if text in EMPTY else list(text) if plain else text.split(","):
            written, _, weight = word.partition("*")
            if not written:
                continue
            if unquote(written) not in names:
                raise AddressError(
                    f"the study {self.study!r} has no object {unquote(written)!r}",
                    f"Its objects are {', '.join(names)}",
                )
            try:
                weights[names.index(unquote(written))] = float(weight or 1.0)
            except ValueError:
                raise AddressError(f"{weight!r} is no weight", "Write A*0.5") from None
        return World.of(len(names), weights)


def read_address(address: str) -> State:
    """The state that an address of the explorer leads to. Raises AddressError for another one."""
    parts = urlsplit(address)
    study = unquote(parts.path.removeprefix(PLACE))
    if not parts.path.startswith(PLACE) or not study or "/" in study or parts.netloc:
        raise AddressError(
            f"{address!r} is no address of the explorer", f"Write {PLACE}STUDY?q=QUESTION"
        )
    return State(study, tuple(parse_qsl(parts.query, keep_blank_values=True)))
