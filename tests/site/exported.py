"""One export of the site for all tests of it, in a folder that is removed at the end."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from datacounterfactuals.site.exporting.export import export
from datacounterfactuals.site.exporting.folder import Exported
from datacounterfactuals.site.settings import SiteSettings


@cache
def exported() -> Exported:
    """The site with `four`, and the studies that its pages speak of."""
    home = Path(tempfile.mkdtemp(prefix="export-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return export(home / "site" / "below", settings(home / "bank"))


def settings(bank: Path) -> SiteSettings:
    return SiteSettings(bank=bank, only=("four",))
