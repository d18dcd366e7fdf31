"""The components of pages, to be used without {% load %}; /gallery/ shows them all.

{% icon "file" %}                                  one of project/icons.html
{% tag "breach" words %}                           a state in a word: breach, attention, done, info, no, file, lock
{% notice "attention" words %}                     a message about the page or a part of it
{% empty title text address words_of_the_link %}   nothing to show: why, and what to do (the link may be left out)
{% crumbs title address title address … %}         the way here, in the block `crumbs`
{% pagination page %}                              of a Django Page; the rest of the query is kept
{% scroll label %}<table>…</table>{% endscroll %}  around a table that may be wider than the screen
{% address_of "name" … %}                          like {% url %}, but "" where there is no such address
{{ form }} and {{ form.field.as_field_group }}     label, hint, field, error: project/form.html, project/field.html
"""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
ICONS = ("breach", "attention", "done", "info", "no", "file", "lock")


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def tag(state: str, words: Any) -> SafeString:
    """An icon and a word; colour only repeats it."""
    return format_html('<span class="tag tag-{}">{}{}</span>', state, icon(state), words)


@register.simple_tag
def notice(state: str, words: Any) -> SafeString:
    """state: attention, breach, done, info."""
    return format_html('<div class="notice notice-{}" role="status">{}<p>{}</p></div>', state, icon(state), words)


@register.inclusion_tag("project/empty.html")
def empty(title: Any, text: Any = "", address: str = "", action: Any = "") -> dict[str, Any]:
    return {"title": title, "text": text, "address": address, "action": action}


@register.inclusion_tag("project/crumbs.html")
def crumbs(*parts: Any) -> dict[str, Any]:
    return {"steps": list(zip(parts[::2], parts[1::2], strict=True))}


@register.inclusion_tag("project/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Plain links to the pages before and after; nothing when there is one page only."""
    return {"page": page, "parameter": parameter, "request": context["request"]}


@register.simple_block_tag
def scroll(content: str, label: Any) -> SafeString:
    """Scrolls inside itself, by keyboard too, so that the page never does."""
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, SafeString(content)
    )


@register.simple_tag
def address_of(name: str, *args: Any, **kwargs: Any) -> str:
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""
