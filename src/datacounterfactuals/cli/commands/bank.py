"""Show, check, tidy and exchange the cells that are kept."""

from pathlib import Path
from typing import Annotated, Any

import typer

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.bank.export import export_cells
from datacounterfactuals.bank.intake import import_cells
from datacounterfactuals.bank.maintenance import Summary
from datacounterfactuals.cli import options, words
from datacounterfactuals.cli.files import kind_of
from datacounterfactuals.cli.opening import Opened, about, open_study
from datacounterfactuals.cli.show import listing, size
from datacounterfactuals.cli.show import seconds as spell
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import print_json, remark
from datacounterfactuals.core.errors import BankError
from datacounterfactuals.runs.cite import cite
from datacounterfactuals.runs.export import export_cells as export_runs

app = options.command_app()
SHORT = 8
"""So many letters of a vault's fingerprint tell it from others."""
MOST_NAMED = 16
"""Up to so many objects, an export says of every row which of them it holds."""


@app.callback(invoke_without_command=True)
def bank(context: typer.Context, as_json: options.AsJson = False) -> None:
    """The bank keeps every cell that was ever trained, so that no question pays for it twice.
    DATACF_BANK names its folder. Without a sub-command, shows what it holds."""
    if context.invoked_subcommand is None:
        show(as_json)


@app.command()
def show(as_json: options.AsJson = False) -> None:
    """Show what is kept: studies, rows, bytes, and the seconds that training took."""
    kept = _bank()
    found = kept.describe()
    if as_json:
        print_json({"folder": str(kept.folder), "vaults": [one.to_json() for one in found]})
        return
    numbers = ["rows", "failed", "size", "trained in"]
    if not any(one.failed for one in found):
        numbers.remove("failed")
    table = listing(["study", "learner", *numbers, "last", "vault"], numbers)
    for one in found:
        held = {
            "rows": f"{one.rows:,}",
            "failed": f"{one.failed:,}",
            "size": size(one.bytes),
            "trained in": spell(one.seconds),
        }
        table.add_row(
            ", ".join(one.studies),
            _learner(one),
            *(held[name] for name in numbers),
            "" if one.last is None else f"{one.last.astimezone():%Y-%m-%d}",
            one.fingerprint[:SHORT],
        )
    if found:
        console().print(table)
    for one in found:
        for line in (one.trouble, *(str(damage) for damage in one.damage)):
            if line:
                console().print(f"{one.fingerprint[:SHORT]}: {line}", markup=False, soft_wrap=True)
    total = size(sum(one.bytes for one in found))
    console().print(
        f"{sum(one.rows for one in found):,} rows, {total}, in {kept.folder}",
        style="dim", markup=False, soft_wrap=True,
    )  # fmt: skip


@app.command()
def verify(as_json: options.AsJson = False) -> None:
    """Check every byte of every vault. Changes nothing; ends with exit code 1 if one is damaged."""
    found = [vault.verify() for vault in _bank().vaults()]
    if as_json:
        print_json([{**vars(one), "sound": one.sound} for one in found])
    else:
        for one in found:
            said = "sound" if one.sound else "; ".join(one.problems)
            line = (
                f"{Path(one.file).name[:SHORT]}: {one.rows:,} rows in {one.blocks:,} blocks, {said}"
            )
            console().print(line, markup=False, soft_wrap=True)
        sound = sum(one.sound for one in found)
        console().print(f"{sound} of {len(found)} vaults are sound", style="dim")
    if not all(one.sound for one in found):
        raise typer.Exit(1)


@app.command()
def compact(as_json: options.AsJson = False) -> None:
    """Merge small blocks and give free space back to the disk. Others may read and write
    meanwhile."""
    kept = _bank()
    before = sum(one.bytes for one in kept.describe())
    for vault in kept.vaults():
        vault.compact()
    after = sum(one.bytes for one in kept.describe())
    if as_json:
        print_json({"bytes_before": before, "bytes_after": after})
    else:
        console().print(f"{size(before)} before, {size(after)} now")


@app.command(name="forget-failed")
def forget_failed(
    vault: Annotated[
        str | None,
        typer.Argument(
            metavar="VAULT", help="The first letters of a vault; every vault without them."
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Drop the rows whose training failed, so that they are tried again when they are wanted."""
    chosen = [
        one for one in _bank().vaults() if one.fingerprint.hex().startswith((vault or "").lower())
    ]
    if vault and not chosen:
        raise BankError(f"no vault begins with {vault!r}", "`datacf bank show` lists them")
    dropped = sum(one.forget_failed() for one in chosen)
    if as_json:
        print_json({"forgotten": dropped})
    else:
        console().print(f"{dropped:,} failed rows are forgotten")


@app.command()
def export(
    word: options.StudyWord = None,
    study: options.Study = None,
    out: Annotated[
        Path,
        typer.Option(help="A .parquet file of cells, or a .jsonl file of finished scores."),
    ] = Path("cells.parquet"),
    as_json: options.AsJson = False,
) -> None:
    """Write the cells of a study with their licence and how to cite them: as Parquet, for `datacf
    bank import` elsewhere, or as lines of JSON in the form that `datacf import-runs` reads."""
    kind = kind_of(out, (".parquet", ".jsonl"))
    opened = open_study(words.study_named(word, study))
    if kind == ".jsonl":
        rows = export_runs(opened.runs or opened.grid, out)
        said: dict[str, Any] = {"path": str(out), "rows": rows, "bytes": out.stat().st_size}
    else:
        said = _export_cells(opened, out)
    if as_json:
        print_json(said)
    else:
        remark(f"wrote {said['rows']:,} rows, {size(said['bytes'])} to {out}")


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `datacf bank export` wrote.")],
    as_json: options.AsJson = False,
) -> None:
    """Read cells that were exported elsewhere. They are checked first, and none is doubled."""
    done = import_cells(_bank(), file)
    said = {"rows": done.rows, "new": done.new, "about": done.about}
    if as_json:
        print_json(said | {"fingerprint": done.vault.fingerprint.hex()})
    else:
        name = done.about.get("title") or done.vault.fingerprint.hex()[:12]
        console().print(f"{name}: {done.rows:,} rows read, {done.new:,} of them new")


def _export_cells(opened: Opened, out: Path) -> dict[str, Any]:
    grid, keys, beside = opened.grid, None, None
    if len(grid.study.universe.roster) <= MOST_NAMED and grid.trains:
        lattice = grid.lattice()
        keys = grid.keys(lattice)
        weights = lattice.weights(0, len(lattice))
        beside = dict(zip(grid.study.universe.names, weights.T, strict=True))
    cited = cite(opened.runs or grid)
    words = about(grid) | {"licence": cited.licence, "cite": cited.bibtex}
    done = export_cells(grid.vault, out, keys=keys, beside=beside, about=words)
    return vars(done) | {"path": str(done.path)}


def _bank() -> Bank:
    return Bank(Bank.default_folder())


def _learner(one: Summary) -> str:
    protocol: Any = one.protocol.get("learner", "")
    return str(protocol.get("kind", "")) if isinstance(protocol, dict) else str(protocol)
