"""Long work on numbers: computing them, computing again what new files touch, fixing them, hiding few persons ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from msoko.indicators import computing
from msoko.web.accounts import audit
from msoko.web.accounts.models import User
from msoko.web.analytics import numbers
from msoko.web.analytics.models import Calculation, Shown
from msoko.web.jobs.models import Job
from msoko.web.jobs.running import Failed, Progress
from msoko.web.organisations.models import Organisation
from msoko.web.workplace import workplace

if TYPE_CHECKING:
    from msoko.indicators.computing import Summary
    from msoko.store.store import CalculationRecord


def compute(progress: Progress) -> None:
    """The whole working calculation."""
    place = workplace()
    version = place.store.version
    progress.say(_("Computing all indicators"))
    found = computing.compute(place.store, place.methodology, options=place.choices)
    _remember(progress, found, version)


def recompute(progress: Progress) -> None:
    """What the batches touch that came or went since the numbers were last computed; exactly as if all were."""
    place, last = workplace(), computed()
    if last is None:
        return compute(progress)
    version = place.store.version
    batches = {event.batch.id for event in place.store.history() if event.number > last.ledger_version}
    if not batches:
        return None
    progress.say(_("Computing what the new files touch"))
    found = computing.recompute(place.store, place.methodology, sorted(batches), place.choices)
    return _remember(progress, found, version)


def fix(progress: Progress, title: str, reason: str) -> None:
    """Keep the working numbers for good, so that they can be cited. They have to stand on everything received."""
    place, by = workplace(), progress.job.asked_by
    if is_behind():
        raise Failed(_("Files have come since the numbers were computed. Start the calculation, then fix it."))
    progress.say(_("Keeping the numbers"))
    record = computing.fix(
        place.store, place.methodology, by=str(by.pk) if by else "", title=title, reason=reason,
        options=place.choices,
    )  # fmt: skip
    row = _row(record)
    audit.record(by, "calculation.fix", "calculation", record.id, title=title, values=record.rows)
    progress.leads_to(f"{reverse('analytics:calculations')}#calculation-{row.pk}")


def protect(progress: Progress, calculation: str, municipality: str) -> None:
    """Hide few persons in a fixed calculation; only then do readers of the municipality read it."""
    row = Calculation.objects.get(store_id=calculation)
    progress.say(_("Hiding small groups"))
    numbers.current(calculation).protect_ahead(lambda done, total: progress.say("", done, total))
    if not _chosen_again(progress.job, municipality):
        place = Organisation.objects.get(code=municipality)
        chosen = {"calculation": row, "by": progress.job.asked_by}
        Shown.objects.update_or_create(municipality=place, defaults=chosen)
    progress.leads_to(f"{reverse('analytics:calculations')}#calculation-{row.pk}")


def _chosen_again(job: Job, municipality: str) -> bool:
    """Was another calculation chosen meanwhile? The last choice counts, whichever is prepared first."""
    later = Job.objects.filter(kind=job.kind, parameters__municipality=municipality, asked_at__gt=job.asked_at)
    return later.exclude(state=Job.State.FAILED).exists()


def computed() -> Calculation | None:
    """The latest computing of the working numbers that the database knows of."""
    return Calculation.objects.filter(kind=Calculation.Kind.WORKING).order_by("-at").first()


def is_behind() -> bool:
    """Has something been received or withdrawn since the working numbers were computed?"""
    last = computed()
    return last is not None and last.ledger_version < workplace().store.version


def repair() -> int:
    """Make the rows of fixed calculations that the store has and the database has not; how many."""
    known = set(Calculation.objects.filter(store_id__isnull=False).values_list("store_id", flat=True))
    missing = [record for record in workplace().store.calculations() if record.id not in known]
    for record in missing:
        _row(record)
    return len(missing)


def _row(record: CalculationRecord) -> Calculation:
    by = User.objects.filter(pk=int(record.fixed_by)).first() if record.fixed_by.isdigit() else None
    found, _made = Calculation.objects.get_or_create(
        store_id=record.id,
        defaults={
            "kind": Calculation.Kind.FIXED, "title": record.title[:200], "reason": record.reason[:500], "by": by,
            "at": record.at or timezone.now(), "ledger_version": record.ledger_version, "packs": dict(record.packs),
            "values": record.rows, "checksum": record.checksum,
        },
    )  # fmt: skip
    return found


def _remember(progress: Progress, found: Summary, version: int) -> None:
    by = progress.job.asked_by
    packs = {pack.code: pack.version for pack in workplace().methodology.packs}
    row = Calculation.objects.create(
        kind=Calculation.Kind.WORKING, by=by, at=timezone.now(), ledger_version=version, packs=packs,
        values=found.values,
    )  # fmt: skip
    audit.record(by, "calculation.compute", "calculation", row.pk, values=found.values, ledger=version)
    progress.leads_to(reverse("analytics:overview"))
