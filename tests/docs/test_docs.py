"""Documentation is run: its commands, its Python, and what is generated from the program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from datacounterfactuals.study.reference import reference

ROOT = Path(__file__).resolve().parents[2]
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_commands_of_the_readme_print_what_it_says() -> None:
    done = subprocess.run(
        [sys.executable, "script/consoles.py", "--check", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", ["README.md", "docs/python.md"])
def test_the_python_of_the_documentation_runs(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATACF_BANK", str(tmp_path / "bank"))
    monkeypatch.chdir(tmp_path)
    blocks = PYTHON.findall((ROOT / file).read_text("utf-8"))
    assert blocks
    program = tmp_path / "blocks.py"
    program.write_text("\n".join(blocks), "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_reference_of_study_toml_is_fresh() -> None:
    written = (ROOT / "docs" / "study.md").read_text("utf-8")
    assert written == reference(), "run script/docs"


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    for file in (ROOT / "README.md", *ROOT.glob("docs/*.md"), ROOT / "CONTRIBUTING.md"):
        for link in re.findall(r"\]\((?!#)([^)]+)\)", file.read_text("utf-8")):
            assert (file.parent / link.partition("#")[0]).exists(), f"{file.name}: {link}"
