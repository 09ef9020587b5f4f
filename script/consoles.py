"""Runs the console blocks of the documentation: `python script/consoles.py README.md ...`.

A block fenced as `console` holds commands (lines that begin with `$ `), each followed by what it
prints. Without `--check` the printed part is written anew; with it, a difference is an error. Times
are not compared. The commands of one file run in order, in an empty folder with an empty bank.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TIME = re.compile(r"\b\d+(\.\d+)? (s|ms|rows/s)\b")
WIDTH = 100


def run(command: str, folder: Path) -> str:
    """What a command prints, without trailing blanks."""
    environment = os.environ | {
        "COLUMNS": str(WIDTH),
        "NO_COLOR": "1",
        "DATACF_BANK": str(folder / "bank"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command!r} failed:\n{done.stdout}{done.stderr}")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n")) + "\n"


def renewed(text: str, folder: Path) -> str:
    """The document with every block as its commands print it now."""

    def block(found: re.Match[str]) -> str:
        commands = [line for line in found[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "\n".join(f"{c}\n{run(c[2:], folder)}" for c in commands) + "```"

    return BLOCK.sub(block, text)


def main() -> None:
    """Write or check the blocks of the files named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for file in options.files:
        old = file.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            new = renewed(old, Path(folder))
        if options.check and TIME.sub("", new) != TIME.sub("", old):
            raise SystemExit(f"{file}: what its commands print has changed; run without --check")
        if not options.check:
            file.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
