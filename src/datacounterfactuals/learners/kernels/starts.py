"""Warm starts: where to begin a world, from worlds near it that were solved before.

Solved worlds are found again by a name that is a sum of one number per object, so that the name of
a world with one object fewer is one subtraction away. With m_1, m_2 and m_3 the means over the
worlds that are 1, 2 and 3 objects smaller, 3 m_1 - 3 m_2 + m_3 is right for all that is quadratic
in which objects are there. Each mean is one of means that the smaller worlds keep.
"""

from datacounterfactuals.core.arrays import Floats, Ints
from datacounterfactuals.learners.kernels.compiling import inlined, kernel
from datacounterfactuals.learners.kernels.lanes import fma, load8, splat8, store8

KEPT = 3
"""What is kept of a solved world: its solution, and the means one and two objects below it."""


@inlined
def find(slots: Ints, names: Ints, name: int) -> int:
    """The number of the solved world of that name, -1 if there is none."""
    mask = slots.size - 1
    place = (name >> 20) & mask
    while slots[place] >= 0:
        if names[slots[place]] == name:
            return slots[place]
        place = (place + 1) & mask
    return -1


@inlined
def enter(slots: Ints, names: Ints, number: int) -> None:
    """Let a solved world be found by its name."""
    mask = slots.size - 1
    place = (names[number] >> 20) & mask
    while slots[place] >= 0:
        place = (place + 1) & mask
    slots[place] = number


@kernel
def average(
    slots: Ints,
    names: Ints,
    kinds: Ints,
    depths: Ints,
    kept: Floats,
    number: int,
    present: Ints,
    parts: Ints,
) -> bool:
    """Average what is kept of the worlds one object smaller into what is kept of world `number`,
    one place further; False if none of them, of the same kind, was solved.

    `kept`: [worlds, KEPT + 1, width], whose last place is only worked in. `present`: the objects
    of the world, `parts`: what each adds to a name. `depths`: how many places a world has filled.
    """
    width = kept.shape[2]
    found, depth = 0, KEPT
    for place in range(1, KEPT + 1):
        for block in range(width >> 3):
            store8(kept[number, place], block << 3, splat8(0.0))
    for place in range(present.size):
        smaller = find(slots, names, names[number] - parts[present[place]])
        if smaller >= 0 and kinds[smaller] == kinds[number]:
            found += 1
            depth = min(depth, depths[smaller])
            for order in range(depth):
                source, target = kept[smaller, order], kept[number, order + 1]
                for block in range(width >> 3):
                    at = block << 3
                    store8(target, at, load8(target, at) + load8(source, at))
    if found == 0:
        depths[number] = 1
        return False
    share = splat8(1.0 / found)
    for order in range(depth):
        target = kept[number, order + 1]
        for block in range(width >> 3):
            store8(target, block << 3, load8(target, block << 3) * share)
    depths[number] = min(depth + 1, KEPT)
    _extrapolate(kept[number], depth)
    return True


@inlined
def _extrapolate(kept: Floats, depth: int) -> None:
    """From means 1 to `depth` objects below to a start, in the first place of `kept`."""
    width = kept.shape[1]
    one, two, three = 1.0, 0.0, 0.0
    if depth == 2:
        one, two = 2.0, -1.0
    elif depth == 3:
        one, two, three = 3.0, -3.0, 1.0
    for block in range(width >> 3):
        at = block << 3
        value = splat8(one) * load8(kept, width + at)
        value = fma(splat8(two), load8(kept, 2 * width + at), value)
        store8(kept, at, fma(splat8(three), load8(kept, 3 * width + at), value))


@kernel
def distance(one: Ints, other: Ints, most: int) -> int:
    """How many objects two worlds do not share, counted up to `most` + 1. Shapes: [words]."""
    count = 0
    for word in range(one.size):
        left = one[word] ^ other[word]
        while left != 0:
            left &= left - 1
            count += 1
            if count > most:
                return count
    return count
