"""Where the pages of the manual lie: inside the wheel beside this module, in a checkout docs/ru."""

from pathlib import Path

_PACKAGED = Path(__file__).parent / "docs_ru"
FOLDER = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[4] / "docs" / "ru"
