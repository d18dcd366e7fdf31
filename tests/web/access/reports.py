"""Reports: seen by who sees results of the place, ordered by who may, written for such a reader."""

from __future__ import annotations

import uuid

from tests.web.access.rows import Row


def a_report(code):
    """A report for the organisation about the place, ready in every format."""
    from msoko.web.organisations.models import Organisation
    from msoko.web.reports.models import ReportFile
    from msoko.web.workplace import workplace

    number, stored = uuid.uuid4(), workplace().files.put(b"<p>report</p>", "report", "report.html")
    for format in ("html", "pdf"):
        ReportFile.objects.create(
            order=number, kind="organisation-passport", place=Organisation.objects.get(code=code), period="2022-23",
            purpose="management", audience="organisation", format=format, state="ready", sha256=stored.sha256, size=13,
        )  # fmt: skip
    return {"number": number}


def a_file(code):
    return a_report(code) | {"format": "pdf"}


READERS = {"administrator nobody_yet": "403", "anonymous": "302", "else": "200"}
# Drafts are not for the reader of the region; experts and observers read what is written for everybody.
OF_ONE = {
    "department_head department_specialist methodist": "200 200 404 200",
    "organisation_head deputy teacher": "200 404 404 200", "anonymous": "302", "else": "404",
}  # fmt: skip

ROWS = (
    Row("reports:list", READERS),
    Row("reports:new", {"teacher expert observer administrator nobody_yet": "403", "anonymous": "302", "else": "200"}),
    Row(
        "reports:new",
        {"teacher expert observer administrator nobody_yet": "403", "anonymous": "302", "else": "200"},
        method="post",
        data={"place": "t1"},
    ),
    Row("reports:order", OF_ONE, arguments=a_report),
    Row("reports:view", OF_ONE, arguments=a_report),
    Row("reports:file", OF_ONE, arguments=a_file),
)
