"""Addresses of the project itself."""

from tests.web.access.rows import Row

ROWS = (
    Row("healthz", {"else": "200"}),
    Row("readyz", {"else": "200"}),
    Row("choose", {"else": "302"}),
    Row("appearance", {"else": "302"}, method="post", data={"colours": "vi-white"}),
    Row("set_language", {"else": "302"}, method="post", data={"language": "en"}),
    Row("help", {"else": "200"}),
    Row("help_topic", {"else": "200"}, arguments={"topic": "README"}),
    Row("gallery", {"anonymous": "302", "else": "200"}),
)
