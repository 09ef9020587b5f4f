"""The orders that rows can stand in, against what Python expects of them."""

import itertools
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

ARRANGE = """
async ([width, scores, sort]) => {
  const { latticeRows } = await import('/static/lib/cells.js');
  const { arrange, bySize } = await import('/static/lib/order.js');
  const rows = latticeRows([...'ABCDEFGHIJKLMNOP'].slice(0, width));
  const oriented = [Float32Array.from(scores, (score) => score ?? NaN)];
  const table = { rows, oriented, ...bySize(rows, true) };
  const { order, place, layer } = arrange(table, sort, 0);
  return { order: [...order], place: [...place], layer: [...layer] };
}
"""
TIME = """
async () => {
  const { latticeRows } = await import('/static/lib/cells.js');
  const { arrange, bySize } = await import('/static/lib/order.js');
  const rows = latticeRows([...'ABCDEFGHIJKLMNOP']);
  const scores = Float32Array.from({ length: rows.count }, (_, row) => Math.sin(row));
  const sorts = [null, 'score', 'gray', 'object:C'];
  return sorts.map((sort) => {
    let best = Infinity;
    for (let turn = 0; turn < 5; turn++) {
      const began = performance.now();
      arrange({ rows, oriented: [scores], ...bySize(rows, true) }, sort, 0);
      best = Math.min(best, performance.now() - began);
    }
    return best;
  });
}
"""


def arranged(page: Page, width: int, scores: list[float | None], sort: str | None) -> Any:
    return page.evaluate(ARRANGE, [width, scores, sort])


def worlds(width: int) -> list[frozenset[int]]:
    return [frozenset(j for j in range(width) if row >> j & 1) for row in range(1 << width)]


def test_rows_stand_by_size_as_a_reader_lists_subsets(open_page: Open) -> None:
    page = open_page("/explorer/four")
    told = arranged(page, 5, [0.0] * 32, None)
    expected = [
        sum(1 << j for j in world)
        for size in range(5, -1, -1)
        for world in itertools.combinations(range(5), size)
    ]
    assert told["order"] == expected
    sizes = [bin(row).count("1") for row in expected]
    assert told["layer"] == [5 - size for size in sizes]
    assert [told["order"][place] for place in told["place"]] == list(range(32))


def test_the_best_score_stands_first_and_none_stands_last(open_page: Open) -> None:
    page = open_page("/explorer/four")
    scores: list[float | None] = list(np.random.default_rng(4).normal(size=32))
    scores[3], scores[9], scores[20], scores[21] = None, -0.0, 0.0, -1e-30
    by_size = arranged(page, 5, scores, None)["place"]
    told = arranged(page, 5, scores, "score")
    # Equal ones stand as they do by size; single precision decides what is equal.
    expected = sorted(
        range(32),
        key=lambda row: (
            scores[row] is None,
            -float(np.float32(scores[row] or 0.0)),
            by_size[row],
        ),
    )
    assert told["order"] == expected
    assert set(told["layer"]) == {0}


def test_rows_with_an_object_stand_first_each_half_by_size(open_page: Open) -> None:
    page = open_page("/explorer/four")
    by_size = arranged(page, 5, [0.0] * 32, None)["order"]
    told = arranged(page, 5, [0.0] * 32, "object:C")["order"]
    assert told == [r for r in by_size if r >> 2 & 1] + [r for r in by_size if not r >> 2 & 1]
    assert arranged(page, 5, [0.0] * 32, "object:Z")["order"] == by_size


@pytest.mark.parametrize("width", [1, 4, 7])
def test_in_gray_code_neighbours_differ_in_one_object(open_page: Open, width: int) -> None:
    page = open_page("/explorer/four")
    told = arranged(page, width, [0.0] * (1 << width), "gray")["order"]
    found = [worlds(width)[row] for row in told]
    assert found[0] == frozenset(range(width))
    assert len(set(found)) == 1 << width
    assert all(len(one ^ two) == 1 for one, two in itertools.pairwise(found))
    # Place p is the reflected Gray code of p read as what is absent, the first object's bit first.
    codes = [p ^ (p >> 1) for p in range(1 << width)]
    absent = [frozenset(j for j in range(width) if c >> (width - 1 - j) & 1) for c in codes]
    assert [frozenset(range(width)) - world for world in found] == absent


def test_65536_rows_are_sorted_at_once(open_page: Open) -> None:
    page = open_page("/explorer/four")
    assert max(page.evaluate(TIME)) < 60  # under 10 ms on a machine that does nothing else


def test_the_page_sorts_and_its_address_says_how(open_page: Open) -> None:
    page = open_page("/explorer/corpora?sort=score&column=politics")

    def column() -> list[float]:
        cells = page.locator('.cell[data-column="1"] .number')
        return [float(text) for text in cells.all_inner_texts()]

    assert column() == sorted(column())  # bits per token: less is better
    page.locator("#sort").select_option("object:D")
    names = page.locator(".row .hidden").all_inner_texts()
    assert page.url.endswith("sort=object%3AD") or "sort=object%3AD" in page.url
    assert "all" not in names[:1]
    on = page.evaluate(
        "[...document.querySelectorAll('.row .dots')].map((dots) =>"
        " dots.lastElementChild.className === 'on')"
    )
    assert on == [True] * 8 + [False] * 8
    page.go_back()
    expect(page.locator("#sort")).to_have_value("score")
