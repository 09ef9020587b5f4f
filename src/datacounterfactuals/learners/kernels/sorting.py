"""Sorting: triples of a list, a place and a number put in the order of their lists."""

from datacounterfactuals.core.arrays import Array, Floats, Ints
from datacounterfactuals.learners.kernels.compiling import kernel


@kernel
def by_list(which: Ints, ends: Array, order: Ints) -> None:
    """Count how long every list is, and say which triples each holds, as they stand.

    `which`: [triples], the list of each, -1 for none. List i goes from `ends[i]` to `ends[i + 1]`
    of `order`, whose length is the number of triples.
    """
    ends[:] = 0
    for one in which:
        if one >= 0:
            ends[one + 1] += 1
    total = 0
    for item in range(1, ends.size):  # each end moves on to where its list begins
        held = ends[item]
        ends[item] = total
        total += held
    for triple in range(which.size):
        one = which[triple]
        if one >= 0:
            order[ends[one + 1]] = triple
            ends[one + 1] += 1


@kernel
def merge(
    order: Ints,
    places: Array,
    values: Floats,
    spare: Ints,
    ends: Array,
    out_places: Array,
    out_values: Floats,
) -> int:
    """Add up what stands in the same place of the same list, places as they first come; how many
    are left. `ends` moves with them.

    `spare`: [places that there are], all -1, to work in.
    """
    count, begin = 0, 0
    for item in range(ends.size - 1):
        first, end = count, ends[item + 1]
        for at in range(begin, end):
            triple = order[at]
            place = places[triple]
            if spare[place] >= first:
                out_values[spare[place]] += values[triple]
            else:
                spare[place] = count
                out_places[count] = place
                out_values[count] = values[triple]
                count += 1
        begin = end
        ends[item + 1] = count
    return count
