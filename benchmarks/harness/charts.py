"""Two charts: where every job stands against its peers, goal and limit; how speeds grow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

import altair as alt

from benchmarks.harness.claim import shown
from datacounterfactuals.charts.palette import LIGHT, SANS, SERIF
from datacounterfactuals.charts.theme import dressed, heading

Kept = Mapping[str, Any]
NAMES, BARS, STEP = 330, 440, 30
"""Pixels of the jobs' names, of the scale, and from one job to the next."""
PANEL, TALL, ACROSS = 206, 150, 3
AXES = {
    "rows": ("Rows", "every subset of the groups"),
    "objects": ("Objects", "4,096 random worlds of 1,000 points"),
    "points": ("Training points", "4,096 random worlds of 12 groups"),
    "slices": ("Slices", "4,096 rows, 114 points to score"),
    "threads": ("Threads", "the largest lattice"),
}
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
SHORT = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, ',~g') + ' M' : "
    "datum.value >= 1e3 ? format(datum.value / 1e3, ',~g') + ' k' : format(datum.value, ',~g')"
)
MARKS = {
    "ours": ("circle", LIGHT.help),
    "what users have": ("circle", LIGHT.ink),
    "goal": ("M-0.35,-1.3h0.7v2.6h-0.7z", LIGHT.harm),
    "limit of the machine": ("M-0.9,-1.1L0.7,0L-0.9,1.1z", LIGHT.soft),
}


def standing_chart(kept: Kept) -> Any:
    """Every job with a goal and a peer on one scale, times the first peer. None without any."""
    claims = [one for one in kept["claims"].values() if one["group"] == "goals" and one["peers"]]
    values = [point for one in claims for point in _standing(one)]
    if not values:
        return None
    jobs = list(dict.fromkeys(point["job"] for point in values))
    least, most = _ends(point["times"] for point in values)
    base = alt.Chart(alt.Data(values=values))
    ours = base.transform_filter("datum.mark == 'ours'")
    x = alt.X(
        "times:Q",
        title="times as fast as the first peer (logarithmic)",
        scale=alt.Scale(type="log", domain=[min(least, 0.8), 1.5 * most], nice=False),
        axis=alt.Axis(labelExpr=SHORT, values=_tens(least, most), domain=False, ticks=False),
    )
    names = alt.Axis(
        domain=False, ticks=False, labelColor=LIGHT.ink, labelPadding=12, labelLimit=NAMES
    )
    y = alt.Y("job:N", sort=jobs, title=None, axis=names)
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, symbolSize=90, columnPadding=18)
    look: dict[str, Any] = {
        "color": alt.Color(
            "mark:N",
            scale=alt.Scale(domain=list(MARKS), range=[hue for _, hue in MARKS.values()]),
            legend=legend,
        ),
        "shape": alt.Shape(
            "mark:N",
            scale=alt.Scale(domain=list(MARKS), range=[shape for shape, _ in MARKS.values()]),
            legend=legend,
        ),
    }
    reach = ours.mark_rule(strokeWidth=6, opacity=0.2, color=LIGHT.help, strokeCap="round")
    told = ours.mark_text(
        align="center", dy=-11, font=SANS, fontSize=11, fontWeight=600, color=LIGHT.help
    )
    chart = alt.layer(
        base.mark_rule(color=LIGHT.soft, strokeWidth=1).encode(x=alt.datum(1.0)),
        reach.encode(x=x, x2=alt.datum(1.0), y=y),
        base.mark_point(filled=True, opacity=1, size=70).encode(x=x, y=y, **look),
        told.encode(x=x, y=y, text="words:N"),
    ).properties(width=BARS, height=alt.Step(STEP))
    words = "Each line is one job; all of its marks were measured in one run, in turn."
    return dressed(chart, heading("How much faster", (words,), LIGHT), words, LIGHT)


def _standing(one: Kept) -> Iterator[dict[str, Any]]:
    """The marks of one job, by their times the first peer's median."""
    job = one["job"].partition(", ")[0].partition(" (")[0].replace("`", "")
    first = next(iter(one["peers"].values()))["median"]
    times = next(iter(one["ratios"].values()))["median"]
    if one["limit"]:
        yield _mark(job, "limit of the machine", one["limit"]["median"] / first)
    for name, rate in one["peers"].items():
        yield _mark(job, "what users have", rate["median"] / first) | {"peer": name}
    if one["times"] is not None:
        yield _mark(job, "goal", one["times"])
    elif one["goal"] is not None:
        reached = shown(first, one["unit"])
        more = one["unit"].endswith("/s")
        yield _mark(job, "goal", one["goal"] / reached if more else reached / one["goal"])
    yield _mark(job, "ours", times) | {"words": f"{times:,.0f}" if times >= 10 else f"{times:.1f}"}


