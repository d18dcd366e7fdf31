"""What a person does with calculations: right, transaction, trail; the work itself is in tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from msoko.web.accounts import audit
from msoko.web.analytics.models import Calculation
from msoko.web.analytics.permissions import can_compute, can_fix_calculation, municipalities_to_show_in
from msoko.web.jobs.running import start
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import require

if TYPE_CHECKING:
    from msoko.web.accounts.models import User
    from msoko.web.jobs.models import Job


def start_computing(user: User) -> Job:
    """Everything anew."""
    require(can_compute(user))
    return start("compute", user)


def fix(user: User, title: str, reason: str) -> Job:
    require(can_fix_calculation(user))
    return start("fix", user, title=title, reason=reason)


@transaction.atomic
def show_to_readers(user: User, municipality: Organisation, calculation: Calculation) -> Job:
    """Readers of fixed numbers of the municipality read this one as soon as small groups are hidden in it."""
    require(municipalities_to_show_in(user).filter(pk=municipality.pk).exists())
    require(calculation.kind == Calculation.Kind.FIXED)
    audit.record(user, "calculation.show", "calculation", calculation.store_id or "", municipality.path)
    return start("protect", user, calculation=calculation.store_id or "", municipality=municipality.code)
