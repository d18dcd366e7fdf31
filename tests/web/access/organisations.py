"""The list of organisations, registry cards, proposals, facts about conditions."""

from __future__ import annotations

from tests.web.access.rows import Row

DEPARTMENT = "department_head department_specialist"
INSIDE = "organisation_head deputy teacher"
WIDE = "regional_reader administrator"
OUTSIDE = {"anonymous": "302 302 302 302", "else": "404 404 404 404"}  # expert, observer: no organisation is seen
EVERYBODY = {"anonymous": "302", "else": "200"}
KEEPERS = {DEPARTMENT: "200", "anonymous": "302", "else": "403"}


def proposal(code):
    """A draft about the place, written by its own department."""
    from msoko.web.accounts.models import User
    from msoko.web.organisations.models import Organisation, RegistryChange

    place = Organisation.objects.get(code=code)
    author = User.objects.get(username="other_department_head" if code == "t1" else "department_head")
    change = RegistryChange.objects.create(
        kind="rename", organisation=place, place=place.parent, written_by=author, grounds="приказ № 1",
        details={"name": "МБОУ «Лицей»", "full_name": "", "on": "2026-09-01"},
    )  # fmt: skip
    return {"number": change.pk}


READING = {DEPARTMENT: "200 200 404 200", "methodist": "200 200 404 200", INSIDE: "200 404 404 200", **OUTSIDE}
WRITING = {DEPARTMENT: "200 200 404 200", "methodist": "403 403 404 403", INSIDE: "403 404 404 403",
           WIDE: "403 403 403 403", **OUTSIDE}  # fmt: skip
OWN_PROPOSALS = {DEPARTMENT: "200 200 404 200", "anonymous": "302 302 302 302", "else": "404 404 404 404"}

ROWS = (
    Row("organisations:list", EVERYBODY),
    Row("organisations:list_workbook", EVERYBODY),
    Row("organisations:registry_file", KEEPERS),
    Row("organisations:changes", KEEPERS),
    Row("organisations:changes_workbook", KEEPERS),
    Row("organisations:card", {WIDE: "200 200 200 200", **READING}, place="code"),
    Row("organisations:change_new", {**WRITING, DEPARTMENT: "200 200 404 404"}, place="code",
        arguments={"kind": "rename"}),
    Row("organisations:change_new", {**WRITING, DEPARTMENT: "200 200 404 404"}, place="code",
        arguments={"kind": "rename"}, method="post", data={"name": ""}),
    Row("organisations:change", OWN_PROPOSALS, arguments=proposal),
    Row("organisations:change", {**OWN_PROPOSALS, DEPARTMENT: "403 403 404 403"}, arguments=proposal, method="post",
        data={"verb": "approve"}),  # nobody has proposed it yet
    Row("organisations:change", {**OWN_PROPOSALS, DEPARTMENT: "302 302 404 302"}, arguments=proposal, method="post",
        data={"verb": "withdraw"}),
    Row("organisations:change_edit", OWN_PROPOSALS, arguments=proposal),
    Row("organisations:change_edit", OWN_PROPOSALS, arguments=proposal, method="post", data={"name": ""}),
    Row("organisations:context", {"regional_reader": "200 200 200 200", "administrator": "403 403 403 403", **READING},
        place="code"),
    Row("organisations:context_workbook", {"regional_reader": "200 200 200 200", "administrator": "403 403 403 403",
                                           **READING}, place="code"),
    Row("organisations:context_enter", {**WRITING}, place="code"),
    Row("organisations:context_enter", {**WRITING, DEPARTMENT: "302 302 404 302"}, place="code", method="post"),
)  # fmt: skip
