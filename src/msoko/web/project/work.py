"""What the worker can do: one table, kind of job -> function(jobs.running.Progress, **parameters).

And what it does by itself: kind -> minutes between two starts.
"""

WORK: dict[str, str] = {
    "write-report": "msoko.web.reports.tasks.write_report",
    "compute": "msoko.web.analytics.tasks.compute",
    "recompute": "msoko.web.analytics.tasks.recompute",
    "fix": "msoko.web.analytics.tasks.fix",
    "protect": "msoko.web.analytics.tasks.protect",
    "read-upload": "msoko.web.results.tasks.read_upload",
    "confirm-upload": "msoko.web.results.tasks.confirm_upload",
    "withdraw-batch": "msoko.web.results.tasks.withdraw_batch",
    "drop-forgotten-uploads": "msoko.web.results.tasks.drop_forgotten",
    "follow-registry": "msoko.web.organisations.tasks.follow_registry",
    "prune-jobs": "msoko.web.jobs.pruning.prune",
    "check-audit": "msoko.web.project.upkeep.check_audit",
    "clear-sessions": "msoko.web.project.upkeep.clear_sessions",
}
SCHEDULE: dict[str, int] = {
    "drop-forgotten-uploads": 60,
    "follow-registry": 60,
    "prune-jobs": 24 * 60,
    "check-audit": 24 * 60,
    "clear-sessions": 24 * 60,
}
