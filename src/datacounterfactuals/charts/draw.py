"""Draw an answer: one chart kind a file, one theme for all."""

from collections.abc import Mapping
from typing import Any

from datacounterfactuals.charts.bars import draw_bars
from datacounterfactuals.charts.beside import draw_beside
from datacounterfactuals.charts.curve import draw_curve
from datacounterfactuals.charts.pairs import draw_pairs
from datacounterfactuals.charts.palette import palette
from datacounterfactuals.charts.picture import Picture
from datacounterfactuals.charts.rows import draw_rows
from datacounterfactuals.charts.theme import dressed
from datacounterfactuals.core.answer import Answer

WIDTH = 760
DRAWN = {
    "bars": draw_bars,
    "beside": draw_beside,
    "curve": draw_curve,
    "pairs": draw_pairs,
    "rows": draw_rows,
}


def draw(answer: Answer | Mapping[str, Any], dark: bool = False, width: int = WIDTH) -> Any:
    """An answer, or its JSON, as an Altair chart about `width` pixels wide.

    Raises QuestionError when the answer has no value to draw.
    """
    picture = Picture.of(answer)
    look = palette(dark)
    chart, title = DRAWN[picture.kind](picture, look, width)
    return dressed(chart, title, picture.description, look)
