"""What a page weighs: the bytes that a browser gets for it before anybody touches it."""

import re
from dataclasses import dataclass
from typing import final
from urllib.parse import urljoin

import httpx

_TAG = re.compile(r"<(?:link|script)\b[^>]*>")
_RELATIONS = re.compile(r'rel="(?:stylesheet|preload|modulepreload|icon)"')
_PLACE = re.compile(r'(?:href|src)="([^"]+)"')
_URL = re.compile(r'url\("([^"]+)"\)')


@final
@dataclass(frozen=True)
class Weight:
    """Compressed bytes of each file that a page names, the page among them."""

    parts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.parts.values())

    def heaviest(self) -> str:
        found = sorted(self.parts.items(), key=lambda part: -part[1])
        return ", ".join(f"{name} {size:,}" for name, size in found[:8])


def weigh(client: httpx.Client, path: str) -> Weight:
    """A page with all that it links, preloads and runs, and every font of its styles, as the server
    compresses them."""
    parts: dict[str, int] = {}
    text = _got(client, path, parts)
    for tag in _TAG.findall(text):
        place = _PLACE.search(tag)
        if place and (tag.startswith("<script") or _RELATIONS.search(tag)):
            named = place[1]
            said = _got(client, named, parts)
            if named.endswith(".css"):
                for font in _URL.findall(said):
                    _got(client, urljoin(named, font), parts)
    return Weight(parts)


def _got(client: httpx.Client, path: str, parts: dict[str, int]) -> str:
    if path in parts:
        return ""
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as reply:
        reply.raise_for_status()
        reply.read()
        parts[path] = reply.num_bytes_downloaded
        return "" if path.endswith(".woff2") else reply.text
