"""Words of pages of numbers: why a row was left out, what a number may be read for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from msoko.vocabulary import Purpose
from msoko.web.analytics.searching import LEAST, likeness

register = template.Library()
LEFT_OUT: dict[str, Any] = {
    "missing": _("no data were handed in"),
    "not_applicable": _("the indicator does not apply"),
    "unpaired": _("the number it is paired with is not known"),
    "where": _("does not meet the condition of the formula"),
    "no_value": _("there is no value in the row"),
}
PURPOSES: dict[Purpose, Any] = {
    Purpose.MANAGEMENT: _("decisions of the department"),
    Purpose.SUPPORT: _("help addressed to a school or a group of pupils"),
    Purpose.SELF_EXAMINATION: _("self-examination of the organisation"),
    Purpose.INTERNAL_ASSESSMENT: _("internal assessment of the organisation"),
    Purpose.INDEPENDENT_ASSESSMENT: _("independent assessment of the quality of conditions"),
    Purpose.PUBLICATION: _("publication"),
    Purpose.STAFF_APPRAISAL: _("appraisal of teachers"),
    Purpose.HEAD_APPRAISAL: _("appraisal of heads"),
}
USES: dict[str, Any] = {"done": _("Yes, may be"), "attention": _("On a condition"), "no": _("No, may not be")}


@register.filter
def left_out(reason: str) -> Any:
    """Why a row did not enter, in words."""
    return LEFT_OUT.get(reason, reason)


@register.filter
def use_words(state: str) -> Any:
    """May it be used so: a word for the tag."""
    return USES[state]


@register.filter
def found_by(entries: Iterable[Any], typed: str) -> list[Any]:
    """Entries of the menu whose titles are like what was typed."""
    return [one for one in entries if typed and likeness(typed, str(one.title)) >= LEAST]
