"""Giving and ending roles, and invitations from sending to acceptance."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from msoko.web.accounts.audit import record
from msoko.web.accounts.models import User
from msoko.web.accounts.roles import Right, Role
from msoko.web.organisations.models import Invitation, Membership, Organisation
from msoko.web.organisations.people.permissions import can_end, can_give
from msoko.web.organisations.permissions import holds, require

LIFE = timedelta(days=7)


class Refused(Exception):
    """Why an invitation cannot be accepted, in words for the person who holds the letter."""


@transaction.atomic
def give(giver: User, person: User, role: Role, place: Organisation, starts: date, ends: date | None) -> Membership:
    require(can_give(giver, role, place))
    return _begin(giver, person, role, place, starts, ends)


def _begin(
    by: User, person: User, role: Role, place: Organisation, starts: date, ends: date | None = None
) -> Membership:
    """A role that the person has anyway is not given twice."""
    held = Membership.objects.filter(user=person, organisation=place, role=role.code, ends_on=None).first()
    if held is not None and held.starts_on <= starts:
        return held
    made = Membership.objects.create(user=person, organisation=place, role=role.code, starts_on=starts, ends_on=ends)
    record(by, "membership.give", "user", person.pk, place=place.path, role=role.code)
    return made


@transaction.atomic
def end(by: User, membership: Membership, last_day: date) -> None:
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    require(can_end(by, membership))
    require(membership.ends_on is None or last_day <= membership.ends_on)  # prolonging is giving
    membership.ends_on = last_day
    membership.save(update_fields=("ends_on",))
    record(
        by, "membership.end", "user", membership.user_id, place=membership.organisation.path, role=membership.role,
        last_day=last_day,
    )  # fmt: skip


@transaction.atomic
def invite(by: User | None, email: str, role: Role, place: Organisation) -> tuple[Invitation, str]:
    """Send a letter; the invitation and the address in the letter. by: None from the command line of the server."""
    require(by is None or can_give(by, role, place))
    invitation = Invitation(email=email.lower(), organisation=place, role=role.code, invited_by=by)
    address = _send(invitation)
    record(by, "invitation.send", "invitation", invitation.pk, place=place.path, role=role.code)
    return invitation, address


@transaction.atomic
def send_again(by: User, invitation: Invitation) -> str:
    """A new link for seven days more; the old one opens nothing."""
    require(can_give(by, invitation.duties, invitation.organisation))
    invitation.invited_by = by
    address = _send(invitation)
    record(by, "invitation.renew", "invitation", invitation.pk, place=invitation.organisation.path)
    return address


@transaction.atomic
def withdraw(by: User, invitation: Invitation) -> None:
    require(holds(by, Right.MANAGE_PEOPLE, invitation.organisation))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=("withdrawn_at",))
    record(by, "invitation.withdraw", "invitation", invitation.pk, place=invitation.organisation.path)


def _send(invitation: Invitation) -> str:
    text = secrets.token_urlsafe(32)
    invitation.digest = digest(text)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + LIFE
    invitation.save()
    address: str = settings.CONFIGURATION["address"].rstrip("/") + reverse("people:accept", args=(text,))
    letter = render_to_string("people/invitation.txt", {"invitation": invitation, "address": address})
    subject = _("MSOKO: an invitation from %(place)s") % {"place": invitation.organisation.name}
    send_mail(" ".join(subject.split()), letter, None, [invitation.email])
    return address


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str) -> Invitation:
    """The invitation of a letter's link that can still be accepted. Raises Refused."""
    known = Invitation.objects.select_related("organisation", "invited_by")
    invitation = known.filter(digest=digest(text)).first()
    if invitation is None or invitation.withdrawn_at:
        raise Refused(_("This link does not work: the invitation was withdrawn or sent again. Take the latest letter."))
    if invitation.accepted_at:
        raise Refused(_("This invitation has been accepted already. Sign in with your e-mail address."))
    if invitation.expires_at <= timezone.now():
        raise Refused(_("The time of this invitation is over: it held for seven days. Ask for a new one."))
    if not still_holds(invitation):
        raise Refused(
            _("This invitation no longer holds: whoever sent it may not give this role now. Ask for a new one.")
        )
    return invitation


def still_holds(invitation: Invitation) -> bool:
    """Could whoever sent it still give the role today? An invitation from the server's command line needs nobody."""
    by, place = invitation.invited_by, invitation.organisation
    return can_give(by, invitation.duties, place) if by else place.closed_on is None


@transaction.atomic
def accept(text: str, person: User) -> Membership:
    """A person who is signed in takes up the role. Raises Refused."""
    Invitation.objects.select_for_update().filter(digest=digest(text)).first()  # the same link twice at once
    invitation = find(text)
    if invitation.email.lower() != person.email.lower():
        raise Refused(_("The invitation is for another e-mail address. Sign out and open the link again."))
    return take_up(invitation, person)


@transaction.atomic
def join(text: str, name: str, password: str) -> User:
    """A new person with a password, who takes up the role. Raises Refused."""
    Invitation.objects.select_for_update().filter(digest=digest(text)).first()
    invitation = find(text)
    if known(invitation.email):
        raise Refused(_("There is an account with this e-mail address. Sign in, then open the link again."))
    person = User(username=invitation.email[:150], email=invitation.email, name=name)
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=invitation.email, verified=True, primary=True)
    take_up(invitation, person)
    return person


def take_up(invitation: Invitation, person: User) -> Membership:
    """Inside the transaction that has made sure that the person owns the address."""
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=("accepted_at", "accepted_by"))
    place = invitation.organisation
    record(person, "invitation.accept", "invitation", invitation.pk, place=place.path, role=invitation.role)
    return _begin(person, person, invitation.duties, place, timezone.localdate())


def known(email: str) -> User | None:
    """Whose address it is: of the account, or confirmed as an address of it."""
    owner = User.objects.filter(email__iexact=email).order_by("pk").first()
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return owner or (confirmed.user if confirmed else None)
