"""Every question that says how its contrast follows from its parameters keeps its word."""

from dataclasses import fields
from typing import Any, cast

import numpy as np

from datacounterfactuals.core.question import Question
from datacounterfactuals.core.template import Template
from datacounterfactuals.questions.catalogue import question, questions
from tests.questions.support import Game, Soum

VALUES: dict[str, list[Any]] = {
    "alpha": [0.5, 1.0, 16.0],
    "beta": [0.25, 3.0],
    "chance": [0.2],
    "world": ["full", "o0, o2, o3", "o1"],
    "index": ["banzhaf"],
    "method": ["exact", "auto"],
    "limit": [4, 14],
    "tolerance": [0.5],
    "rounds": [3],
}
"""What is tried for a parameter of that name, beside its default."""


def soum() -> Game:
    return Soum.random(np.random.default_rng(5), 4).game()


def found(game: Game) -> dict[str, Template]:
    made = {name: kind.template(game.view()) for name, kind in questions().items()}
    return {name: template for name, template in made.items() if template is not None}


def variants(name: str) -> list[Question]:
    """The question at its defaults, and with each parameter at each of its values."""
    known = [item.name for item in fields(cast(Any, questions()[name]))]
    changed = [{key: value} for key in known for value in VALUES.get(key, [])]
    return [question(name), *(question(name, **one) for one in changed)]


def test_the_linear_questions_have_templates() -> None:
    assert set(found(soum())) >= {
        "leave_one_out", "shapley", "banzhaf", "beta_shapley", "interaction", "scaling",
    }  # fmt: skip


def test_a_template_is_the_evidence_of_the_answer() -> None:
    game = soum()
    for name, template in found(game).items():
        for asked in variants(name):
            given = asked.parameters()
            assert template.holds(given), (name, given)
            answer = game.ask(asked)
            assert answer.evidence is not None
            made = template.of(given, game.universe)
            assert answer.labels == made.labels, (name, given)
            assert answer.label_kind == template.label_kind, name
            kept, mine = (
                {world.positions: one.weights(at, at + 1) for at, world in enumerate(one.worlds)}
                for one in (answer.evidence, made)
            )
            assert kept.keys() == mine.keys(), (name, given)
            for world, weights in kept.items():
                np.testing.assert_allclose(mine[world], weights, rtol=1e-12, err_msg=name)


def test_of_a_group_the_effect_is_told() -> None:
    game = soum()
    asked = question("leave_one_out", group=("o0", "o2"), world="o0, o1, o2")
    answer = game.ask(asked)
    made = found(game)["leave_one_out"].of(asked.parameters(), game.universe)
    assert made.labels == answer.labels[:1]
    cells = [game.cell(frozenset(game.names[p] for p in world.positions)) for world in made.worlds]
    effect = made.weights(0, len(made.worlds)) @ np.array(cells)
    np.testing.assert_allclose(effect[0], answer.values[0, 0], atol=1e-12)


def test_a_sample_is_no_matter_of_a_template() -> None:
    template = found(soum())["shapley"]
    assert not template.holds(question("shapley", method="permutations").parameters())
    assert not template.holds(question("shapley", limit=3).parameters())
