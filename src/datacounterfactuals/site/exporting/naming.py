"""Where an address of the site stands among the files of an export; `lib/files.js` knows it too."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from datacounterfactuals.core.errors import DataCounterfactualsError

MOST_LETTERS = 200
"""File systems take names of 255 bytes."""
KINDS = {"svg", "png", "csv", "parquet", "bib"}
"""What the API says that is no JSON."""
_UNSAFE = re.compile(r"[^A-Za-z0-9_.=-]")


class ExportError(DataCounterfactualsError):
    """The site cannot be written there."""


def safe(text: str) -> str:
    """A word as a part of a file's name: other letters are written `~` and two digits for each of
    their bytes, so that no host and no file system reads anything into them."""
    if text.strip(".") == "":
        return "".join("~2e" for _ in text) or "~"
    return _UNSAFE.sub(lambda one: "".join(f"~{byte:02x}" for byte in one[0].encode()), text)


def file_of(address: str) -> str:
    """The file of an address under /api: `/api/studies/four/cells?packed=true` is
    `api/studies/four/cells/packed=true.json`. Raises ExportError for a name that is too long."""
    parts = urlsplit(address)
    *folders, last = [safe(unquote(part)) for part in parts.path.strip("/").split("/")]
    name, _, kind = last.rpartition(".")
    if kind not in KINDS or folders == ["api", "studies"]:  # a study may be called a.csv
        name, kind = last, "json"
    asked = sorted(parse_qsl(parts.query, keep_blank_values=True))
    if asked:
        folders, name = [*folders, name], ",".join(safe(f"{key}={value}") for key, value in asked)
    if len(name) > MOST_LETTERS:
        raise ExportError(f"the address {address[:60]} ... is too long to be a file's name")
    return "/".join([*folders, f"{name}.{kind}"])


def folder_of(path: str) -> str:
    """The folder of a page, as a browser asks a host for it. Raises ExportError for a name that is
    none in a file system."""
    parts = [unquote(part) for part in path.strip("/").split("/") if part]
    for part in parts:
        if part.strip(".") == "" or set(part) & set('/\\:*?"<>|\0'):
            raise ExportError(f"{part!r} can be no folder's name", "Rename the study")
    return "/".join(parts)
