"""What every file of the repository obeys. Forbidden words are put together here from parts."""

import ast
import re
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "src" / "datacounterfactuals"
LONGEST = 400

REGISTRIES = [r"pypi\." + "org", "python" + "hosted", r"npm" + r"js\.", r"deb\." + "debian"]
MACHINE_PATHS = [r"/(?:work|farm|root)" + "/", r"/(?:home|Users)" + r"/\w+", r"/tmp" + r"/[a-z]+/"]
MARKS = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b"]


def repository_files() -> list[Path]:
    """Tracked files and those that would be, present on disk."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [TOP / name for name in listing.stdout.split("\0") if name]
    assert len(paths) > 10
    return [path for path in paths if path.is_file()]


def own_code() -> list[Path]:
    """Source that we write by hand: not what is vendored."""
    return [
        path
        for path in repository_files()
        if path.suffix in {".py", ".js", ".ts", ".css", ".html"}
        and path.relative_to(TOP).parts[0] in {"src", "tests", "script"}
        and "vendor" not in path.parts
    ]


def lines_with(patterns: list[str], paths: list[Path]) -> list[str]:
    """`file:line: match` for every line of a text file in which one of the patterns stands."""
    wanted = re.compile("|".join(patterns))
    found: list[str] = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:  # not a text
            continue
        for hit in wanted.finditer(text):
            line = text.count("\n", 0, hit.start()) + 1
            found.append(f"{path.relative_to(TOP)}:{line}: {hit.group()}")
    return found


def test_no_file_names_the_host_of_a_registry() -> None:
    assert lines_with(REGISTRIES, repository_files()) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    outside = [path for path in repository_files() if "vendor" not in path.parts]
    assert lines_with(MACHINE_PATHS, outside) == []


def test_no_code_is_marked_as_unfinished() -> None:
    assert lines_with(MARKS, own_code()) == []


def test_no_file_of_code_is_longer_than_a_noun_needs() -> None:
    names = {path.relative_to(TOP): path for path in own_code()}
    lengths = {
        str(name): len(path.read_text("utf-8").splitlines())
        for name, path in names.items()
        if name.parts[0] in {"src", "tests"}
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_package_folder_says_what_it_is() -> None:
    code = [path for path in own_code() if path.suffix == ".py" and PACKAGE in path.parents]
    silent = [
        str(folder.relative_to(TOP))
        for folder in sorted({path.parent for path in code})
        if not (start := folder / "__init__.py").is_file()
        or not ast.get_docstring(ast.parse(start.read_text("utf-8")))
    ]
    assert silent == []


def test_every_script_can_be_run() -> None:
    homes = {TOP / "script", TOP / ".ci"}
    scripts = [path for path in repository_files() if path.parent in homes and not path.suffix]
    assert {path.name for path in scripts} >= {"setup", "server", "test", "run"}
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []
