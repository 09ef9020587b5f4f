"""An answer in the terminal: its question, its table, what it claims, what it cost."""

import math
from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from datacounterfactuals.charts.picture import decimals, plain, signed
from datacounterfactuals.cli.bands import banded
from datacounterfactuals.core.answer import Answer
from datacounterfactuals.core.uncertainty import Part

MOST_LINES = 40
MOST_FACTS = 6
MOST_LANDINGS = 5
INDENT = 15
WIDEST = 100
HELPS, HARMS, SOFT = "cyan", "red", "dim"


def show(console: Console, answer: Answer, sentence: str, *, whole: bool = False) -> None:
    """Print an answer. `sentence`: the question in words; `whole`: every line of its table."""
    console.print(Text.assemble((answer.title, "bold"), "  ", (sentence, SOFT)), soft_wrap=True)
    if answer.status != "complete":
        words = f": {answer.missing:,} worlds have no score" if answer.missing else ""
        console.print(Text(f"{answer.status}{words}", "bold red"), soft_wrap=True)
    for table in _table(answer, whole, console.width):
        console.print(table)
    console.print()
    for line in _remarks(answer, whole):
        console.print(Text(line, SOFT), soft_wrap=True)
    for fact in _facts(answer, whole, console.width):
        console.print(fact, soft_wrap=isinstance(fact, Text))
    console.print()
    console.print(_claim(answer, min(console.width, WIDEST)), soft_wrap=True)
    console.print(Text(cost(answer), SOFT), soft_wrap=True)


def cost(answer: Answer) -> str:
    """What an answer cost, in words."""
    spent = answer.cost
    wanted = spent.trained + spent.reused
    return (
        f"{wanted:,} rows wanted, {spent.reused:,} in the bank, {spent.trained:,} trained, "
        f"{seconds(spent.seconds)}"
    )


def size(count: float) -> str:
    """Bytes as people say them."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def seconds(value: float) -> str:
    """A time as people say it: 0.2 s, 12 s, 3 min 20 s."""
    if value < 9.95:
        return f"{value:.1f} s"
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def listing(headers: Sequence[str], right: Sequence[str] = (), title: str | None = None) -> Table:
    """An empty table in the house's style; the columns named in `right` hold numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title, header_style=SOFT)
    for header in headers:
        number = header in right
        table.add_column(
            header, justify="right" if number else "left", no_wrap=number, overflow="fold"
        )
    return table


def _table(answer: Answer, whole: bool, room: int) -> list[Padding]:
    headers = [column.name for column in answer.columns]
    shown, parts = answer.shown, _measured(answer)
    digits = [_digits(answer, parts, place) for place in range(len(headers))]
    labels: list[list[Text]] = []
    rows: list[list[Text]] = []
    for row, label in enumerate(answer.labels[: None if whole else MOST_LINES]):
        cells: list[Text] = []
        for place in range(len(headers)):
            value = float(shown[row, place])
            cells.append(_cell(answer, value, digits[place]))
            for part in parts.values():
                error = float(part.error[row, place]) if part.error is not None else math.nan
                if math.isfinite(error) and math.isfinite(value):
                    cells[-1].append(f" ±{plain(error, digits[place])}", SOFT)
        labels.append([Text(word) for word in label])
        rows.append(cells)
    return banded(answer.label_kind, headers, labels, rows, room)


def _cell(answer: Answer, value: float, digits: int) -> Text:
    if not math.isfinite(value):
        return Text("·", SOFT)
    if answer.reads == "score" or value == 0:
        return Text(plain(value, digits))
    return Text(signed(value, digits), HELPS if value >= 0 else HARMS)


def _measured(answer: Answer) -> dict[str, Part]:
    parts = answer.uncertainty.parts
    return {name: part for name, part in parts.items() if part.error is not None}


def _digits(answer: Answer, parts: dict[str, Part], place: int) -> int:
    """Decimals that tell the values apart and show two digits of the usual error."""
    spread = decimals(answer.shown[:, place].tolist())
    errors = [part.error[:, place] for part in parts.values() if part.error is not None]
    there = np.concatenate([np.zeros(0), *errors])
    there = there[np.isfinite(there) & (there > 0)]
    if not len(there):
        return spread
    wanted = 1 - math.floor(math.log10(float(np.median(there))))
    return min(max(wanted, 0), spread + 2)


