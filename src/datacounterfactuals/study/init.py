"""`datacf init`: look at a table and write a study.toml that works, and says why it is so."""

from dataclasses import dataclass
from pathlib import Path
from typing import final

import numpy as np

from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import read_file
from datacounterfactuals.data.looking import Profile, look
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.study.objects import MISSING, MOST_GROUPS
from datacounterfactuals.study.roles import MOST_NUMBERED_CLASSES
from datacounterfactuals.study.split import DEFAULT_SHARE

MOST_EXACT = 16
"""So many objects are still filled exactly: 2^16 training sets."""
FEW_HELD = 8
"""A slice of fewer expected evaluation points than this is not worth proposing."""
MOST_SLICES = 3


@final
@dataclass(frozen=True)
class Look:
    """A table with its profiles and the two columns that a user named."""

    table: RawTable
    profiles: dict[str, Profile]
    target: str
    objects: str

    @property
    def task(self) -> str:
        """Classification or regression, as the study itself will find."""
        profile = self.profiles[self.target]
        if not self.table.is_number(self.target):
            return "classification"
        few = profile.whole and profile.distinct <= MOST_NUMBERED_CLASSES
        return "classification" if few else "regression"

    @property
    def others(self) -> list[Profile]:
        """Profiles of the columns that are neither target nor objects."""
        return [p for name, p in self.profiles.items() if name not in {self.target, self.objects}]


def propose(data: Path | str, target: str, objects: str, folder: Path | None = None) -> str:
    """The text of a study.toml for a table: what to predict, and what can be in or out.

    `objects` is a column, "rows", or a number of random parts. The file is meant to lie in
    `folder` (default: beside the data). Raises StudyError for columns that are not there, and for
    a table of which no study can be made.
    """
    path = Path(data)
    table = read_file(path)
    profiles = {profile.name: profile for profile in look(table)}
    table.column(target, "target")
    if not objects.isdecimal() and objects != "rows":
        table.column(objects, "object column")
    if objects == target:
        raise StudyError(
            f"{target!r} is both the target and the object column",
            "Predict one column and let another say which object a row belongs to",
        )
    if profiles[target].distinct < 2:
        raise StudyError(
            f"the target {target!r} has {profiles[target].distinct} different value(s)",
            "Predict a column with at least two",
        )
    seen = Look(table, profiles, target, objects)
    beside = path.resolve()
    where = (folder or path.parent).resolve()
    shown = beside.relative_to(where) if beside.is_relative_to(where) else beside
    blocks = [
        _about(path, len(table)),
        _data(shown.as_posix()),
        _objects(seen),
        _target(seen),
        _features(seen),
        _evaluation(seen),
        _learner(seen),
    ]
    return "\n\n".join(blocks) + "\n"


def _about(path: Path, rows: int) -> str:
    return (
        f"# A study of {path.name} ({rows:,} rows), written by `datacf init`. Change what you "
        "like;\n# the first time it is used, the preprocessing is fitted and kept in "
        "study.frozen.json.\n\n"
        f"[study]\nname = {_quoted(_word(path))}\ntitle = {_quoted(path.stem)}\n"
        "seed = 0               # only matters to learners whose training is random"
    )


def _data(path: str) -> str:
    return (
        f"[data]\npath = {_quoted(path)}\n"
        '# id = "..."           # a column that names each row would decide which are held out;\n'
        "#                      # without one a hash of the features does, so equal rows stay "
        "together"
    )


def _objects(seen: Look) -> str:
    if seen.objects.isdecimal():
        return f"[objects]\nk = {int(seen.objects)}                  # so many random parts"
    if seen.objects == "rows" and "rows" not in seen.profiles:
        return (
            '[objects]\nby = "rows"            # each training row is an object: the grid has '
            "far too many\n                       # rows to fill all, so questions draw from it"
        )
    profile = seen.profiles[seen.objects]
    if profile.distinct > MOST_GROUPS:
        raise StudyError(
            f"the object column {seen.objects!r} has {profile.distinct:,} different values, and "
            "an object is one of them",
            "Group them into fewer values, or use --objects rows",
        )
    lines = ["[objects]", f"column = {_quoted(seen.objects)}   # {profile.distinct} objects"]
    values = _plain(", ".join(f"{value} ({count})" for value, count in profile.values[:8]))
    lines.append(f"# {'the largest: ' if profile.distinct > 8 else ''}{values}")
    if profile.missing:
        lines.append(f"# {profile.missing} rows have no value here: the object {_quoted(MISSING)}")
    if profile.distinct > MOST_EXACT:
        lines.append(
            f"# with more than {MOST_EXACT} objects not every training set can be filled: "
            "questions draw from them,"
        )
        lines.append('# or put them together:  [objects.groups]  north = ["...", "..."]')
    return "\n".join(lines)


