"""A page with every chart in every state, beside its SVG and PNG: `python -m msoko.charts.gallery DIR`."""

from __future__ import annotations

import base64
import sys
from html import escape
from pathlib import Path

from msoko.charts import draw
from msoko.charts.examples import examples
from msoko.charts.fonts import font_directory

_PAGE = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Рисунки</title><link rel="stylesheet" href="gallery.css"></head><body>
<h1>Рисунки</h1>
<p>Демонстрационные данные. Рядом с этой страницей лежат те же рисунки в SVG и PNG.</p>
{sections}</body></html>
"""
_RULES = """
*, ::before, ::after {{ box-sizing: border-box; }}
{faces}
body {{ margin: 0 auto; padding: 1rem; max-width: 75rem; background: var(--paper); color: var(--ink); }}
body {{ font: 1rem/1.5 "PT Sans", sans-serif; }}
section {{ border-top: 1px solid var(--ink); margin-top: 2rem; padding-top: .75rem; }}
section > h2 {{ font-size: 1.25rem; margin: 0 0 .75rem; }}
"""


def write_gallery(directory: Path) -> list[Path]:
    """gallery.html, gallery.css and NAME.svg, NAME.png of every example; returns what was written."""
    directory.mkdir(parents=True, exist_ok=True)
    sections, written = [], []
    for name, state, chart in examples():
        svg, png = directory / f"{name}.svg", directory / f"{name}.png"
        svg.write_text(draw.svg(chart), encoding="utf-8")
        png.write_bytes(draw.png(chart))
        sections.append(
            f'<section id="{name}"><h2>{escape(chart.title)}: {escape(state)}</h2>\n{draw.html(chart)}</section>\n'
        )
        written += [svg, png]
    page, css = directory / "gallery.html", directory / "gallery.css"
    page.write_text(_PAGE.format(sections="".join(sections)), encoding="utf-8")
    css.write_text(draw.stylesheet() + _RULES.format(faces=_faces()), encoding="utf-8")
    return [page, css, *written]


def _faces() -> str:
    """The type face inside the style sheet, so that the page can be carried anywhere."""
    files = {400: "PT_Sans-Web-Regular.ttf", 700: "PT_Sans-Web-Bold.ttf"}
    rules = []
    for weight, file in files.items():
        data = base64.b64encode((font_directory() / file).read_bytes()).decode()
        source = f'url("data:font/ttf;base64,{data}") format("truetype")'
        rules.append(f'@font-face {{ font-family: "PT Sans"; font-weight: {weight}; src: {source}; }}')
    return "\n".join(rules)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Укажите папку: python -m msoko.charts.gallery ПАПКА")
    sys.stdout.write(f"Записано файлов: {len(write_gallery(Path(sys.argv[1])))}, начните с gallery.html\n")
