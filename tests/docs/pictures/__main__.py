"""`python -m tests.docs.pictures DEMO [CHAPTER …]`: draws docs/ru/pictures/*.png; DEMO is the folder `msoko demo` made.

A chapter is a module beside this one with PICTURES: name of the file without .png → function(Workplace) → Chart.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from msoko.charts import draw
from msoko.workplace import Workplace

HERE = Path(__file__).parent
FOLDER = HERE.parents[2] / "docs" / "ru" / "pictures"
CHAPTERS = tuple(sorted(path.stem for path in HERE.glob("[!_]*.py")))


def main(demo: Path, chapters: list[str]) -> None:
    place = Workplace(demo / "data")
    for chapter in chapters or CHAPTERS:
        for name, drawn in import_module(f"tests.docs.pictures.{chapter}").PICTURES.items():
            (FOLDER / f"{name}.png").write_bytes(draw.png(drawn(place), scale=1.5))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
