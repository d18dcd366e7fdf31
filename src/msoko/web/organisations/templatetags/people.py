"""The people of the demonstration, for the sign-in page that belongs to a library."""

from __future__ import annotations

from django import template

from msoko.web.organisations.models import Membership
from msoko.web.organisations.people.demonstration import one_of_each_role

register = template.Library()


@register.simple_tag
def people_of_demonstration() -> list[Membership]:
    return one_of_each_role()
