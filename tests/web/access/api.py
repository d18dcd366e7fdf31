"""The API by session: reading only. What keys may do besides is in tests/web/api."""

from tests.web.access.rows import Row

SIGNED_IN = {"anonymous": "401", "else": "200"}
SEEN = {
    "department_head department_specialist methodist": "200 200 404 200",
    "organisation_head deputy teacher": "200 404 404 200", "administrator regional_reader": "200",
    "anonymous": "401", "else": "404",
}  # fmt: skip


def an_upload(code):
    """A file handed in for the place."""
    from msoko.web.accounts.models import User
    from msoko.web.organisations.models import Organisation
    from msoko.web.results.models import Upload

    place, by = Organisation.objects.get(code=code), User.objects.get(username="department_head")
    return {"number": Upload.objects.create(place=place, by=by, file_name="a.xlsx", size=1, sha256="0" * 64).pk}


ROWS = (
    Row("api:api-root", {"else": "404"}),
    Row("api:openapi-json", {"else": "200"}),
    Row("api:openapi-view", {"else": "200"}),
    Row("api:me", SIGNED_IN),
    Row("api:organisations", SIGNED_IN),
    Row("api:organisation", SEEN, place="code"),
    Row("api:indicators", SIGNED_IN),
    Row("api:indicator", SIGNED_IN, arguments={"code": "results.vpr_quality"}),
    Row("api:values", {"anonymous": "401", "administrator nobody_yet": "403", "else": "200"}),
    Row(
        "api:batches",
        {"department_head department_specialist methodist organisation_head deputy": "200", "anonymous": "401",
         "else": "403"},
    ),
    Row("api:uploads", {"else": "401"}, method="post"),
    Row(
        "api:upload",
        {"department_head department_specialist methodist": "200 200 404 200",
         "organisation_head deputy": "200 404 404 200", "anonymous": "401", "else": "404"},
        arguments=an_upload,
    ),
)  # fmt: skip
