"""Serve the pages and the HTTP API."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import completion, options
from datacounterfactuals.site.serve import serve as serve_site
from datacounterfactuals.site.settings import LOOPBACK, SiteSettings

app = options.command_app()


@app.command(epilog="For example: datacf serve --port 8000 --open")
def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where studies of your own are looked for.")
    ] = Path(),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = LOOPBACK,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="0 is any free one; else $PORT, or 8000.")
    ] = None,
    first: Annotated[
        str | None,
        typer.Option(
            metavar="STUDY", autocompletion=completion.studies, help="What the front page opens."
        ),
    ] = None,
    outside: Annotated[
        list[Path] | None,
        typer.Option(metavar="STUDY", help="Serve this study too, wherever it is. Repeatable."),
    ] = None,
    allow_programs: Annotated[
        bool,
        typer.Option("--allow-programs", help="Let the page run the programs that studies name."),
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name the server may be called by. Repeatable."),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Train nothing, ever.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser on it.")] = False,
) -> None:
    """Serve the grid in the browser and the HTTP API under /api, until Ctrl-C."""
    settings = SiteSettings(
        folder=folder,
        outside=tuple(outside or ()),
        first=first,
        read_only=read_only,
        allow_programs=allow_programs,
        hosts=tuple(allow_host or ()),
    )
    serve_site(settings, host=host, port=port, open_browser=open_browser)
