"""Who may do what: the table of roles. A membership gives a role at a place; the right then holds there and below."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from msoko.vocabulary import Audience


class Right(StrEnum):
    """One thing a person may do. Functions `can_…` of the apps ask for these and nothing else."""

    SEE_RESULTS = "see_results"  # values of the place, with names of organisations
    SEE_PARTICIPANTS = "see_participants"  # results of single participants, who are codes
    UPLOAD = "upload"  # hand in files about the place
    WITHDRAW = "withdraw"  # take a batch back
    EDIT_REGISTRY = "edit_registry"  # propose changes of organisations
    APPROVE_REGISTRY = "approve_registry"  # make them hold
    COMPUTE = "compute"  # start the working calculation
    FIX_CALCULATION = "fix_calculation"  # make a calculation that can be cited
    ORDER_REPORTS = "order_reports"
    USE_API = "use_api"  # make tokens for programs
    MANAGE_PEOPLE = "manage_people"  # invite, give and end roles
    READ_AUDIT = "read_audit"


@dataclass(frozen=True)
class Role:
    """at: the kind of place it is held at. below: do its rights reach what lies below? drafts: is unfixed work seen?"""

    code: str
    title: object
    at: str
    rights: frozenset[Right]
    audience: Audience = Audience.DEPARTMENT
    below: bool = True
    drafts: bool = True


def _rights(*names: Right) -> frozenset[Right]:
    return frozenset(names)


_READ = (Right.SEE_RESULTS, Right.ORDER_REPORTS, Right.USE_API)
_WORK = (*_READ, Right.SEE_PARTICIPANTS, Right.UPLOAD)

ROLES: dict[str, Role] = {role.code: role for role in (
    Role("department_head", _("Head of the education department"), "municipality", frozenset(Right)),
    Role("department_specialist", _("Specialist of the education department"), "municipality",
         _rights(*_WORK, Right.WITHDRAW, Right.EDIT_REGISTRY, Right.COMPUTE)),
    Role("methodist", _("Methodist"), "municipality", _rights(*_WORK, Right.COMPUTE)),
    Role("organisation_head", _("Head of the organisation"), "organisation",
         _rights(*_WORK, Right.WITHDRAW, Right.MANAGE_PEOPLE, Right.READ_AUDIT), Audience.ORGANISATION),
    Role("deputy", _("Deputy head of the organisation"), "organisation",
         _rights(*_WORK, Right.WITHDRAW), Audience.ORGANISATION),
    Role("teacher", pgettext_lazy("role", "Teacher"), "organisation", _rights(Right.SEE_RESULTS),
         Audience.ORGANISATION),
    Role("expert", _("Expert"), "municipality", _rights(Right.SEE_RESULTS), Audience.PUBLIC, below=False, drafts=False),
    Role("observer", _("Public observer"), "municipality", _rights(Right.SEE_RESULTS), Audience.PUBLIC, below=False,
         drafts=False),
    Role("regional_reader", _("Reader of the region"), "region", _rights(*_READ), drafts=False),
    Role("administrator", _("Administrator"), "country", _rights(Right.MANAGE_PEOPLE, Right.READ_AUDIT)),
)}  # fmt: skip
