"""The studies that ship: folders of the package with a study.toml, like a user's own."""

from pathlib import Path

from datacounterfactuals.data.optional import NAMES, available

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "shipped"
FIRST = ("four", "corpora", "census", "digits", "letters")
"""The order in which a newcomer should meet them; others follow by name."""


def names() -> tuple[str, ...]:
    """The names of the shipped studies whose data are here."""
    every = {path.parent.name for path in SHIPPED.glob("*/study.toml")}
    found = every - set(absent())
    first = [name for name in FIRST if name in found]
    return (*first, *sorted(found.difference(first)))


def absent() -> tuple[str, ...]:
    """The names of the studies whose data are in an optional package that is not installed."""
    return tuple(name for name in NAMES if not available(name))


def shipped_path(name: str) -> Path:
    """The study.toml of a shipped study."""
    return SHIPPED / name / "study.toml"
