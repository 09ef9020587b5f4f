"""Small programs that train nothing, and learners that run them."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from datacounterfactuals.core.content import hash_rows
from datacounterfactuals.core.evaluation import Evaluation
from datacounterfactuals.core.statistics import Block, State
from datacounterfactuals.core.table import Schema, Table
from datacounterfactuals.core.worlds import Listed
from datacounterfactuals.learners.command import Command, CommandScorer

SLICES = ("easy", "hard")
HELD_OUT = Evaluation.opaque(SLICES)
START = """
import json, os, sys, time
world = json.load(open(sys.argv[1]))
size = sum(one["size"] * one["weight"] for one in world["objects"])
def answer(scores, **more):
    json.dump({"scores": scores, **more}, open(sys.argv[2], "w"))
"""
GOOD = 'answer({"easy": size, "hard": -size})'

Make = Callable[..., Command]


def program_in(folder: Path) -> Make:
    """A function that writes a program which begins with START, and makes the learner for it."""

    def written(body: str, **settings: Any) -> Command:
        script = folder / "train.py"
        script.write_text(START + textwrap.dedent(body))
        settings = {"retries": 0, "timeout": 20.0, "metric": "gain"} | settings
        return Command((sys.executable, str(script), "{world}", "{out}"), **settings)

    return written


def objects(count: int = 3) -> list[Table]:
    schema = Schema("scores")
    return [
        Table.of(
            schema,
            hash_rows([np.arange(30.0 - 10.0 * place, 32.0 - 9.0 * place)]),
            path=f"{place}.csv",
        )
        for place in range(count)
    ]


def scorer(learner: Command, held_out: Evaluation = HELD_OUT, seed: int = 7) -> CommandScorer:
    summaries = [learner.summarise(one, held_out) for one in objects()]
    return learner.scorer(summaries, held_out, learner.statistics(held_out.schema), seed)


def fill(
    learner: Command, worlds: list[list[float]] | None = None, repeat: int = 0, **more: Any
) -> dict[int, Block]:
    rows = Listed(np.array(worlds or [[1.0, 1.0, 0.0]]))
    blocks = scorer(learner, **more).fill(rows, repeat, 1 << 20)
    return {int(block.rows[0]): block for block in blocks}


def failure(learner: Command, **more: Any) -> str:
    block = fill(learner, **more)[0]
    assert block.states.tolist() == [State.FAILED]
    assert np.isnan(block.values).all()
    [(place, reason)] = block.reasons
    assert place == 0
    return reason
