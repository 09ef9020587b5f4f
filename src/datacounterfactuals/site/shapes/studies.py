"""Studies, as the API gives them."""

from typing import Literal

from datacounterfactuals.site.shapes.base import Fault, Shape


class StudyEntry(Shape):
    """A study that can be opened here."""

    name: str
    title: str
    description: str
    shipped: bool
    fault: Fault | None


class StudyList(Shape):
    """The studies, and which of them is opened first."""

    first: str
    studies: list[StudyEntry]


class ObjectInfo(Shape):
    """An object that can be in or out; `right` is what it may be used for."""

    name: str
    label: str
    size: float
    stands_in_for: str | None
    reserve: bool
    cost: float
    owner: str | None
    right: Literal["both", "trainable", "evaluable", "reserved", "unavailable"]


class SliceInfo(Shape):
    """An evaluation set, with the number of its points (0 where scores come from elsewhere)."""

    name: str
    points: int


class MetricInfo(Shape):
    """A metric that can be read off the cells; `better` is 1 if more is better, else -1."""

    name: str
    title: str
    unit: str
    better: int


class PlusInfo(Shape):
    """What a board is extended by: as it is asked for, and the object that it puts there."""

    text: str
    name: str


class StudyInfo(Shape):
    """A study: its objects, slices, metrics and protocol.

    `worlds`: how many worlds the lattice of the roster has, as a decimal number. `refusal`: why
    this server trains nothing for it, if so. `filling`: the job that fills it now. `plus`: what
    the board is extended by; `ways`: how stand-ins can be made of its objects.
    """

    name: str
    title: str
    description: str
    noun: str
    objects: list[ObjectInfo]
    roster: list[str]
    slices: list[SliceInfo]
    metrics: list[MetricInfo]
    metric: str
    worlds: str
    repeats: int
    seeded: bool
    learner: str
    held_fixed: list[str]
    cautions: list[str]
    fingerprint: str
    written: str
    refusal: Fault | None
    filling: str | None
    plus: list[PlusInfo]
    ways: list[Literal["flip", "sample", "leak"]]
