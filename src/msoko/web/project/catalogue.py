"""Russian words of the pages: English texts of each app collected, its catalogue kept up to date, compiled and checked.

Without GNU gettext: Babel reads Python, Django itself reads the templates.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Context, Engine, engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

WEB = Path(__file__).parents[1]
LANGUAGE = "ru"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
_IN_TAG = re.compile(r"""\{[%{][^%}]*?\b_\((?:"([^"]*)"|'([^']*)')\)""")
_HEADER = (
    'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) '
    '? 1 : 2);\\n"\n\n'
)


@dataclass(frozen=True)
class Text:
    """One English text where it stands. plural and context may be empty."""

    place: str
    singular: str
    plural: str = ""
    context: str = ""


def apps() -> list[str]:
    return sorted(path.parent.name for path in WEB.glob("*/apps.py"))


def po(app: str) -> Path:
    return WEB / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def update(app: str) -> Path | None:
    """Collect; what is new stands empty, what is used no more goes to the end as a comment."""
    path, found = po(app), _collected(app)
    if not len(found):
        return None
    catalogue = _read(path) if path.is_file() else Catalog(locale=LANGUAGE)
    catalogue.update(found, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_HEADER.encode())
        write_po(file, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return path


def compile_stale() -> None:
    """Every .po whose .mo is older or missing. Called at each start; a read-only installation brings its own."""
    for app in apps():
        source = po(app)
        target = source.with_suffix(".mo")
        if not source.is_file() or (target.is_file() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        if os.access(source.parent, os.W_OK):
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as file:
        write_mo(file, _read(source))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)  # two processes of one start may do it at once


def faults() -> Iterator[str]:
    """What keeps the Russian from being complete and right, one line each."""
    said: dict[tuple[Any, Any], tuple[str, Any]] = {}
    for app in apps():
        found = _collected(app)
        held = _read(po(app)) if po(app).is_file() else Catalog(locale=LANGUAGE)
        for text in found:
            if text.id and held.get(text.id, text.context) is None:
                yield f"{app}: missing in the catalogue: {text.id!r}"
        for one in held:
            if not one.id:
                continue
            if found.get(one.id, one.context) is None:
                yield f"{app}: used no more: {one.id!r}"
            yield from (f"{app}: {fault}: {one.id!r}" for fault in _faults_of(one))
            key = (one.id if isinstance(one.id, str) else one.id[0], one.context)
            other = said.setdefault(key, (app, one.string))
            if _is_said(one.string) and _is_said(other[1]) and other[1] != one.string:
                yield f"{app}: translated otherwise than in {other[0]}: {one.id!r}"


def _is_said(string: Any) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


def _faults_of(one: Message) -> Iterator[str]:
    forms = one.string if isinstance(one.string, (list, tuple)) else (one.string,)
    texts = one.id if isinstance(one.id, (list, tuple)) else (one.id,)
    if one.fuzzy:
        yield "not certain (fuzzy)"
    if not _is_said(one.string) or (len(texts) > 1 and len(forms) != 3):
        yield "not translated"
        return
    wanted = set(_PLACEHOLDER.findall(texts[-1]))
    if any(set(_PLACEHOLDER.findall(form or "")) != wanted for form in forms):
        yield "other placeholders than in English"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _collected(app: str) -> Catalog:
    catalogue = Catalog(locale=LANGUAGE)
    for text in sorted(_texts(WEB / app), key=lambda text: text.place):
        catalogue.add(
            (text.singular, text.plural) if text.plural else text.singular,
            locations=[(text.place, 0)],
            context=text.context or None,
        )
    return catalogue


def _texts(folder: Path) -> Iterator[Text]:
    beside = WEB.glob("*.py") if folder.name == "project" else ()  # modules of no app: tables.py
    for path in sorted([*folder.rglob("*.py"), *beside]):
        place = path.relative_to(WEB.parents[1]).as_posix()
        for _line, found, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
            parts = found if isinstance(found, tuple) else (found,)
            if parts[0]:
                yield Text(place, parts[0], parts[1] if len(parts) > 1 else "", context or "")
    for path in sorted(one for one in (folder / "templates").rglob("*.*") if one.suffix in (".html", ".txt")):
        yield from _of_template(path, path.relative_to(WEB.parents[1]).as_posix())


def _of_template(path: Path, place: str) -> Iterator[Text]:
    """{% translate %}, {% blocktranslate %} and _("…") inside other tags, as Django itself will look them up."""
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    source = path.read_text("utf-8")
    for node in _nodes(engine.from_string(source).nodelist):
        if isinstance(node, TranslateNode):
            text = node.filter_expression.var
            literal = getattr(text, "literal", text)
            if isinstance(literal, str):
                yield Text(place, literal.replace("%", "%%"), "", _context(node))
        elif isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Text(place, singular, plural, _context(node))
    for double, single in _IN_TAG.findall(source):
        yield Text(place, (double or single).replace("%", "%%"))


def _nodes(nodes: Iterable[Node]) -> Iterator[Node]:
    """And those inside: Django's own walk leaves out what stands in tags like our {% scroll %}."""
    for node in nodes:
        yield node
        for name in {*node.child_nodelists, "nodelist"}:
            yield from _nodes(getattr(node, name, None) or ())


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    given = node.message_context
    return str(given.resolve(Context())) if given else ""
