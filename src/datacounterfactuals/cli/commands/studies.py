"""List the studies that ship and those of the working folder."""

from pathlib import Path
from typing import Any

from rich.text import Text

from datacounterfactuals.cli import options
from datacounterfactuals.cli.show import listing
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json
from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.data.optional import EXTRA, NAMES, PACKAGE
from datacounterfactuals.study.declaring import read_declaration
from datacounterfactuals.study.shipped import absent, names, shipped_path

app = options.command_app()


@app.command(epilog="For example: datacf grid four")
def studies(as_json: options.AsJson = False) -> None:
    """List the studies that ship, and those that a study.toml in the working folder or in a folder
    of it declares. Any of them can be named where a command takes a STUDY."""
    found = [
        _about(name, shipped_path(name), f"package {PACKAGE}" if name in NAMES else "shipped")
        for name in names()
    ]
    found += [
        _about(name, shipped_path(name), f'pip install "datacounterfactuals[{EXTRA}]"')
        for name in absent()
    ]
    here = [Path("study.toml"), *sorted(Path().glob("*/study.toml"))]
    found += [_about(_word(path), path, str(path)) for path in here if path.is_file()]
    if as_json:
        print_json(found)
        return
    table = listing(["study", "title", "objects", "learner", "where"])
    for one in found:
        words = (one["study"], one["title"], one["objects"], one["learner"], one["where"])
        table.add_row(*map(Text, words))  # as they are, with their brackets
    console().print(table)


def _word(path: Path) -> str:
    """What to type for a study of the working folder."""
    return str(path) if path.parent == Path() else str(path.parent)


def _about(word: str, path: Path, where: str) -> dict[str, Any]:
    """A line of the list. A file that cannot be read is listed with what is wrong with it."""
    about = {"study": word, "title": "", "objects": "", "learner": "", "where": where}
    try:
        declaration = read_declaration(path)
    except DataCounterfactualsError as error:
        return about | {"title": f"cannot be read: {error}"}
    objects = declaration.objects
    by = objects.column if objects.way == "column" else objects.way
    return about | {
        "title": declaration.study.title or declaration.study.name,
        "objects": objects.noun or str(by),
        "learner": declaration.learner.kind if declaration.learner else "chosen by the task",
    }
