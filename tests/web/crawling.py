"""A person who follows every link, and what the pages, files and pictures then say, as plain text."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

# Doors that are no reading: signing out, and pages of the sign-in library that tell only about oneself.
CLOSED = re.compile(r"^/(static|account/logout|account/social|account/oidc|api/v1/docs)")
ALIKE = 3  # addresses of one shape that are followed for each person: /proof/*/ alone has thousands


@dataclass(frozen=True)
class Page:
    address: str
    status: int
    text: str  # of a workbook or an archive: the text of every part


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name in ("href", "hx-get", "data-address"):
            if given.get(name):
                self.found.append(given[name])


def crawl(client, start=("/",), limit=150) -> list[Page]:
    """Every page reached by links from the start, a few of each shape, breadth first."""
    waiting, known, shapes, pages = list(start), set(start), Counter(), []
    while waiting and len(pages) < limit:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        final = response.redirect_chain[-1][0] if response.redirect_chain else address
        pages.append(Page(address, response.status_code, text_of(response)))
        for link in links_of(response, final):
            if link not in known and shapes[_shape(link)] < ALIKE:
                known.add(link)
                shapes[_shape(link)] += 1
                waiting.append(link)
    return pages


def links_of(response, address: str) -> list[str]:
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    parser = _Links()
    parser.feed(response.content.decode())
    absolute = (urldefrag(urljoin(address, link))[0] for link in parser.found)
    local = (one for one in absolute if not urlsplit(one).netloc and one.startswith("/"))
    return [one for one in dict.fromkeys(local) if not CLOSED.match(one)]


def _shape(address: str) -> str:
    """Where it leads, whatever it is about: /organisations/*/ ? names of parameters."""
    parts = urlsplit(address)
    path = re.sub(r"/[^/]*[\d_.-][^/]*(?=/|$)", "/*", parts.path)
    if path.startswith("/organisations/"):
        path = re.sub(r"^/organisations/[^/]+", "/organisations/*", path)
    return path + "?" + "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&")}))


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.get('Content-Disposition', '')}\n{_text(content)}"


def _text(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(_text(archive.read(name)) for name in archive.namelist())
