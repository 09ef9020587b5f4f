"""The options that commands share, each described once."""

from typing import Annotated

import typer

from datacounterfactuals.cli import completion


def command_app() -> typer.Typer:
    """What every file in `commands/` starts from."""
    return typer.Typer(
        add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False
    )


Study = Annotated[
    str | None,
    typer.Option(
        "--study", "-s", metavar="STUDY", autocompletion=completion.studies,
        help="A shipped study, a folder, or a study.toml. The working folder's, else corpora.",
    ),
]  # fmt: skip
StudyWord = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY", autocompletion=completion.studies,
        help="A shipped study, a folder, or a study.toml. The working folder's, else corpora.",
    ),
]  # fmt: skip
Words = Annotated[
    list[str],
    typer.Argument(
        metavar="[STUDY] QUESTION", autocompletion=completion.words,
        help="The questions, by name; before them the study, if it is another.",
    ),
]  # fmt: skip
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--set", "-p", metavar="NAME=VALUE", autocompletion=completion.parameters,
        help="A parameter, for every question that has it; question:name=value for one.",
    ),
]  # fmt: skip
Metric = Annotated[
    str | None,
    typer.Option(
        "--metric", "-m", autocompletion=completion.metrics,
        help="Read the cells by another metric; over held statistics nothing is trained.",
    ),
]  # fmt: skip
Slices = Annotated[
    str | None,
    typer.Option("--slices", metavar="A,B", help="Only these slices, with commas between them."),
]
Objects = Annotated[
    str | None,
    typer.Option("--objects", metavar="A,B", help="The objects over which the full world ranges."),
]
Plus = Annotated[
    list[str] | None,
    typer.Option(
        "--plus", metavar="E",
        help="Extend the board: by E of the reserve, by flip:NAME or flip:NAME:0.5 (a corrupted "
        "stand-in), by sample:NAME (a synthetic one), or by leak:NAME:0.5 (with copies of half of "
        "the held-out points). May be repeated.",
    ),
]  # fmt: skip
Rights = Annotated[
    list[str] | None,
    typer.Option(
        "--right", metavar="OBJECT=RIGHT",
        help="What an object may be used for: both, trainable, evaluable, reserved (a test) or "
        "unavailable. Shuts rows and columns. May be repeated.",
    ),
]  # fmt: skip
Rows = Annotated[int | None, typer.Option("--rows", min=0, help="Train at most so many rows.")]
Seconds = Annotated[
    float | None, typer.Option("--seconds", min=0, help="Train for at most so many seconds.")
]
Repeats = Annotated[
    int | None,
    typer.Option("--repeats", min=1, help="Train every world so often, if training is random."),
]
Exact = Annotated[
    bool,
    typer.Option("--exact", help="Of imported runs: predict nothing, and list what is missing."),
]
Extrapolate = Annotated[
    bool,
    typer.Option("--extrapolate", help="Of imported runs: predict beyond the sizes that were run."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Everything = Annotated[bool, typer.Option("--all", help="Show every line of a long table.")]
