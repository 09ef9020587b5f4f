"""Play the game of people with data and an operator, on a board that grows."""

import json
from dataclasses import asdict
from pathlib import Path
from secrets import randbelow
from typing import Annotated

import typer

from datacounterfactuals.bank.bank import Bank
from datacounterfactuals.board.game import Game
from datacounterfactuals.board.record import Record, read_link, read_record
from datacounterfactuals.board.scenario import BoardError, scenario, scenarios
from datacounterfactuals.board.simulate import ENDINGS, Balance, balance, random_games
from datacounterfactuals.cli import options
from datacounterfactuals.cli.playing import Playing
from datacounterfactuals.cli.show import listing
from datacounterfactuals.cli.terminal import out as console
from datacounterfactuals.cli.terminal import plain, remark

app = options.command_app()
SEEDS = 10_000
RANDOM = ("people miss", "people lose", "operator misses", "operator loses")
"""Of who moves at random against the program."""


def folder() -> Path:
    """Where the cells of games are kept: beside the bank, where nothing else looks."""
    bank = Bank.default_folder()
    return bank.parent / f"{bank.name}-games"


@app.command(epilog="For example: datacf board writers --side people")
def board(
    name: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Without one, lists them.")
    ] = None,
    side: Annotated[
        str, typer.Option("--side", help="people, operator, or both at one screen.")
    ] = "people",
    group: Annotated[
        str | None, typer.Option("--group", metavar="A", help="Of the people, one group alone.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", min=0, help="Draws the evaluation points and slices; the first, to simulate."
        ),
    ] = None,
    luck: Annotated[
        int, typer.Option("--luck", min=0, help="What the program's players do by chance.")
    ] = 0,
    card: Annotated[
        list[str] | None,
        typer.Option("--card", help="signal, reserved, regulator or kept: changes one rule."),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option("--json", metavar="RECORD", help="Go on with a record: a file, or a link."),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write the debrief as JSON, with the record."),
    ] = None,
    simulate: Annotated[
        int, typer.Option("--simulate", min=0, metavar="N", help="Play-test N games of each.")
    ] = 0,
    at_random: Annotated[
        bool, typer.Option("--random", help="Simulate random play alone, which is checked.")
    ] = False,
) -> None:
    """Play the board: people with data and an operator, on rows that are trained as they appear.
    Type the number of a move; ctrl-C leaves, and says how to go on."""
    if simulate:
        chosen_names = list(scenarios()) if name is None else [scenario(name).name]
        _at_random(chosen_names, simulate, seed or 0)
        if not at_random:
            _balance(chosen_names, simulate, seed or 0, save)
        return
    if at_random:
        raise BoardError("--random is of a simulation", "Add --simulate 100")
    if record is not None:
        chosen = _read(record)
    elif name is None:
        _list()
        return
    else:
        chosen = read_record(
            {
                "scenario": name,
                "seed": randbelow(SEEDS) if seed is None else seed,
                "luck": luck,
                "cards": card or [],
                "side": side,
                "group": group,
            }
        )
    bank = Bank(folder())
    told = Playing(_opened(chosen, bank), chosen.seat, console()).play()
    if save is not None:
        save.write_text(json.dumps(plain(asdict(told)), ensure_ascii=False, indent=1), "utf-8")
        remark(f"wrote {save}")


def _opened(chosen: Record, bank: Bank) -> Game:
    remark("training the opening rows")
    return chosen.play(bank)


def _read(word: str) -> Record:
    if "~" in word:
        return read_link(word)
    try:
        return read_record(json.loads(Path(word).read_text("utf-8")))
    except (ValueError, OSError) as error:
        raise BoardError(
            f"{word} is no record of a game: {error}", "Give its file or link"
        ) from None


def _list() -> None:
    table = listing(["scenario", "title", "groups", "slices"], [])
    for one in scenarios().values():
        groups = ", ".join(f"{own.letter} {own.name}" for own in one.groups)
        table.add_row(one.name, one.title, groups, ", ".join(one.slices))
    console().print(table)
    remark("play one: datacf board writers --side people")


def _at_random(names: list[str], games: int, first: int) -> None:
    """Random legal games whose every state is checked."""
    bank, moves = Bank(folder()), 0
    for name in names:
        remark(f"{name}: {games} games at random, on boards from seed {first}")
        moves += random_games(scenario(name), bank, games, first)
    remark(f"{games * len(names)} random games ({moves} moves) broke no rule")


def _balance(names: list[str], games: int, first: int, save: Path | None) -> None:
    """How games of the program end, against itself and against random play."""
    bank, measured = Bank(folder()), list[Balance]()
    table = listing(
        ["scenario", "games", *ENDINGS, *RANDOM],
        ["games", *ENDINGS, *RANDOM],
    )
    for name in names:
        remark(f"{name}: {games} games of the program, on boards from seed {first}")
        found = balance(scenario(name), bank, games, first)
        measured.append(found)
        ended = [f"{found.endings[ending]:.0%}" for ending in ENDINGS]
        loses = [
            f"{shares[own]:.0%}"
            for own in ("people", "operator")
            for shares in (found.misses, found.loses)
        ]
        table.add_row(name, str(games), *ended, *loses)
    console().print(table)
    if save is not None:
        told = {"seed": first, "balance": [asdict(one) for one in measured]}
        save.write_text(json.dumps(told, indent=1), "utf-8")
        remark(f"wrote {save}")
