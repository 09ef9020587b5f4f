"""Bars: one dot with its interval for every label, one panel for every column."""

from collections.abc import Mapping
from typing import Any

from datacounterfactuals.charts.palette import Palette
from datacounterfactuals.charts.picture import Picture, bounded, heard, signed
from datacounterfactuals.charts.theme import NUMBER, faceted, panels, titled

MOST_LABELS = 48
"""How many labels are drawn; of more, those with the largest values."""


def draw_bars(picture: Picture, look: Palette, width: int) -> tuple[Any, Any]:
    """The chart and its title. A filled dot helps, an open one harms; 0 is a rule."""
    import altair as alt

    order = list(dict.fromkeys(str(record["label"]) for record in picture.records))
    kept, notes = _largest(picture, order)
    data = alt.Data(
        values=[
            {**bounded(record), **_reading(record, picture.gain)}
            for record in picture.records
            if str(record["label"]) in kept and record.get("value") is not None
        ]
    )
    margin = 24 + 7 * min(max(map(len, order)), 30)
    across, panel = panels(len(picture.columns), width, margin)
    y = alt.Y(
        "label:N", sort=order, title=None, axis=alt.Axis(grid=True, ticks=False, domain=False)
    )
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(zero=picture.gain, nice=True, padding=8),
        axis=alt.Axis(
            grid=False, tickCount=min(max(panel // 50, 2), 6), format=NUMBER, labelFlush=False
        ),
    )
    colour = alt.Color(
        "reading:N",
        scale=alt.Scale(domain=["helps", "harms", "score"], range=[look.help, look.harm, look.ink]),
        legend=None,
    )
    tip = [alt.Tooltip(f"{name}:N") for name in ("label", "column", "said", "reading")]
    layers: list[Any] = [
        alt.Chart()
        .mark_rule(strokeWidth=2, aria=False)
        .encode(y=y, x=alt.X("low:Q"), x2="high:Q", color=colour),
        alt.Chart()
        .mark_point(size=58, strokeWidth=2, opacity=1)
        .encode(
            y=y,
            x=x,
            color=colour,
            fill=alt.Fill(
                "reading:N",
                scale=alt.Scale(
                    domain=["helps", "harms", "score"], range=[look.help, look.paper, look.ink]
                ),
                legend=None,
            ),
            tooltip=tip,
            description="heard:N",
        ),
    ]
    if picture.gain:
        zero = (
            alt.Chart().mark_rule(color=look.soft, strokeWidth=1, aria=False).encode(x=alt.datum(0))
        )
        layers.insert(0, zero)
    height = alt.Step(24 if len(kept) <= 16 else 17)
    chart = alt.layer(*layers, data=data).properties(width=panel, height=height)
    chart = faceted(chart, picture, across, panel, 18, 0 if picture.one_unit else 24).resolve_scale(
        x="shared" if picture.one_unit else "independent"
    )
    return chart, titled(picture, look, notes)


def _reading(record: Mapping[str, Any], gain: bool) -> dict[str, str]:
    value, label = record["value"], str(record["label"])
    if not gain:
        said = f"{value:.4g}"
        return {"said": said, "reading": "score", "heard": heard(record, label, said)}
    reading = "helps" if value >= 0 else "harms"
    words = heard(record, label, f"{signed(value)}, {reading}")
    return {"said": signed(value), "reading": reading, "heard": words}


def _largest(picture: Picture, order: list[str]) -> tuple[set[str], tuple[str, ...]]:
    if len(order) <= MOST_LABELS:
        return set(order), ()
    size: dict[str, float] = {}
    for record in picture.records:
        label = str(record["label"])
        size[label] = max(size.get(label, 0.0), abs(record.get("value") or 0.0))
    kept = sorted(size, key=lambda label: -size[label])[:MOST_LABELS]
    return set(kept), (f"The {MOST_LABELS} largest of {len(order):,}",)