def _ends(numbers: Iterable[float]) -> tuple[float, float]:
    some = list(numbers)
    return min(some), max(some)


def _tens(least: float, most: float) -> list[float]:
    """The powers of ten from one number to another, and those next to them."""
    return [10.0**power for power in range(floor(log10(least)), ceil(log10(most)) + 1)]


def _mark(job: str, mark: str, times: float) -> dict[str, Any]:
    return {"job": job, "mark": mark, "times": times}


def growth_chart(kept: Kept) -> Any:
    """One panel for every axis, one line for every series. None without any."""
    curves = list(kept["curves"].values())
    axes = list(dict.fromkeys(one["axis"] for one in curves))
    if not axes:
        return None
    series = list(dict.fromkeys(one["series"] for one in curves))
    grouped = [[one for one in curves if one["axis"] == axis] for axis in axes]
    panels = [_panel(some, series, _scale(some, curves)) for some in grouped]
    rows = [panels[start : start + ACROSS] for start in range(0, len(panels), ACROSS)]
    chart = alt.vconcat(*(alt.hconcat(*row, spacing=26) for row in rows), spacing=30)
    words = "Rows a second unless said otherwise, on logarithmic scales; bars from least to most."
    return dressed(chart, heading("How speed grows", (words,), LIGHT), words, LIGHT)


def _scale(some: Sequence[Kept], curves: Sequence[Kept]) -> list[float]:
    """The powers of ten round all curves of one unit, so that their panels can be compared."""
    alike = [one for one in curves if one["unit"] == some[0]["unit"]]
    return _tens(*_ends(p[place] for one in alike for p in one["points"] for place in (1, 3)))


def _panel(curves: Sequence[Kept], series: Sequence[str], tens: Sequence[float]) -> Any:
    values = [
        {"series": one["series"], "size": size, "low": low, "rate": middle, "high": high}
        for one in curves
        for size, low, middle, high in one["points"]
    ]
    sizes = sorted({value["size"] for value in values})
    axis = curves[0]["axis"]
    title, words = AXES.get(axis, (axis.capitalize(), curves[0]["unit"]))
    shown = sizes if len(sizes) <= 5 else sizes[::2]
    x = alt.X(
        "size:Q",
        title=None,
        scale=alt.Scale(type="log", nice=False, padding=10),
        axis=alt.Axis(grid=False, values=shown, labelExpr=SHORT, labelOverlap=True),
    )
    y = alt.Y(
        "rate:Q",
        title=None,
        scale=alt.Scale(type="log", nice=False, domain=[tens[0], tens[-1]]),
        axis=alt.Axis(labelExpr=SHORT, ticks=False, domain=False, values=tens),
    )
    legend = alt.Legend(
        title=None, orient="top", symbolOpacity=1, symbolSize=80, symbolStrokeWidth=0,
        columnPadding=18,
    )  # fmt: skip
    hues = [LIGHT.series[place % len(LIGHT.series)] for place in range(len(series))]
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(series))]
    colour = alt.Color("series:N", scale=alt.Scale(domain=series, range=hues), legend=legend)
    shape = alt.Shape("series:N", scale=alt.Scale(domain=series, range=shapes), legend=legend)
    base = alt.Chart(alt.Data(values=values))
    named = alt.TitleParams(
        title, subtitle=words, anchor="start", frame="group", font=SERIF, fontSize=14,
        fontWeight=600, color=LIGHT.ink, subtitleFont=SANS, subtitleFontSize=11,
        subtitleColor=LIGHT.soft, offset=10,
    )  # fmt: skip
    return alt.layer(
        base.mark_rule(strokeWidth=1.4, opacity=0.6).encode(
            x=x, y="low:Q", y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=1.8).encode(x=x, y=y, color=colour),
        base.mark_point(filled=True, opacity=1, size=42).encode(
            x=x, y=y, color=colour, shape=shape
        ),
    ).properties(width=PANEL, height=TALL, title=named)
