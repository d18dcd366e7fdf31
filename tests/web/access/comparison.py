"""The comparison builder: for whoever reads results."""

from tests.web.access.rows import Row

READERS = {"administrator nobody_yet": "403", "anonymous": "302", "else": "200"}

ROWS = (
    Row("analytics:comparison", READERS),
    Row("analytics:comparison_data", READERS),
)
