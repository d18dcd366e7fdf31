"""The manual: pages of docs/ru as HTML, and which of them helps with which page of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from msoko.web.project.configuration import SETTINGS
from msoko.web.project.manual_folder import FOLDER

# Beginning of a URL name -> topic (a file of docs/ru without .md); the longest beginning wins.
TOPICS = {
    "": "README",
    "analytics:": "numbers",
    "analytics:overview": "overview",
    "analytics:organisation": "results",
    "analytics:proof": "proof",
    "results:": "files",
    "organisations:": "registry",
    "people:": "people",
    "trail:": "people",
    "account_": "signing-in",
    "mfa_": "signing-in",
    "reports:": "reports",
    "api": "programs",
}
_TOPIC = re.compile(r"[a-zA-Z-]+")


@dataclass(frozen=True)
class Page:
    """html: from the repository's own text; raw HTML in it is shown as text, never run."""

    topic: str
    title: str
    html: SafeString


def topic_of(name: str) -> str:
    """The topic that helps with the page of this URL name."""
    return TOPICS[max((start for start in TOPICS if name.startswith(start)), key=len)]


def read(topic: str) -> Page | None:
    """A page of the manual; None if there is none of this name."""
    path = FOLDER / f"{topic}.md"
    return _page(topic, path.read_text("utf-8")) if _TOPIC.fullmatch(topic) and path.is_file() else None


@cache
def contents() -> tuple[tuple[str, str], ...]:
    """(topic, title) in the order of the first page's list of links."""
    first = (FOLDER / "README.md").read_text("utf-8")
    return tuple((topic, title) for title, topic in re.findall(r"\[([^]]+)\]\(([a-z-]+)\.md\)", first))


@cache
def _page(topic: str, text: str) -> Page:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    tokens = markdown.parse(text)
    title = tokens[1].content if tokens and tokens[0].tag == "h1" else topic
    tokens = tokens[3:] if tokens and tokens[0].tag == "h1" else tokens
    for token in tokens:
        _dress(token)
    return Page(topic, title, SafeString(markdown.renderer.render(tokens, markdown.options, {})))


_SETTINGS = """# Настройки

Настройки установки — файл `msoko.toml` в её папке. Файла может не быть: тогда действует столбец «если не указано».
Неизвестная строка или неверное значение останавливает запуск и говорит, что написать.
То же можно задать переменной окружения; она сильнее файла.

```
address = "https://msoko.example.ru"
database = "postgresql://msoko:пароль@127.0.0.1:5432/msoko"

[mail]
host = "smtp.example.ru"
```

| настройка | что значит | если не указано | пример | переменная |
|---|---|---|---|---|
"""


def settings_page() -> str:
    """docs/ru/settings.md, printed from configuration.SETTINGS."""
    rows = (
        f"| `{one.name}` | {one.words} | {f'`{one.default}`' if one.default != '' else 'пусто'} | `{one.example}` "
        f"| `{one.variable}` |\n"
        for one in SETTINGS
    )
    return _SETTINGS + "".join(rows)


def _table_open(*_: object) -> str:
    """In a frame that scrolls by itself: the page never does."""
    return '<div class="scroll" tabindex="0" role="region" aria-label="Таблица"><table class="table">\n'


def _fence(_: object, tokens: list[Token], number: int, *rest: object) -> str:
    """Commands: a long line scrolls inside, by keyboard too."""
    return format_html('<pre tabindex="0"><code>{}</code></pre>\n', tokens[number].content)


def _dress(token: Token) -> None:
    """Links between pages and pictures lead to where the site has them; tables and lists get our classes."""
    for child in token.children or ():
        _dress(child)
    if token.type == "link_open":
        address = str(token.attrs.get("href", ""))
        if match := re.fullmatch(r"([A-Za-z-]+)\.md(#.*)?", address):
            token.attrs["href"] = reverse("help_topic", args=[match[1]]) + (match[2] or "")
    if token.type == "image":
        token.attrs["src"] = settings.STATIC_URL + str(token.attrs["src"]).replace("pictures/", "manual/")
        token.attrs["loading"] = "lazy"
    if token.type == "bullet_list_open":
        token.attrs["class"] = "bullets"
    if token.type == "ordered_list_open":
        token.attrs["class"] = "numbered"
