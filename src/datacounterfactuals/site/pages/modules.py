"""Which modules a page's script needs, so that a browser can load them all at once."""

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
_IMPORT = re.compile(r'^(?:import|export) .*?from "(\.[^"]+)";|^import "(\.[^"]+)";', re.M | re.S)


@cache
def closure(module: str) -> tuple[str, ...]:
    """The modules that a module imports, and those that they import, as paths under `static/`."""
    found: dict[str, None] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        text = (STATIC / name).read_text("utf-8")
        for match in _IMPORT.finditer(text):
            path = (STATIC / name).parent / (match[1] or match[2])
            needed = path.resolve().relative_to(STATIC.resolve()).as_posix()
            if needed not in found and needed != module:
                found[needed] = None
                waiting.append(needed)
    return tuple(sorted(found))
