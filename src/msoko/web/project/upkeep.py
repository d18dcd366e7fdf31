"""Routine work of the site as a whole: is the audit trail whole, which sessions are over."""

from __future__ import annotations

import logging

from django.core.management import call_command

from msoko.web.accounts.audit import first_broken
from msoko.web.jobs.running import Failed, Progress

log = logging.getLogger(__name__)


def check_audit(progress: Progress) -> None:
    """Every link of the trail; a broken one is an error in the log that whoever watches the server must see."""
    number = first_broken()
    if number is not None:
        log.error("the audit trail is broken", extra={"number": number})
        raise Failed(f"audit trail broken at {number}")


def clear_sessions(progress: Progress) -> None:
    call_command("clearsessions")
