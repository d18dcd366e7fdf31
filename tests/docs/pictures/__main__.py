"""`python -m tests.docs.pictures DEMO [CHAPTER …]`: draws docs/ru/pictures/*.png; DEMO is the folder `msoko demo` made.

A chapter is a module beside this one with PICTURES: name of the file without .png → function(Workplace) → Chart.
"""

from __future__ import annotations

import io
import sys
from importlib import import_module
from pathlib import Path

from PIL import Image

from msoko.charts import draw
from msoko.workplace import Workplace

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "docs" / "ru" / "pictures"
COLOURS = 32  # a chart has few; more only makes the files larger
CHAPTERS = tuple(sorted(path.stem for path in HERE.glob("[!_]*.py")))


def main(demo: Path, chapters: list[str]) -> None:
    place = Workplace(demo / "data")
    for chapter in chapters or CHAPTERS:
        for name, drawn in import_module(f"tests.docs.pictures.{chapter}").PICTURES.items():
            picture = Image.open(io.BytesIO(draw.png(drawn(place), scale=1.5))).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
