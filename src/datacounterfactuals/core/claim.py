"""The claim: what an answer says, in the order in which it should be read."""

from dataclasses import dataclass
from typing import Any, Literal, final

Kind = Literal["existing data", "rules", "produced data"]


@final
@dataclass(frozen=True)
class Landing:
    """Where an effect landed: a column and the largest effect on it."""

    column: str
    label: tuple[str, ...]
    effect: float


@final
@dataclass(frozen=True)
class Claim:
    """Which world changed by what kind of move, where it landed and how large it was, what was
    held fixed, what that supports and what it does not establish."""

    kind: Kind
    intervention: str
    reference: str
    landed: tuple[Landing, ...]
    held_fixed: tuple[str, ...]
    supports: str
    not_established: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "intervention": self.intervention,
            "reference": self.reference,
            "landed": [
                {"column": one.column, "label": list(one.label), "effect": one.effect}
                for one in self.landed
            ],
            "held_fixed": list(self.held_fixed),
            "supports": self.supports,
            "not_established": list(self.not_established),
        }
