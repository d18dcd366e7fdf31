"""{% downloads %}: links to the table of the page as files; {% downloads "chart" %} and "both" for its picture.

{% downloads "table" key %} where a page has several. The rest of the address stays as it is.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext_lazy as _

from msoko.web.tables import AS, KEY

register = template.Library()
_TABLE = (("xlsx", _("table XLSX")), ("csv", _("CSV")))
_CHART = (("png", _("picture PNG")), ("svg", _("SVG")))
_LINKS = {"table": _TABLE, "chart": _CHART, "both": (*_TABLE, *_CHART)}


@register.inclusion_tag("project/downloads.html", takes_context=True)
def downloads(context: Context, what: str = "table", key: str = "") -> dict[str, Any]:
    """what: table, chart or both."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    found = []
    for kind, words in _LINKS[what]:
        query[AS] = kind
        if key:
            query[KEY] = key
        found.append((f"?{query.urlencode()}", words))
    return {"links": found}
