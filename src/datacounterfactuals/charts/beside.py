"""Beside: several numbers for every label, one above the other, told apart by shape and hue."""

from typing import Any

from datacounterfactuals.charts.marks import SHAPES, dealt, hue, key
from datacounterfactuals.charts.palette import Palette
from datacounterfactuals.charts.picture import Picture, bounded, heard, plain, signed
from datacounterfactuals.charts.theme import NUMBER, faceted, panels, titled

STEP = 15
"""Pixels for each number of a label."""
MOST_LABELS = 16
"""How many labels are drawn; of more, those with the largest numbers."""


def draw_beside(picture: Picture, look: Palette, width: int) -> tuple[Any, Any]:
    """The chart and its title. Every label has one line for each series."""
    import altair as alt

    there = [record for record in picture.records if record.get("value") is not None]
    series = list(dict.fromkeys(str(record["series"]) for record in there))
    size: dict[str, float] = {}
    for record in there:
        label = str(record["label"])
        size[label] = max(size.get(label, 0.0), abs(record["value"]))
    kept = set(sorted(size, key=lambda label: -size[label])[:MOST_LABELS])
    order = [label for label in size if label in kept]
    notes = (f"The {MOST_LABELS} largest of {len(size):,}",) if len(size) > MOST_LABELS else ()
    values = [bounded(record) | _said(record, picture.gain) for record in there
              if str(record["label"]) in kept]  # fmt: skip
    margin = 24 + 7 * min(max(map(len, order)), 30)
    across, panel = panels(len(picture.columns), width - 18 * len(picture.columns[:4]), margin)
    y = alt.Y(
        "label:N", sort=order, title=None, scale=alt.Scale(paddingInner=0.25),
        axis=alt.Axis(grid=False, ticks=False, domain=False, labelFontSize=12.5),
    )  # fmt: skip
    offset = alt.YOffset("series:N", sort=series)
    x = alt.X(
        "value:Q", title=None, scale=alt.Scale(zero=picture.gain, nice=False, padding=8),
        axis=alt.Axis(
            grid=True, tickCount=min(max(panel // 50, 2), 6), format=NUMBER, labelFlush=False,
            ticks=False, domain=False,
        ),
    )  # fmt: skip
    hues = [hue(name, place, look) for place, name in enumerate(series)]
    legend = key(series, width - margin)
    colour = alt.Color("series:N", scale=alt.Scale(domain=series, range=hues), legend=legend)
    shapes = alt.Scale(domain=series, range=dealt(SHAPES, len(series)))
    shape = alt.Shape("series:N", scale=shapes, legend=legend)
    tip = [alt.Tooltip(f"{name}:N") for name in ("label", "series", "column", "said")]
    base = alt.Chart()
    layers: list[Any] = [
        base.mark_rule(strokeWidth=2, aria=False).encode(
            y=y, yOffset=offset, x=alt.X("low:Q"), x2="high:Q", color=colour
        ),
        base.mark_point(size=46, filled=True, opacity=1).encode(
            y=y, yOffset=offset, x=x, color=colour, shape=shape, tooltip=tip,
            description="heard:N",
        ),
    ]  # fmt: skip
    if picture.gain:
        layers.insert(0, base.mark_rule(color=look.soft, aria=False).encode(x=alt.datum(0)))
    chart = alt.layer(*layers, data=alt.Data(values=values)).properties(
        width=panel, height=alt.Step(STEP, **{"for": "offset"})
    )
    chart = faceted(chart, picture, across, panel, 36, 0 if picture.one_unit else 24).resolve_scale(
        x="shared" if picture.one_unit else "independent"
    )
    return chart, titled(picture, look, notes)


def _said(record: Any, gain: bool) -> dict[str, str]:
    said = signed(record["value"]) if gain else plain(record["value"], 4)
    what = f"{record['label']}, {record['series']}"
    return {"said": said, "heard": heard(record, what, said)}
