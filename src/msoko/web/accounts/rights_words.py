"""The table of roles in words: what each right lets a person do, and how far a role reaches."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from msoko.web.accounts.roles import Right

RIGHTS: dict[Right, Any] = {
    Right.SEE_RESULTS: _("see results of organisations"),
    Right.SEE_PARTICIPANTS: _("see results of single participants (codes, never names)"),
    Right.UPLOAD: _("hand in files"),
    Right.WITHDRAW: _("take a batch back"),
    Right.EDIT_REGISTRY: _("propose changes of the registry"),
    Right.APPROVE_REGISTRY: _("approve changes of the registry"),
    Right.COMPUTE: _("start the working calculation"),
    Right.FIX_CALCULATION: _("fix a calculation so that it can be cited"),
    Right.ORDER_REPORTS: _("order reports"),
    Right.USE_API: _("make keys for programs"),
    Right.MANAGE_PEOPLE: _("invite people, give and end roles"),
    Right.READ_AUDIT: _("read the trail of actions"),
}
# (kind of place at which the role is held, do its rights reach what lies below?)
REACHES: dict[tuple[str, bool], Any] = {
    ("organisation", True): _("one's own organisation"),
    ("municipality", True): _("the municipality and all its organisations"),
    ("municipality", False): _("totals of the municipality, without organisations"),
    ("region", True): _("the region and all its municipalities, published numbers only"),
    ("country", True): _("the whole installation"),
}
