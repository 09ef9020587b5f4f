"""Use rights: what each object may be used for, in words that people type."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from datacounterfactuals.core.errors import StudyError, nearest

Right = Literal["both", "trainable", "evaluable", "reserved", "unavailable"]
RIGHTS: tuple[Right, ...] = get_args(Right)
TRAINED: frozenset[str] = frozenset({"both", "trainable"})
MEASURED: frozenset[str] = frozenset({"both", "evaluable", "reserved"})
WORDS: dict[Right, str] = {
    "both": "may be trained on and measured on",
    "trainable": "may be trained on and not measured on",
    "evaluable": "may be measured on and not trained on",
    "reserved": "is kept as a test: it is not trained on, and nothing is chosen on it",
    "unavailable": "may be neither trained on nor measured on",
}


def right_of(text: str) -> Right:
    """A right as people type it. Raises StudyError."""
    if text not in RIGHTS:
        raise StudyError(f"no use right is called {text!r}", nearest(text, RIGHTS))
    return text


def rights_from(texts: Sequence[str]) -> dict[str, Right]:
    """Rights as they stand in a command or an address, `C=evaluable` or `C:evaluable`.

    Raises StudyError for another form, another right, or an object that is named twice.
    """
    found: dict[str, Right] = {}
    for text in texts:
        at = max(text.rfind("="), text.rfind(":"))
        if at <= 0:
            raise StudyError(
                f"{text!r} is not the right of an object",
                f"Write OBJECT=RIGHT; the rights are {', '.join(RIGHTS)}",
            )
        name = text[:at].strip()
        if name in found:
            raise StudyError(f"{name!r} is given two rights", "Give it one")
        found[name] = right_of(text[at + 1 :].strip())
    return found


def spelled(rights: Mapping[str, str]) -> list[str]:
    """Rights as `rights_from` reads them."""
    return [f"{name}={right}" for name, right in rights.items()]
