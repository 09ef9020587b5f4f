"""Serve the pages and the HTTP API."""

from pathlib import Path
from typing import Annotated

import typer

from datacounterfactuals.cli import options
from datacounterfactuals.site.serve import serve as serve_site

app = options.command_app()


@app.command(epilog="For example: datacf serve --port 8000")
def serve(
    folder: Annotated[
        Path, typer.Argument(help="Where studies of your own are looked for.")
    ] = Path(),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, envvar="PORT", help="0: any free.")] = 8000,
) -> None:
    """Serve the grid in the browser and the HTTP API under /api, until Ctrl-C."""
    serve_site(folder=folder, host=host, port=port)
