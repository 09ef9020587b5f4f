"""What of the API an export keeps: replies to a GET that needs no more than a study's name, and
what a module of the API names itself, by a function `kept`."""

import importlib
import pkgutil
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI

from datacounterfactuals.site import api
from datacounterfactuals.site.site import Site

OF_A_STUDY = "/api/studies/{name}"
JSON = "application/json"


def named(site: Site) -> list[str]:
    """The addresses that modules of the API name, each once."""
    found: dict[str, None] = {}
    for module in pkgutil.iter_modules(api.__path__):
        says = getattr(importlib.import_module(f"{api.__name__}.{module.name}"), "kept", None)
        found |= dict.fromkeys(says(site) if says else ())
    return list(found)


def general(app: FastAPI) -> list[str]:
    """The addresses of all other GETs that say something as JSON when they are asked plainly; of
    some there may be nothing for a study."""
    site: Site = app.state.site
    known = {address.partition("?")[0] for address in named(site)}
    found: list[str] = []
    for path, routes in app.openapi()["paths"].items():
        if "get" not in routes or not _plain(routes["get"]):
            continue
        names = [quote(name, safe="") for name in site.studies.entries()]
        each = [path] if "{" not in path else [path.replace("{name}", name) for name in names]
        if "{" not in path or path.startswith(OF_A_STUDY):
            found += [one for one in each if "{" not in one and one not in known]
    return found


def _plain(route: dict[str, Any]) -> bool:
    """Whether it says JSON, and nothing must be added to its address."""
    asked = [one for one in route.get("parameters", ()) if one["in"] != "path" and one["required"]]
    return not asked and JSON in route["responses"]["200"].get("content", {})
