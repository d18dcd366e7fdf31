"""The three ways a chart is drawn: HTML for pages, SVG and PNG for documents. No browser and no network take part."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from msoko.charts import as_html, as_svg
from msoko.charts.chart import Chart
from msoko.charts.fonts import font_directory
from msoko.charts.palette import DARK, LIGHT, Palette


def html(chart: Chart, *, bare: bool = False) -> str:
    """A <figure> for a page that links style.css. bare: the picture without sentence, note and table."""
    return as_html.write(chart, bare=bare)


def svg(chart: Chart, *, palette: Palette = LIGHT, width: float = as_svg.WIDTH) -> str:
    """A standalone SVG, `width` px (0.75 pt each) wide; text stays text in PT Sans; the title is not drawn."""
    return as_svg.write(chart.picture(), chart.title, chart.alt, palette, width)


def png(chart: Chart, *, scale: float = 2, palette: Palette = LIGHT, width: float = as_svg.WIDTH) -> bytes:
    """The same as a PNG; scale 2 gives 192 dots an inch at 170 mm."""
    return bytes(_renderer().svg_to_png(svg(chart, palette=palette, width=width), scale=scale))


def stylesheet() -> str:
    """The CSS that HTML charts need: the palette, light and dark by the reader's system, and style.css."""
    rules = (resources.files("msoko.charts") / "style.css").read_text(encoding="utf-8")
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {DARK.css()} }} }}"
    return f":root {{ color-scheme: light dark; {LIGHT.css()} }}\n{dark}\n{rules}"


@cache
def _renderer() -> Any:
    import vl_convert  # heavy: loaded when the first picture is drawn

    vl_convert.register_font_directory(str(font_directory()))
    return vl_convert
