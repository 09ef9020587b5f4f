"""Ties: objects whose effects the runs cannot tell apart."""

from dataclasses import dataclass
from typing import Literal, final


@final
@dataclass(frozen=True)
class Tie:
    """Objects whose effects the runs cannot tell apart, and the run that would.

    `kind`: always in, never in, always together, exactly one of two, or some other relation.
    `known`: what is identified of them all the same. `part`: a run that would part them.
    """

    kind: Literal["always in", "never in", "together", "one of two", "related"]
    objects: tuple[str, ...]
    known: str
    part: str
    weights: tuple[float, ...]

    def words(self) -> str:
        """In one sentence."""
        names = listed(self.objects)
        match self.kind:
            case "always in":
                said = f"{names} is in every run, so nothing tells what it does"
            case "never in":
                said = f"{names} is in no run, so nothing tells what it does"
            case "together":
                said = f"{names} always move together: only {self.known} is identified"
            case "one of two":
                said = f"every run has exactly one of {names}: only {self.known} is identified"
            case _:
                said = f"the effects of {names} are tied by a relation that holds in every run"
        verb = "would part them" if len(self.objects) == 2 else "would begin to part them"
        verb = "would tell" if self.kind in ("always in", "never in") else verb
        return f"{said}; the run {self.part} {verb}" if self.part else said


def listed(names: tuple[str, ...]) -> str:
    """Names as a sentence has them: A, B and C."""
    shown = list(names[:12]) + ([f"{len(names) - 12} more"] if len(names) > 12 else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}"
