"""«Версия для слабовидящих»: the reader's choice of size, contrast, spacing and pictures, kept in one cookie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COOKIE = "appearance"
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Choice:
    """One thing to choose: the first option is the usual one. options: class on <html> ("" = none) -> words."""

    name: str
    title: Any
    options: tuple[tuple[str, Any], ...]


CHOICES = (
    Choice("size", _("Text size"), (("vi-100", _("usual")), ("vi-150", "150 %"), ("vi-200", "200 %"))),
    Choice("colours", _("Colours"), (("vi-white", _("black on white")), ("vi-black", _("white on black")))),
    Choice("spacing", _("Spacing"), (("vi-close", pgettext_lazy("spacing", "usual")), ("vi-spaced", _("wide")))),
    Choice("pictures", _("Pictures"), (("vi-images", _("show")), ("vi-noimages", _("hide")))),
)


def of(request: HttpRequest) -> str:
    """Classes for <html>; "" for the usual version. Whatever else a cookie says is left out."""
    said = request.COOKIES.get(COOKIE, "").split(".")
    if said[0] != "vi":
        return ""
    return " ".join(["vi", *(_chosen(choice, said) for choice in CHOICES)])


def _chosen(choice: Choice, said: list[str]) -> str:
    return next((name for name, _ in choice.options if name in said), choice.options[0][0])


def asked(data: QueryDict, now: str) -> str:
    """The cookie after a form: what it does not name stays as it is now; "usual" goes back to the usual version."""
    if "usual" in data:
        return ""
    chosen = [_chosen(choice, [data.get(choice.name, ""), *now.split()][: 1 if data.get(choice.name) else None])
              for choice in CHOICES]  # fmt: skip
    return ".".join(["vi", *chosen])
