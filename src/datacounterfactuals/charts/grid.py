"""The grid: every world a row of dots, every cell its score, better farther from the paper."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from datacounterfactuals.charts.dots import dots
from datacounterfactuals.charts.palette import SERIF, Palette, palette
from datacounterfactuals.charts.picture import decimals, plain
from datacounterfactuals.charts.theme import dressed, heading
from datacounterfactuals.core.arrays import Floats
from datacounterfactuals.core.errors import QuestionError
from datacounterfactuals.core.scores import Scores
from datacounterfactuals.core.statistics import State

MOST_ROWS = 1024
AIR = 9
"""Pixels between layers of equal size."""


def shares(scores: Scores) -> Floats:
    """How good each cell is, from 0 (worst) to 1 (best): over all columns when they are counted
    in one unit, else column by column. NaN where there is no score. Float[worlds, columns]."""
    values = np.where(np.isfinite(scores.values), scores.values, np.nan)
    axis = None if len({column.unit for column in scores.columns}) <= 1 else 0
    if np.isnan(values).all():
        return values
    empty = np.isnan(values).all(axis=0)
    safe = np.where(empty, 0.0, values)
    low = np.nanmin(safe if axis == 0 else values, axis=axis, keepdims=True)
    span = np.nanmax(safe if axis == 0 else values, axis=axis, keepdims=True) - low
    return np.where(np.isnan(values), np.nan, (values - low) / np.where(span > 0, span, 1.0))


def reading_order(scores: Scores) -> list[int]:
    """Worlds as people read them: the fullest first, and alike ones side by side."""
    worlds = list(scores.worlds)
    return sorted(range(len(worlds)), key=lambda row: (-worlds[row].size, worlds[row].positions))


def draw_grid(
    scores: Scores,
    names: Sequence[str],
    *,
    title: str,
    members: Sequence[int] | None = None,
    dark: bool = False,
    width: int = 760,
) -> Any:
    """The cells of worlds as an Altair chart. `names`: of all objects; `members`: the positions of
    those that have a dot (default: those that any world holds).

    Raises QuestionError for more than 1,024 worlds.
    """
    import altair as alt

    if len(scores.worlds) > MOST_ROWS:
        raise QuestionError(
            f"{len(scores.worlds):,} worlds are too many for one picture",
            f"Draw at most {MOST_ROWS:,}: choose ten objects or fewer",
        )
    look = palette(dark)
    order = reading_order(scores)
    worlds = [scores.worlds[row] for row in order]
    seen = sorted({p for world in worlds for p in world.positions}) if members is None else members
    objects = [names[position] for position in seen]
    step = 32 if len(order) <= 32 else 20 if len(order) <= 128 else 6
    places: list[float] = []
    top = 0.0
    for before, world in zip([None, *worlds], worlds, strict=False):
        top += AIR if before is not None and before.size != world.size else 0
        places.append(top + step / 2)
        top += step
    extent = (0.0, top)
    present = [[names[position] for position in world.positions] for world in worlds]
    left = dots(present, places, objects, step * 0.8, extent, look)
    room = width - 19 * min(len(objects), 16) - 50
    cells = _cells(scores, order, places, step, look, [", ".join(there) for there in present])
    columns = [column.name for column in scores.columns]
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X(
            "column:N",
            sort=columns,
            scale=alt.Scale(paddingInner=0.02, paddingOuter=0),
            axis=alt.Axis(
                orient="top", title=None, ticks=False, domain=False, grid=False, labelAngle=0,
                labelColor=look.ink, labelFont=SERIF, labelFontWeight=600, labelFontSize=14,
                labelPadding=7, labelLimit=max(room // len(columns) - 6, 30),
            ),
        ),
    )  # fmt: skip
    scale = alt.Scale(domain=list(extent), reverse=True, nice=False)
    tip = [alt.Tooltip(f"{name}:N") for name in ("world", "column", "said", "state")]
    marks = [
        base.mark_rect(cornerRadius=3 if step > 10 else 0).encode(
            y=alt.Y("y1:Q", scale=scale, axis=None),
            y2="y2:Q",
            color=alt.Color("ground:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
            tooltip=tip,
            description="heard:N",
        )
    ]
    if step > 10:
        marks.append(
            base.mark_text(fontSize=13 if step > 24 else 11, aria=False).encode(
                y=alt.Y("y:Q", scale=scale, axis=None),
                text="said:N",
                color=alt.Color("ink:N", scale=None),
            )
        )
    right = alt.layer(*marks).properties(
        width=min(max(room, 64 * len(columns)), 150 * len(columns)), height=top
    )
    key = "better is lighter" if dark else "better is darker"
    lines = (f"{_units(scores)}; {key}; a filled dot is an object in the training set",)
    chart = alt.hconcat(left, right, spacing=14).resolve_scale(color="independent")
    return dressed(chart, heading(title, lines, look), _describe(title, scores), look)


def _cells(
    scores: Scores,
    order: list[int],
    places: list[float],
    step: int,
    look: Palette,
    worlds: list[str],
) -> list[dict[str, Any]]:
    good = shares(scores)
    digits = digits_of(scores)
    gap = 1.5 if step > 10 else 0.0
    cells: list[dict[str, Any]] = []
    for place, row in enumerate(order):
        state = State(int(scores.states[row]))
        for column, info in enumerate(scores.columns):
            share = good[row, column]
            there = bool(np.isfinite(share))
            ground = look.shade(float(share)) if there else look.paper
            value = float(scores.shown[row, column])
            cells.append(
                {
                    "world": worlds[place] or "empty",
                    "column": info.name,
                    "state": state.name.lower().replace("_", " "),
                    "said": plain(value, digits[column]) if there else "·",
                    "heard": _heard(
                        worlds[place],
                        info.name,
                        plain(value, digits[column]) if there else "",
                        state,
                    ),
                    "y": places[place],
                    "y1": places[place] - step / 2 + gap,
                    "y2": places[place] + step / 2 - gap,
                    "ground": ground,
                    "edge": ground if there else look.line,
                    "ink": look.ink_on(ground) if there else look.soft,
                }
            )
    return cells


def _heard(world: str, column: str, said: str, state: State) -> str:
    told = said or ("shut" if state is State.REAL else state.name.lower().replace("_", " "))
    return f"{world or 'the empty world'} on {column}: {told}"


def digits_of(scores: Scores) -> list[int]:
    """How many decimals each column is written with."""
    return [decimals(column.tolist()) for column in scores.shown.T]


def _units(scores: Scores) -> str:
    units = dict.fromkeys(column.unit or column.metric.title for column in scores.columns)
    return ", ".join(units).capitalize()


def _describe(title: str, scores: Scores) -> str:
    full = reading_order(scores)[0]
    said = ", ".join(
        f"{column.name} {scores.shown[full, place]:.4g}"
        for place, column in enumerate(scores.columns)
    )
    return (
        f"{title}. A heatmap of {len(scores.worlds)} worlds by {len(scores.columns)} columns, in "
        f"{_units(scores).lower()}. The fullest world scores {said}."
    )
