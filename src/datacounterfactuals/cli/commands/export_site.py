"""Write the whole site as files, for a host that runs nothing."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import completion, options
from datacounterfactuals.cli.progress import watched
from datacounterfactuals.cli.show import listing
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.site.exporting.export import export
from datacounterfactuals.site.exporting.folder import Exported
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.studies import FIRST
from datacounterfactuals.study.shipped import names as shipped_names

app = options.command_app()

LISTED = 10
"""So many of the largest files are named."""


@app.command("export-site", epilog="For example: datacf export-site public --study corpora")
def export_site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new or empty folder, or an earlier export.")
    ],
    study: Annotated[
        list[str] | None,
        typer.Option(
            "--study", "-s", metavar="STUDY", autocompletion=completion.studies,
            help="Only this shipped study, beside those that pages speak of; or one of your own. "
            "Repeatable; without it all that ship.",
        ),
    ] = None,
    public: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Where it will stand, for links that are absolute."),
    ] = "",
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Write the site as files that any static host serves, below any path: every page, the cells
    of its studies by every metric, and answers with their charts. What is missing is trained
    first. A question whose answer is a sum of cells can be asked there at any of its parameters;
    of the others the usual ones are answered, and the page names the command for the rest."""
    known = set(shipped_names())
    chosen = study or ()
    shipped = tuple(one for one in chosen if one in known)
    settings = SiteSettings(
        only=shipped or ((FIRST,) if chosen else ()),
        outside=tuple(Path(one) for one in chosen if one not in known),
        public=public,
    )
    with watched() as report:
        written = export(folder, settings, report)
    if as_json:
        print_json(
            {"folder": str(written.folder), "files": len(written.sizes), "bytes": written.bytes,
             "largest": [{"file": one, "bytes": size} for one, size in written.largest(LISTED)]}
        )  # fmt: skip
        return
    _show(written)


def _show(written: Exported) -> None:
    table = listing(["largest files", "kB"], ["kB"])
    for place, size in written.largest(LISTED):
        table.add_row(place, f"{size / 1000:,.0f}")
    console().print(table)
    remark(
        f"wrote {len(written.sizes):,} files, {written.bytes / 1e6:,.1f} MB, to {written.folder}; "
        f"look at it with: python -m http.server -d {written.folder}"
    )
