"""What each action of the audit trail is called for people: one table; a test holds every record("…") to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from msoko.web.accounts.roles import ROLES

WORDS: dict[str, Any] = {
    # signing in
    "session.begin": _("Signed in"),
    "session.end": _("Signed out"),
    "session.refuse": _("Sign-in refused: wrong name or password"),
    "factor.refuse": _("Sign-in refused: wrong code"),
    "password.change": _("Changed the password"),
    "password.reset": _("Set a new password by a letter"),
    "factor.add": _("Added a second factor"),
    "factor.remove": _("Removed a second factor"),
    "factor.renew": _("Made new recovery codes"),
    "email.change": _("Changed the e-mail address"),
    "identity.link": _("Linked the account of the identity provider"),
    "identity.unlink": _("Unlinked the account of the identity provider"),
    # people
    "profile.change": _("Changed the profile"),
    "token.create": _("Created a key for a program"),
    "token.revoke": _("Revoked a key for a program"),
    "invitation.send": _("Invited by e-mail"),
    "invitation.renew": _("Sent the invitation again"),
    "invitation.withdraw": _("Withdrew the invitation"),
    "invitation.accept": _("Accepted the invitation"),
    "membership.give": _("Gave a role"),
    "membership.end": _("Ended a role"),
    "people.export": _("Downloaded the list of people"),
    "audit.export": _("Downloaded the audit trail"),
    # results
    "upload.receive": _("Handed in a file"),
    "upload.answer": _("Answered questions about a file"),
    "upload.confirm": _("Accepted a file"),
    "upload.drop": _("Dropped a file before it was accepted"),
    "batch.withdraw": _("Withdrew a batch"),
    "file.read": _("Downloaded a received file"),
    "participants.read": _("Read results of single participants"),
    # registry
    "registry.write": _("Wrote a change of the registry"),
    "registry.propose": _("Proposed a change of the registry"),
    "registry.approve": _("Approved a change of the registry"),
    "registry.return": _("Returned a change of the registry with a remark"),
    "registry.withdraw": _("Took a proposed change of the registry back"),
    "registry.undo": _("Undid an approved change of the registry"),
    "registry.export": _("Downloaded the registry"),
    # numbers and reports
    "context.enter": _("Entered facts about conditions"),
    "calculation.compute": _("Computed the working calculation"),
    "calculation.show": _("Chose the calculation that is shown"),
    "calculation.fix": _("Fixed a calculation"),
    "report.order": _("Ordered a report"),
    "report.write": _("The ordered report was written"),
    "report.read": _("Opened or downloaded a report"),
}
OBJECTS: dict[str, Any] = {
    "user": _("person"),
    "token": _("key for programs"),
    "invitation": _("invitation"),
    "membership": _("role"),
    "organisation": _("organisation"),
    "batch": _("batch"),
    "upload": _("upload"),
    "calculation": _("calculation"),
    "report": _("report"),
    "value": _("value"),
    "change": _("change of the registry"),
}
DETAILS: dict[str, Any] = {
    "page": _("page"),
    "procedure": _("procedure"),
    "indicator": _("indicator"),
    "period": _("period"),
    "subject": _("subject"),
    "grade": _("grade"),
    "count": _("rows"),
    "values": _("values"),
    "facts": _("facts entered"),
    "ledger": _("version of the ledger"),
    "title": _("title"),
    "reason": _("reason given"),
    "role": _("role"),
    "last_day": _("last day"),
    "days": _("days"),
    "kind": _("kind"),
    "file": _("file"),
    "format": _("format"),
    "formats": _("formats"),
    "batch": _("batch"),
    "organisation": _("organisation"),
    "municipality": _("municipality"),
    "calculation": _("calculation"),
    "purpose": _("purpose"),
    "audience": _("audience"),
    "scope": _("scope"),
    "own": _("own proposal"),
}
SAID: dict[str, Any] = {
    "procedure": _("results of a procedure"),
    "proof": _("proof of a number"),
    "all": _("all"),
    "True": _("yes"),
    "False": _("no"),
}


def detail_of(detail: dict[str, Any]) -> str:
    """«предмет: 02, строк: 76»; codes stay codes."""
    said = ((str(DETAILS.get(name, name)), _value(name, value)) for name, value in detail.items())
    return ", ".join(f"{name}: {value}" for name, value in said if value)


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "role" and value in ROLES:
        return str(ROLES[value].title)
    found = "" if value is None else str(value)
    return str(SAID.get(found, found))


def words_of(action: str) -> Any:
    """For a page; an action that a later version has dropped stands as it was written."""
    return WORDS.get(action, action)
