"""Lists hold their triples in order, equal places added up."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from datacounterfactuals.learners.lists import Lists

triples = st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 3), st.integers(1, 9)))


@given(triples)
def test_lists_are_those_of_a_dictionary(given_triples: list[tuple[int, int, int]]) -> None:
    which, places, values = np.array(given_triples, dtype=np.int64).reshape(-1, 3).T
    made = Lists.of(which, np.ascontiguousarray(places), values.astype(np.float64), 6, 4)
    wanted: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for item, place, value in given_triples:
        if item >= 0:
            wanted[item][place] = wanted[item].get(place, 0) + value
    for item in range(6):
        part = slice(made.ends[item], made.ends[item + 1])
        found = dict(zip(made.places[part].tolist(), made.values[part].tolist(), strict=True))
        assert list(found.items()) == list(wanted[item].items())
    assert made.ends[-1] == len(made.places) == len(made.values)
    assert made.which.tolist() == [i for i in range(6) for _ in wanted[i]]
