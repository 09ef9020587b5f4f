"""The one thing that the browser computes agrees with the program, on random games."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from datacounterfactuals.core.contrast import Terms, minus_each, semivalue, size_means
from datacounterfactuals.core.lattice import Lattice
from datacounterfactuals.core.world import World
from tests.browser.conftest import Open
from tests.core.test_contrast_vectors import FILE

NAMES = ("A", "B", "C", "D", "E*")
EVALUATE = """
async ([contrasts, cells, rows]) => {
  const { evaluate } = await import('/static/lib/contrast.js');
  const { latticeRows, listedRows } = await import('/static/lib/cells.js');
  const names = ['A', 'B', 'C', 'D', 'E*'];
  const found = rows ? listedRows(rows.worlds, rows.members) : latticeRows(names);
  const source = { rows: found, oriented: Float64Array.from(cells, (cell) => cell ?? NaN) };
  return contrasts.map((one) => one.labels.map((_, label) => {
    const { sum, missing, used } = evaluate(one, label, source);
    return [sum, missing, used];
  }));
}
"""


def contrasts() -> list[Any]:
    members = tuple(range(5))
    full = World.of(5, dict.fromkeys(members, 1.0))
    chance = np.random.default_rng(7)
    lattice = Lattice(5, members)
    labels = (("x",), ("y",))
    return [
        semivalue(5, members, NAMES, lambda size, n: 1 / (n * [1, 4, 6, 4, 1][size])),
        semivalue(5, members, NAMES, lambda size, n: 0.5 ** (n - 2), order=2),
        size_means(5, members),
        semivalue(5, (0, 2, 4), NAMES, lambda size, n: 0.25),
        minus_each(full, [(0,), (1, 2)], labels),
        Terms.dense(labels, lattice, chance.normal(size=(2, 32))),
    ]


def test_contrasts_add_up_as_in_python(open_page: Open, tmp_path: Path) -> None:
    cells = np.random.default_rng(3).normal(size=32)
    page = open_page("/explorer/four")
    plain = json.loads(json.dumps([one.to_json(NAMES) for one in contrasts()]))
    told = page.evaluate(EVALUATE, [plain, cells.tolist(), None])
    position = {World.from_row(row).positions: at for at, row in enumerate(_rows())}
    for contrast, values in zip(contrasts(), told, strict=True):
        worlds = [position[world.positions] for world in contrast.worlds]
        weights = contrast.weights(0, len(contrast.worlds))
        assert np.allclose([value[0] for value in values], weights @ cells[worlds], atol=1e-12)
        assert [value[1] for value in values] == [0] * len(values)
        assert [value[2] for value in values] == (weights != 0).sum(axis=1).tolist()


def test_a_cell_that_is_not_held_is_counted_and_never_zero(open_page: Open) -> None:
    page = open_page("/explorer/four")
    plain = minus_each(World.of(5, {0: 1.0, 1: 1.0}), [(0,)], [("A",)]).to_json(NAMES)
    cells: list[float | None] = [1.0] * 32
    cells[2] = None
    ((found,),) = page.evaluate(EVALUATE, [[plain], cells, None])
    assert found[1:] == [1, 2]
    rows = {"members": ["A", "B"], "worlds": [{"A": 1, "B": 1}]}
    ((found,),) = page.evaluate(EVALUATE, [[plain], [1.0], rows])
    assert found[1:] == [1, 2]


TEMPLATES = """
async ([cases]) => {
  const { evaluateOn } = await import('/static/lib/contrast.js');
  const { contrastOf } = await import('/static/lib/template.js');
  const { latticeRows } = await import('/static/lib/cells.js');
  return cases.map(({ names, contrast, parameters }) => {
    const found = contrastOf(contrast, parameters, { names, roster: names });
    if (!found) return null;
    const rows = latticeRows(names);
    const weights = found.labels.flatMap((_, label) => {
      const [summed] = evaluateOn(found, label, rows, [new Float32Array(rows.count)]);
      return [...summed.weights].flatMap((weight, row) => (weight ? [[label, row, weight]] : []));
    });
    return { labels: found.labels, weights };
  });
}
"""


def test_templates_have_the_weights_of_the_shared_vectors(open_page: Open) -> None:
    shared = json.loads(FILE.read_text("utf-8"))
    page = open_page("/explorer/four")
    found = page.evaluate(TEMPLATES, [shared["right"]])
    for case, mine in zip(shared["right"], found, strict=True):
        assert mine["labels"] == case["labels"], case["parameters"]
        assert mine["weights"] == case["weights"], case["parameters"]
    assert page.evaluate(TEMPLATES, [shared["wrong"]]) == [None] * len(shared["wrong"])


def _rows() -> Any:
    return Lattice(5, tuple(range(5))).weights(0, 32)
