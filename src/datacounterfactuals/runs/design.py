"""What a table of runs can tell: which effects its design identifies, and how noisy it is."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from datacounterfactuals.runs.geometry import Geometry
from datacounterfactuals.runs.table import RunTable
from datacounterfactuals.runs.ties import Tie, listed


@final
@dataclass(frozen=True)
class Noise:
    """How much the score of a world differs between its repeats.

    `spread`: the pooled standard deviation of one run, None without repeats; `freedom`: how many
    degrees of freedom it stands on.
    """

    score: str
    spread: float | None
    freedom: int


@final
@dataclass(frozen=True, eq=False)
class Design:
    """What the runs can tell, before any score is looked at.

    `rank` counts the independent things the runs vary, of `effects` there are (one for each
    object, and the level). `identified`: the objects whose own effect can be told. `lonely`: runs
    that alone tell of something, so that a mistake in them would show nowhere.
    """

    runs: int
    worlds: int
    objects: tuple[str, ...]
    rank: int
    effects: int
    identified: tuple[str, ...]
    ties: tuple[Tie, ...]
    noise: tuple[Noise, ...]
    missing: tuple[tuple[str, int], ...]
    lonely: tuple[str, ...]
    shares: bool = False

    def words(self) -> list[str]:
        """In sentences, the important first."""
        own = "share's" if self.shares else "object's"
        varied = f"{self.runs} runs of {self.worlds} different worlds vary {self.rank - 1} things"
        said = [f"{varied} independently, of {self.effects - 1} that could vary"]
        if len(self.identified) == len(self.objects):
            said.append(f"every {own} own effect is identified")
        elif self.identified:
            said.append(f"identified one by one: {listed(self.identified)}")
        else:
            said.append("no object's own effect is identified")
        said += [tie.words() for tie in self.ties]
        for noise in self.noise:
            if noise.spread is None:
                said.append(f"{noise.score}: no world was run twice, so noise is not measured")
            else:
                said.append(
                    f"{noise.score}: repeats of a world differ by {noise.spread:.3g} "
                    f"(standard deviation of one run, {noise.freedom} degrees of freedom)"
                )
        said += [
            f"{score}: missing in {count} of {self.runs} runs" for score, count in self.missing
        ]
        if self.lonely:
            said.append(
                f"{listed(self.lonely)} alone tell{'s' if len(self.lonely) == 1 else ''} of "
                "something: a mistake there would show nowhere"
            )
        return said

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "runs": self.runs,
            "worlds": self.worlds,
            "objects": list(self.objects),
            "rank": self.rank,
            "effects": self.effects,
            "identified": list(self.identified),
            "ties": [
                {
                    "kind": tie.kind,
                    "objects": list(tie.objects),
                    "known": tie.known,
                    "part": tie.part,
                    "words": tie.words(),
                }
                for tie in self.ties
            ],
            "noise": [vars(noise) for noise in self.noise],
            "missing": dict(self.missing),
            "lonely": list(self.lonely),
            "words": self.words(),
        }


def design_of(runs: RunTable) -> Design:
    """Look at which worlds were run, and how often."""
    geometry = Geometry(runs)
    own = geometry.identified()
    return Design(
        len(runs),
        len(runs.worlds),
        runs.objects,
        geometry.rank,
        len(runs.objects) + (0 if runs.kind == "shares" else 1),
        tuple(name for name, told in zip(runs.objects, own, strict=True) if told),
        geometry.ties(),
        noise_of(runs),
        tuple(
            (score.name, int(np.isnan(runs.values[:, place]).sum()))
            for place, score in enumerate(runs.scores)
            if np.isnan(runs.values[:, place]).any()
        ),
        geometry.lonely(),
        runs.kind == "shares",
    )


def noise_of(runs: RunTable) -> tuple[Noise, ...]:
    """The pooled spread between repeats of each score."""
    out: list[Noise] = []
    for place, score in enumerate(runs.scores):
        squares, freedom = 0.0, 0
        for world in range(len(runs.worlds)):
            values = runs.values[runs.world_of == world, place]
            values = values[~np.isnan(values)]
            if len(values) > 1:
                squares += float(((values - values.mean()) ** 2).sum())
                freedom += len(values) - 1
        spread = float(np.sqrt(squares / freedom)) if freedom else None
        out.append(Noise(score.name, spread, freedom))
    return tuple(out)
