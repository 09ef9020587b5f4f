"""A chart as a file: SVG, PNG, a page that needs no network, or the Vega-Lite JSON."""

import html as markup
import io
import json
from pathlib import Path
from typing import Any

from datacounterfactuals.core.errors import QuestionError

SHARPNESS = 2.0
"""Pixels of a PNG for one pixel of the chart."""


def svg(chart: Any) -> str:
    """The chart as SVG that a screen reader announces by its title and description, and whose marks
    it reads one by one (roles of the WAI-ARIA graphics module)."""
    import vl_convert

    plain = _plain(chart)
    text = vl_convert.vegalite_to_svg(plain, vl_version=_version())
    name, words = _title(plain), str(plain.get("description", ""))
    role = 'role="graphics-document" aria-roledescription="chart"'
    label = f' {role} aria-label="{markup.escape(name)}">'
    inside = f"<title>{markup.escape(name)}</title><desc>{markup.escape(words)}</desc>"
    start = text.index(">", text.index("<svg"))
    return text[:start] + label + inside + text[start + 1 :]


def png(chart: Any, sharpness: float = SHARPNESS) -> bytes:
    """The chart as PNG, by default twice as sharp as its nominal size."""
    import vl_convert

    return vl_convert.vegalite_to_png(_plain(chart), vl_version=_version(), scale=sharpness)


def html(chart: Any) -> str:
    """The chart as one page that carries its own script and asks no other host."""
    buffer = io.StringIO()
    chart.save(buffer, format="html", inline=True)
    page, words = buffer.getvalue(), markup.escape(_title(_plain(chart)))
    return page.replace("<head>", f"<head><title>{words}</title>", 1).replace(
        "<html>", '<html lang="en">', 1
    )


def spec(chart: Any) -> str:
    """The chart as Vega-Lite JSON."""
    return json.dumps(chart.to_dict(), ensure_ascii=False, indent=1)


def save(chart: Any, path: str | Path) -> Path:
    """Write a chart in the form its suffix names: .svg, .png, .html or .json.

    Raises QuestionError for another suffix, and OSError when the file cannot be written.
    """
    path = Path(path)
    forms = {".svg": svg, ".png": png, ".html": html, ".json": spec}
    if path.suffix.lower() not in forms:
        raise QuestionError(
            f"no chart can be written as {path.suffix or path.name!r}",
            f"End the file's name in one of {', '.join(forms)}",
        )
    made = forms[path.suffix.lower()](chart)
    path.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    return path


def _plain(chart: Any) -> dict[str, Any]:
    """The chart as Vega-Lite. That it is valid is tested, and not found out anew for each chart."""
    return chart.to_dict(validate=False)


def _version() -> str:
    """The Vega-Lite that the charts are written for, as the converter names it: 6.1."""
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def _title(plain: dict[str, Any]) -> str:
    title = plain.get("title", "")
    return str(title["text"] if isinstance(title, dict) else title)
