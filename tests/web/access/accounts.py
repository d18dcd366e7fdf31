"""People, invitations, roles, one's own page, keys for programs, the trail."""

from datetime import date

from tests.web.access.rows import Row


def someone(code):
    """A person who holds a role at the place."""
    return {"number": a_membership(code).user_id}


def a_membership(code):
    from msoko.web.accounts.models import User
    from msoko.web.organisations.models import Membership, Organisation

    user = User.objects.create(username=f"someone-{User.objects.count()}", name="Someone", email="someone@example.ru")
    place = Organisation.objects.get(code=code)
    return Membership.objects.create(user=user, organisation=place, role="teacher", starts_on=date(2020, 1, 1))


def a_role(code):
    return {"number": a_membership(code).pk}


def an_invitation(code):
    from msoko.web.accounts.roles import ROLES
    from msoko.web.organisations.models import Organisation
    from msoko.web.organisations.people.actions import invite

    invitation, _ = invite(None, "new@example.ru", ROLES["teacher"], Organisation.objects.get(code=code))
    return {"number": invitation.pk}


MANAGERS = "department_head organisation_head administrator"
OF_PEOPLE = {
    "department_head": "200 200 404 200", "organisation_head": "200 404 404 200", "administrator": "200",
    "anonymous": "302", "else": "403",
}  # fmt: skip
SIGNED_IN = {"anonymous": "302", "else": "200"}

ROWS = (
    Row("people:people", {MANAGERS: "200", "anonymous": "302", "else": "403"}),
    Row("people:person", OF_PEOPLE, arguments=someone),
    Row("people:person", OF_PEOPLE, arguments=someone, method="post", data={"role": "unknown"}),
    Row("people:end", OF_PEOPLE, arguments=a_role),
    Row("people:end", OF_PEOPLE, arguments=a_role, method="post", data={"last_day": "2020-01-01"}),
    Row("people:invite", {MANAGERS: "200", "anonymous": "302", "else": "403"}),
    Row("people:invite", {MANAGERS: "200", "anonymous": "302", "else": "403"}, method="post", data={"email": "x"}),
    Row(
        "people:send_again",  # a role at a closed place cannot be given; an administrator lacks the rights of a teacher
        {"department_head": "302 302 404 403", "organisation_head": "302 404 404 403", "administrator": "403",
         "anonymous": "302", "else": "403"},
        arguments=an_invitation, method="post",
    ),
    Row(
        "people:withdraw",
        {"department_head": "302 302 404 302", "organisation_head": "302 404 404 302", "administrator": "302",
         "anonymous": "302", "else": "403"},
        arguments=an_invitation, method="post",
    ),
    Row("people:roles", SIGNED_IN),
    Row("people:accept", {"else": "410"}, arguments={"text": "unknown"}),
    Row("people:accept", {"else": "410"}, arguments={"text": "unknown"}, method="post", data={"name": "Имя"}),
    Row("people:profile", SIGNED_IN),
    Row("people:profile", SIGNED_IN, method="post", data={"name": ""}),
    Row(  # who may is asked for the password first
        "people:make_token",
        {"teacher expert observer administrator nobody_yet": "403", "else": "302"},
    ),
    Row(
        "people:make_token",
        {"teacher expert observer administrator nobody_yet": "403", "else": "302"},
        method="post", data={"name": "ключ", "scope": "read", "days": "30"},
    ),
    Row("people:revoke_token", {"anonymous": "302", "else": "404"}, arguments={"number": 1}, method="post"),
    Row("people:enter_as", {"else": "404"}, arguments={"role": "deputy"}, method="post"),
    Row("trail:trail", SIGNED_IN),
)  # fmt: skip
