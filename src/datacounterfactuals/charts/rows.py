"""Rows: worlds in their rank, each a row of dots, with its score on every column."""

from typing import Any

from datacounterfactuals.charts.dots import dots
from datacounterfactuals.charts.palette import SERIF, Palette
from datacounterfactuals.charts.picture import Picture, bounded, decimals, heard, members, plain
from datacounterfactuals.charts.theme import NUMBER, panels, titled

MOST_ROWS = 40
STEP = 24


def draw_rows(picture: Picture, look: Palette, width: int) -> tuple[Any, Any]:
    """The chart and its title. The rows stand in the order of the answer, the first on top."""
    import altair as alt

    written = {str(record["world"]): record["world"] for record in picture.records}
    order = list(written)[:MOST_ROWS]
    notes = (f"The first {MOST_ROWS} of {len(written):,}",) if len(written) > MOST_ROWS else ()
    present = [members(written[name], picture.names) for name in order]
    seen = dict.fromkeys(name for world in present for name in world)
    names = list(picture.names) if len(picture.names) <= 16 else []
    names = names or sorted(seen)
    extent = (0.0, float(STEP * len(order)))
    places = [STEP * (rank + 0.5) for rank in range(len(order))]
    place = dict(zip(order, places, strict=True))
    parts = [dots(present, places, names, STEP * 0.8, extent, look)]
    _, panel = panels(len(picture.columns), width, 60 + 19 * min(len(names), 16))
    for column in picture.columns:
        marks = [
            record
            for record in picture.records
            if record["column"] == column
            and str(record["world"]) in place
            and record.get("value") is not None
        ]
        digits = decimals(record["value"] for record in marks)
        values = [
            bounded(record)
            | {
                "y": place[str(record["world"])],
                "name": str(record["world"]),
                "said": plain(record["value"], digits),
                "first": str(record["world"]) == order[0],
                "heard": heard(record, _spelled(record["world"]), plain(record["value"], digits)),
            }
            for record in marks
        ]
        y = alt.Y("y:Q", scale=alt.Scale(domain=list(extent), reverse=True, nice=False), axis=None)
        x = alt.X(
            "value:Q",
            title=None,
            scale=alt.Scale(zero=False, nice=False, padding=44),
            axis=alt.Axis(orient="bottom", tickCount=3, format=NUMBER, grid=True, domain=False),
        )
        base = alt.Chart(alt.Data(values=values)).encode(y=y)
        tip = [alt.Tooltip(f"{name}:N") for name in ("name", "said")]
        hue = alt.condition("datum.first", alt.value(look.help), alt.value(look.ink))
        layers = [
            base.mark_rule(strokeWidth=1.6, color=look.soft, aria=False).encode(
                x="low:Q", x2="high:Q"
            ),
            base.mark_point(filled=True, size=52, opacity=1).encode(
                x=x, color=hue, tooltip=tip, description="heard:N"
            ),
            base.mark_text(dx=9, align="left", fontSize=12, aria=False).encode(
                x=x, text="said:N", color=hue
            ),
        ]
        name = alt.TitleParams(
            column, anchor="start", font=SERIF, fontSize=15, fontWeight=600, color=look.ink
        )
        parts.append(alt.layer(*layers).properties(width=panel, height=extent[1], title=name))
    return alt.hconcat(*parts, spacing=18), titled(picture, look, notes)


def _spelled(world: Any) -> str:
    """A world in words: its objects, or that it is empty."""
    return ", ".join(members(world, ())) or "the empty world"
