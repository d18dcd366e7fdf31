"""The front page: a visitor reads it; whoever may see results is led to the overview."""

from tests.web.access.rows import Row

ROWS = (Row("portal:front", {"administrator nobody_yet anonymous": "200", "else": "302"}),)
