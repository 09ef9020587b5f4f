"""The universe: every object that can be in or out of a training set, in order of appearance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import final

from datacounterfactuals.core import spelling
from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.core.keys import ObjectKeys
from datacounterfactuals.core.rights import TRAINED, Right, right_of
from datacounterfactuals.core.world import World


@final
@dataclass(frozen=True)
class DataObject:
    """One unit of data that can be in or out: a point, a contributor, a region, a corpus.

    `content` is its 16-byte content hash; `size` counts its rows (or whatever unit the study
    counts in); `stands_in_for` names the object whose place it takes (a corrupted or synthetic
    version), and with `instead` it does so on the roster; a `reserve` object is held back until
    somebody extends the board with it; `right` is what it may be used for.
    """

    name: str
    content: bytes
    size: float = 1.0
    stands_in_for: str | None = None
    cost: float = 0.0
    owner: str | None = None
    reserve: bool = False
    label: str = ""
    instead: bool = False
    right: Right = "both"


@final
@dataclass(frozen=True)
class Universe:
    """All objects, append-only. An older, narrower world has weight 0 on what came later."""

    objects: tuple[DataObject, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for item in self.objects:
            if not item.name:
                raise StudyError("an object has an empty name", "Give every object a name")
            if item.name in seen:
                raise StudyError(f"two objects are named {item.name!r}", "Rename one of them")
            if item.stands_in_for is not None and item.stands_in_for not in seen:
                raise StudyError(
                    f"{item.name!r} stands in for {item.stands_in_for!r}, which is not before it",
                    nearest(item.stands_in_for, seen),
                )
            seen.add(item.name)

    def __len__(self) -> int:
        return len(self.objects)

    def __iter__(self) -> Iterator[DataObject]:
        return iter(self.objects)

    def __getitem__(self, position: int) -> DataObject:
        return self.objects[position]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.objects)

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.names)}

    def position(self, name: str) -> int:
        """Where an object stands. Raises StudyError for an unknown name."""
        try:
            return self.positions[name]
        except KeyError:
            raise StudyError(f"no object is named {name!r}", nearest(name, self.names)) from None

    def append(self, *objects: DataObject) -> "Universe":
        """A universe with more objects at its end: the board, extended."""
        return Universe(self.objects + objects)

    def rename(self, old: str, new: str) -> "Universe":
        """The same universe with one object under another name; no cell is affected."""
        self.position(old)
        return Universe(
            tuple(
                replace(
                    item,
                    name=new if item.name == old else item.name,
                    stands_in_for=new if item.stands_in_for == old else item.stands_in_for,
                )
                for item in self.objects
            )
        )

    @cached_property
    def originals(self) -> tuple[int, ...]:
        """Positions of the objects that neither stand in for another nor wait in reserve."""
        return tuple(
            position
            for position, item in enumerate(self.objects)
            if item.stands_in_for is None and not item.reserve
        )

    def where(self, rights: Mapping[str, str]) -> "Universe":
        """The same objects with other use rights; those that are not named keep theirs.

        Raises StudyError for an unknown object or right.
        """
        found = {self.position(name): right_of(right) for name, right in rights.items()}
        return Universe(
            tuple(
                replace(item, right=found.get(place, item.right))
                for place, item in enumerate(self.objects)
            )
        )

    def right(self, position: int) -> Right:
        """What an object may be used for; a stand-in is bound by the right of what it stands in
        for, unless it has one of its own."""
        item = self.objects[position]
        if item.right == "both" and item.stands_in_for is not None:
            return self.right(self.position(item.stands_in_for))
        return item.right

    @cached_property
    def limited(self) -> bool:
        """Whether some object may not be used for everything."""
        return any(item.right != "both" for item in self.objects)

    @cached_property
    def board(self) -> "Roster":
        """Whatever their rights: the originals, each unless a stand-in was put in its place."""
        members = set(self.originals)
        for position, item in enumerate(self.objects):
            if item.instead and item.stands_in_for is not None:
                members.discard(self.position(item.stands_in_for))
                members.add(position)
        return Roster(self, tuple(sorted(members)))

    @cached_property
    def roster(self) -> "Roster":
        """The default roster: of the board, the objects that may be trained on."""
        trained = (place for place in self.board.members if self.right(place) in TRAINED)
        return Roster(self, tuple(trained))

    @cached_property
    def keys(self) -> ObjectKeys:
        """What each object adds to the key of a world."""
        return ObjectKeys(tuple(item.content for item in self.objects))

    def world(self, text: str) -> World:
        """Read a world as people write it.

        `"ABD"` when every name is one letter, else `"A, B, D"`; `"A*0.5, B"` gives weights, and a
        name with a comma or a star stands in quotes; `"full"` is the roster, `"empty"` or `"-"`
        the world without data. Raises StudyError.
        """
        text = text.strip()
        if text == "full" and text not in self.positions:
            return self.roster.full
        if text in spelling.RESERVED and text not in self.positions:
            return World.empty(len(self))
        weights: dict[int, float] = {}
        for name, weight in spelling.read(text, self.positions):
            position = self.position(name)
            if position in weights:
                raise StudyError(f"the world {text!r} names {name!r} twice", "Name it once")
            weights[position] = weight
        return World.of(len(self), weights)

    def spell(self, world: World) -> str:
        """Write a world so that `world` reads it back."""
        if not world.positions:
            return "empty"
        named = (self.names[position] for position in world.positions)
        return spelling.spell(list(zip(named, world.weights, strict=True)), self._letters)

    @cached_property
    def _letters(self) -> bool:
        """Whether every name is one letter."""
        return all(len(name) == 1 and name.isalnum() for name in self.names)


@final
@dataclass(frozen=True)
class Roster:
    """The objects over which "full" and "the lattice" range."""

    universe: Universe
    members: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.members)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.universe.names[member] for member in self.members)

    @property
    def full(self) -> World:
        """The world that holds every member of the roster."""
        return World.of(len(self.universe), dict.fromkeys(self.members, 1.0))

    @property
    def empty(self) -> World:
        return World.empty(len(self.universe))

    @staticmethod
    def of(universe: Universe, names: Sequence[str]) -> "Roster":
        """A roster of the objects with these names. Raises StudyError for an unknown name."""
        return Roster(universe, tuple(sorted({universe.position(name) for name in names})))
