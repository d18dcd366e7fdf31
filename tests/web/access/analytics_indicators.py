"""Indicators, proofs, procedures, search: readers of results see them, each as far as their places reach."""

from tests.web.access.rows import Row

INSIDE = "department_head department_specialist methodist"
OF_THE_SCHOOL = "organisation_head deputy"
READERS = f"{INSIDE} {OF_THE_SCHOOL} teacher expert observer regional_reader"


def a_value(code):
    """The proof of the certificates of the place; of a place without numbers a code that nothing has."""
    from msoko.vocabulary import Audience
    from msoko.web.analytics import numbers

    found = numbers.current().values(["results.certificates_9"], objects=[code], audience=Audience.DEPARTMENT)
    return {"code": next((value.code for value in found if value.period == "2022-23"), "00000-00000")}


def a_work():
    """The work of most participants: its address."""
    from msoko.vocabulary import Audience, Level
    from msoko.web.analytics import numbers

    held = numbers.current().values(["results.vpr_quality"], audience=Audience.DEPARTMENT, levels=[Level.MUNICIPALITY])
    one = max((value for value in held if value.is_known), key=lambda value: (value.n or 0, value.period))
    return {"procedure": "vpr", "period": one.period, **dict(one.slices)}


def a_work_of(code):
    """The address says the place too, which the row does not: participants of the place."""
    return {**a_work(), "code": code}


ROWS = (
    Row("analytics:indicators", {READERS: "200", "anonymous": "302", "else": "403"}),
    Row(
        "analytics:indicator", {READERS: "200", "anonymous": "302", "else": "403"},
        arguments={"code": "results.certificates_9"},
    ),
    Row("analytics:procedures", {READERS: "200", "anonymous": "302", "else": "403"}),
    Row(
        "analytics:proof",
        {INSIDE: "200 200 404 404", f"{OF_THE_SCHOOL} teacher": "200 404 404 404", "anonymous": "302", "else": "404"},
        arguments=a_value,
    ),
    Row(
        "analytics:procedure",
        {f"{INSIDE} {OF_THE_SCHOOL} teacher": "200", "expert observer regional_reader": "404", "anonymous": "302",
         "else": "403"},
        arguments=lambda code: a_work(),
    ),
    Row(
        "analytics:participants",
        {INSIDE: "200 200 404 404", OF_THE_SCHOOL: "200 404 404 404", "teacher": "403 404 404 403",
         "regional_reader": "403", "administrator": "403", "anonymous": "302", "else": "404"},
        arguments=a_work_of,
    ),
    Row("analytics:search", {"anonymous": "302", "else": "200"}),
)  # fmt: skip
