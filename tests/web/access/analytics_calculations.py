"""Calculations, the overview and the page of an organisation."""

from django.utils import timezone

from tests.web.access.rows import Row

DEPARTMENT = "department_head department_specialist methodist"


def _under_way(code):
    """While one runs, asking for another starts nothing."""
    from msoko.web.jobs.models import Job

    Job.objects.create(kind="compute", state=Job.State.RUNNING)
    return {}


def _fixed(code):
    from msoko.web.analytics.models import Calculation

    row, _made = Calculation.objects.get_or_create(
        store_id="abc", defaults={"kind": "fixed", "title": "Итоги", "at": timezone.now(), "ledger_version": 1}
    )
    return {"calculation": row.pk}


ROWS = (
    Row("analytics:overview", {"anonymous": "302", "else": "200"}),
    Row("analytics:organisation", {
        DEPARTMENT: "200 200 404 200", "organisation_head deputy teacher": "200 404 404 200",
        "regional_reader": "200 200 200 200", "administrator": "403", "anonymous": "302", "else": "404",
    }, place="code"),
    Row("analytics:calculations", {DEPARTMENT: "200", "anonymous": "302", "else": "403"}),
    Row("analytics:compare_calculations", {DEPARTMENT: "200", "anonymous": "302", "else": "403"}),
    Row("analytics:compute", {DEPARTMENT: "302", "anonymous": "302", "else": "403"},
        arguments=_under_way, method="post"),
    Row("analytics:fix", {"department_head": "422", "anonymous": "302", "else": "403"}, method="post"),
    Row("analytics:show_calculation", {"department_head": "302", "anonymous": "302", "else": "403"},
        arguments=_fixed, method="post", data={"municipality": "m1"}),
)  # fmt: skip