def _remarks(answer: Answer, whole: bool) -> list[str]:
    lines: list[str] = []
    hidden = len(answer.labels) - MOST_LINES
    if hidden > 0 and not whole:
        lines.append(f"and {hidden:,} more: --all shows them, --out FILE keeps them")
    lines.append(_unit(answer))
    lines.append(_errors(answer))
    return lines + [f"note: {note}" for note in answer.notes]


def _unit(answer: Answer) -> str:
    units = {column.unit or column.metric for column in answer.columns}
    words = f"in {' and '.join(sorted(units))}"
    if answer.reads == "gain":
        return f"gain {words}; + helps, − harms"
    ways = {column.better for column in answer.columns}
    better = {1: "; more is better", -1: "; less is better"}
    return f"score {words}{better[ways.pop()] if len(ways) == 1 else ''}"


def _errors(answer: Answer) -> str:
    """Each part of the uncertainty apart: its usual size, `none` or `not measured`."""
    said: list[str] = []
    for name, part in answer.uncertainty.parts.items():
        if part.error is None:
            said.append(f"{name} {part.state}")
        else:
            there = part.error[np.isfinite(part.error)]
            size = f"±{float(np.median(there)):.2g}" if len(there) else "not measured"
            said.append(f"{name} {size}")
    measured = list(_measured(answer))
    lead = "± is one standard error"
    if len(measured) > 1:
        lead += f", of {' then of '.join(measured)}"
    return (f"{lead}: " if measured else "uncertainty: ") + ", ".join(said)


def _facts(answer: Answer, whole: bool, room: int) -> list[Padding | Text]:
    """Single facts as lines; facts about every column as a table under the columns."""
    columns = [column.name for column in answer.columns]
    per_column: dict[str, dict[str, float]] = {}
    lines: list[tuple[str, str]] = []
    for name, value in answer.facts.items():
        fact, on, column = name.rpartition(" on ")
        if on and column in columns and not isinstance(value, str):
            per_column.setdefault(fact, {})[column] = value
        else:
            lines.append((name, value if isinstance(value, str) else f"{value:.4g}"))
    kept = len(answer.facts) if whole else MOST_FACTS
    out: list[Padding | Text] = [
        Text(f"{name}: {value}", SOFT) for name, value in lines[: kept if whole else MOST_FACTS]
    ]
    if per_column:
        shown = list(per_column.items())[:kept]
        labels = [[Text(fact, SOFT)] for fact, _ in shown]
        cells = [
            [
                Text(f"{values[c]:.3g}".replace("-", "−") if c in values else "", SOFT)
                for c in columns
            ]
            for _, values in shown
        ]
        out += banded([""], columns, labels, cells, room)
    hidden = max(len(lines) - kept, 0) + max(len(per_column) - kept, 0)
    if hidden:
        out.append(Text(f"and {hidden} more facts: --all shows them", SOFT))
    return out


def _claim(answer: Answer, width: int) -> Text:
    """The claim in the order in which it should be read, in lines of at most `width`."""
    claim = answer.claim
    landed = "; ".join(
        f"{one.column}: {', '.join(one.label)} {signed(one.effect)}"
        for one in claim.landed[:MOST_LANDINGS]
    )
    more = len(claim.landed) - MOST_LANDINGS
    lines = {
        "what changed": f"{claim.intervention} ({claim.kind})",
        "against": claim.reference,
        "landed": landed + (f"; and {more} more columns" if more > 0 else ""),
        "held fixed": "; ".join(claim.held_fixed),
        "supports": claim.supports,
        "does not show": "; ".join(claim.not_established),
    }
    out = Text()
    for name, words in lines.items():
        if words:
            inside = wrap(words, max(width - INDENT, 30), break_on_hyphens=False)
            out.append(f"{name:<{INDENT}}", SOFT)
            out.append(("\n" + " " * INDENT).join(inside) + "\n")
    return out
