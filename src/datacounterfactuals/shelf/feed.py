"""The feed: what is new, as Atom."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from xml.etree import ElementTree

from datacounterfactuals.shelf.memo import WRITER, Memo

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "Data Counterfactuals"


def atom(memos: Iterable[Memo], base: str, places: Mapping[str, str]) -> bytes:
    """Memos as a feed. `base`: where the site stands. `places`: the address of each memo there by
    its name. Identities do not depend on where it stands."""
    listed = [memo for memo in memos if memo.name in places]
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(feed, "id", _identity("feed"))
    _text(feed, "title", TITLE)
    _text(feed, "updated", _moment(max(memo.date for memo in listed)))
    _link(feed, f"{base}/feed.xml", "self")
    _link(feed, f"{base}/", "alternate")
    _text(ElementTree.SubElement(feed, "author"), "name", WRITER)
    for memo in listed:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", _identity(f"memo {memo.name}"))
        _text(entry, "title", memo.title)
        _text(entry, "published", _moment(memo.first))
        _text(entry, "updated", _moment(memo.date))
        _link(entry, base + places[memo.name], "alternate")
        _text(entry, "summary", f"{memo.about} Version {memo.version}: {memo.changes[0].what}")
    ElementTree.indent(feed)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _link(parent: ElementTree.Element, address: str, rel: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": address})


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _identity(what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"datacounterfactuals {what}").urn
