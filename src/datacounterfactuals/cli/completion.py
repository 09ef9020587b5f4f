"""What the shell offers after TAB: the names of studies, questions, parameters and metrics."""

from collections.abc import Iterator
from pathlib import Path

import typer

from datacounterfactuals.core.metrics import METRICS
from datacounterfactuals.questions.catalogue import parameters_of, questions
from datacounterfactuals.study.shipped import names as shipped

Offer = Iterator[tuple[str, str]]


def studies(incomplete: str) -> Offer:
    """Shipped studies, and folders here that hold one."""
    found = dict.fromkeys(shipped(), "shipped")
    found |= {path.parent.name: "folder" for path in sorted(Path().glob("*/study.toml"))}
    if Path("study.toml").is_file():
        found["study.toml"] = "here"
    return ((name, kind) for name, kind in found.items() if name.startswith(incomplete))


def words(context: typer.Context, incomplete: str) -> Offer:
    """Questions, and as the first word also studies."""
    if not context.params.get("words_"):
        yield from studies(incomplete)
    for name, question in questions().items():
        spelled = name.replace("_", "-") if "-" in incomplete else name
        if spelled.startswith(incomplete):
            yield spelled, question.title


def parameters(context: typer.Context, incomplete: str) -> Offer:
    """Parameters of the questions named so far, or of any."""
    named = {word.replace("-", "_") for word in context.params.get("words_") or ()}
    for name, question in questions().items():
        if named & set(questions()) and name not in named:
            continue
        for parameter in parameters_of(question):
            if f"{parameter.name}=".startswith(incomplete):
                yield f"{parameter.name}=", f"{name}: {parameter.help}"


def metrics(incomplete: str) -> Offer:
    """Metrics by name."""
    return ((name, one.title) for name, one in METRICS.items() if name.startswith(incomplete))