def _target(seen: Look) -> str:
    profile = seen.profiles[seen.target]
    lines = ["[target]", f"column = {_quoted(seen.target)}"]
    if seen.task == "classification":
        shown = _plain(", ".join(f"{value} ({count})" for value, count in profile.values[:6]))
        more = ", ..." if profile.distinct > 6 else ""
        lines.append(f'task = "classification"  # {profile.distinct} classes: {shown}{more}')
    else:
        lines.append(f'task = "regression"    # {profile.distinct} different numbers')
    if profile.missing:
        lines.append(f'missing = "drop"       # {profile.missing} rows have no target')
    return "\n".join(lines)


def _features(seen: Look) -> str:
    left_out: list[tuple[str, str]] = []
    for profile in seen.others:
        reason = {
            "id": "different in nearly every row: an id",
            "constant": "the same in every row" if profile.distinct else "empty",
            "text": "free text, which no learner of tables reads",
        }.get(profile.kind)
        if reason is not None:
            left_out.append((profile.name, reason))
    kept = [p for p in seen.others if p.name not in {name for name, _ in left_out}]
    if not kept:
        raise StudyError(
            "no column is left to predict from: the others are ids, constants or texts",
            "Give a table with at least one number or category beside target and objects",
        )
    lines = ["[features]"]
    if left_out:
        names = ", ".join(_quoted(name) for name, _ in left_out)
        lines.append(f"exclude = [{names}]")
        lines += [f"# {_plain(name)}: {reason}" for name, reason in left_out]
    lines.append("# used, as they seem to be:")
    for profile in kept:
        missing = f", {profile.missing} missing" if profile.missing else ""
        kind = f"category of {profile.distinct}" if profile.kind == "category" else profile.kind
        lines.append(f"#   {_plain(profile.name)}: {kind}{missing}")
    lines.append("# missing numbers become the median with a feature that says so; a missing")
    lines.append("# category is a category; a category that is new later counts as unseen")
    return "\n".join(lines)


def _evaluation(seen: Look) -> str:
    share = DEFAULT_SHARE if len(seen.table) >= 20 else 0.5
    slices = [p for p in seen.others if p.few and p.kind in {"category", "number"}]
    slices = [p for p in slices if p.kind == "category" or (p.whole and p.distinct <= 6)]
    slices = [p for p in slices if min(n for _, n in p.values) * share >= FEW_HELD][:MOST_SLICES]
    lines = ["[evaluation]", f"share = {share:<15} # held out by a hash of the features"]
    if slices:
        names = ", ".join(_quoted(profile.name) for profile in slices)
        lines.append(f"slices = [{names}]     # each value is a column of the grid")
    else:
        lines.append(
            '# slices = ["..."]     # a column with few values: each is a column of the grid'
        )
    lines.append('# group = "..."        # rows with one value here are never parted by the split')
    return "\n".join(lines)


def _learner(seen: Look) -> str:
    if seen.task == "regression":
        kind, metric, others = "ridge", "r2", "rmse, squared_error, absolute_error"
    else:
        kind, metric, others = "logistic", "accuracy", "log_loss, balanced_accuracy, f1, brier"
    if kind == "logistic" and _lopsided(seen):
        metric, others = "balanced_accuracy", "accuracy, log_loss, f1, brier"
    return (
        f'[learner]\nkind = "{kind}"\n\n[metric]\nname = "{metric}"   # or {others}: '
        "another metric trains nothing"
    )


def _lopsided(seen: Look) -> bool:
    """Whether one class has more than nine rows in ten."""
    counts = np.array([count for _, count in seen.profiles[seen.target].values])
    return bool(counts.max() > 0.9 * (len(seen.table) - seen.profiles[seen.target].missing))


def _word(path: Path) -> str:
    return "".join(c if c.isalnum() else "-" for c in path.stem).strip("-").lower() or "study"


def _quoted(text: str) -> str:
    """A TOML string. Raises nothing: what cannot stand in it is escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _plain(text: str) -> str:
    """A name as it may stand in a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
