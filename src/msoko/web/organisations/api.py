"""The API of places: who one is, where one's rights hold, the organisations one sees."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from msoko.web.answers import READING, Page, Problem, after, cursor, unless_same
from msoko.web.organisations.models import Organisation
from msoko.web.organisations.permissions import duties, visible_organisations

router = Router(tags=["organisations"])


class Duty(Schema):
    """A role that is held today. rights: see the table of roles."""

    role: str
    title: str
    place: str
    place_title: str
    rights: list[str]


class Me(Schema):
    name: str
    scope: str = Field(description="of the key: read or upload; empty for a session")
    duties: list[Duty]


class Place(Schema):
    """An organisation, municipality, region or country."""

    code: str = Field(description="the permanent code, the same in every file and every year")
    type: str
    title: str
    kind: str
    settlement: str
    parent: str | None
    successor: str | None = Field(description="who carries it on after a merger")
    closed_on: date | None


class AskedPlaces(Page):
    type: Organisation.Type | None = Field(None, description="only such places")


class Places(Schema):
    items: list[Place]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


@router.get("/me", response={200: Me, **READING}, url_name="me", summary="Who I am and where my rights hold")
def me(request: HttpRequest, response: HttpResponse) -> Any:
    held = [
        Duty(
            role=one.role.code, title=str(one.role.title), place=one.place.code, place_title=one.place.name,
            rights=sorted(one.role.rights),
        )
        for one in duties(request.user)
    ]  # fmt: skip
    answer = Me(name=str(request.user), scope=getattr(request.user, "token_scope", ""), duties=held)
    return unless_same(request, response, answer, answer.model_dump())


@router.get("/organisations", response={200: Places, **READING}, url_name="organisations", summary="Places I see")
def organisations(request: HttpRequest, response: HttpResponse, asked: Query[AskedPlaces]) -> Any:
    found = visible_organisations(request.user).select_related("parent", "successor").order_by("code")
    if asked.type is not None:
        found = found.filter(type=asked.type)
    if key := after(asked.cursor, (str,)):
        found = found.filter(code__gt=key[0])
    rows = list(found[: asked.limit + 1])
    seen = set(visible_organisations(request.user).values_list("code", flat=True))
    items = [_place(one, seen) for one in rows[: asked.limit]]
    answer = Places(items=items, next=cursor((rows[asked.limit - 1].code,)) if len(rows) > asked.limit else None)
    return unless_same(request, response, answer, answer.model_dump())


@router.get(
    "/organisations/{code}",
    response={200: Place, **READING, 404: Problem},
    url_name="organisation",
    summary="One place",
)
def organisation(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    seen = visible_organisations(request.user)
    one = None if "\0" in code else seen.filter(code=code).select_related("parent", "successor").first()
    if one is None:
        raise Http404
    answer = _place(one, set(seen.values_list("code", flat=True)))
    return unless_same(request, response, answer, answer.model_dump())


def _place(one: Organisation, seen: set[str]) -> Place:
    """A successor or a whole that the person does not see is not named."""

    def named(other: Organisation | None) -> str | None:
        return other.code if other is not None and other.code in seen else None

    return Place(
        code=one.code, type=one.type, title=one.name, kind=one.kind, settlement=one.settlement,
        parent=named(one.parent), successor=named(one.successor), closed_on=one.closed_on,
    )  # fmt: skip
