"""Links of an exported page: relative to it, since a host may serve the site below any path."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import quote, urlsplit

from datacounterfactuals.site.exporting.naming import file_of, folder_of
from datacounterfactuals.site.exporting.reading import HOST

_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_LINK = re.compile(r'(\s(?:href|src|srcset|poster|action)=)"(/(?!/)[^"]*)"')
_PLACE = re.compile(r'\sdata-address="(/(?!/)[^"]*)"')
_ABSOLUTE = re.compile(rf"http://{re.escape(HOST)}(/[^\s\"'<>)}}]*)?")
_HEAD = re.compile(r"<html\b([^>]*)>")
_CHARSET = re.compile(r'<meta charset="[^"]*">')


def links(text: str) -> list[str]:
    """The addresses of this site that a page or feed links to, and those of its figures."""
    tags = [tag[0] for tag in _TAG.finditer(text)]
    found = [match[2] for tag in tags for match in _LINK.finditer(tag)]
    found += [match[1] for tag in tags for match in _PLACE.finditer(tag)]
    return list(dict.fromkeys(unescape(address) for address in found))


def relative(text: str, depth: int, is_file: Callable[[str], bool]) -> str:
    """A page or feed that stands `depth` folders deep, with its links relative to itself.

    What `data-` attributes hold stays as it is: scripts find it from the site's root.
    """

    def linked(match: re.Match[str]) -> str:
        return f'{match[1]}"{escape(target(unescape(match[2]), depth, is_file))}"'

    return _TAG.sub(lambda tag: _LINK.sub(linked, tag[0]), text)


def homeless(text: str, depth: int, is_file: Callable[[str], bool]) -> str:
    """A text whose absolute addresses, which name no host yet, are relative instead."""
    return _ABSOLUTE.sub(lambda found: target(found[1] or "/", depth, is_file), text)


def target(address: str, depth: int, is_file: Callable[[str], bool]) -> str:
    """An address of the site, seen from `depth` folders down. `is_file`: whether a path outside of
    /api and /static is a file, and no page."""
    parts = urlsplit(address)
    path, tail = parts.path, f"#{parts.fragment}" if parts.fragment else ""
    if path.startswith("/api/"):
        place = file_of(address)
    elif path.startswith("/static/") or is_file(path):
        place = path.strip("/")
    else:
        folder = folder_of(path)
        place = quote(f"{folder}/") if folder else ""
        tail = (f"?{parts.query}" if parts.query else "") + tail
    return (root(depth) + place if place or depth == 0 else root(depth)) + tail


def root(depth: int) -> str:
    """The site's root, seen from `depth` folders down."""
    return "../" * depth or "./"


def marked(text: str, depth: int, policy: str) -> str:
    """A page that says that it is part of an export and where its root is, and that brings the
    content policy which no host of files sends."""
    kept = "; ".join(
        one for one in (part.strip() for part in policy.split(";"))
        if not one.startswith(("frame-ancestors", "report-", "sandbox"))
    )  # fmt: skip
    text = _HEAD.sub(
        lambda head: f'<html{head[1]} data-root="{root(depth)}" data-source="files">', text, count=1
    )
    meta = f'<meta http-equiv="content-security-policy" content="{escape(kept)}">'
    return _CHARSET.sub(lambda found: f"{found[0]}\n{meta}", text, count=1) if kept else text


def redirect(to: str) -> str:
    """A page that leads on."""
    link = escape(to)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<title>Data Counterfactuals</title>\n"
        f'<meta http-equiv="refresh" content="0; url={link}">\n'
        f'</head>\n<body>\n<p><a href="{link}">Go on</a></p>\n</body>\n</html>\n'
    )
