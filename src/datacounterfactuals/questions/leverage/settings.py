"""Learners as people write them: a kind, settings, or both with commas between them."""

from typing import Any

from datacounterfactuals.core.errors import QuestionError


def settings_of(text: str) -> dict[str, Any]:
    """The settings in a text such as `ridge, l2=0.1`. Raises QuestionError for what is none."""
    out: dict[str, Any] = {}
    for piece in (piece.strip() for piece in text.split(",")):
        name, equals, value = (part.strip() for part in piece.partition("="))
        if not name or (equals and not value) or (not equals and "kind" in out):
            raise QuestionError(
                f"{text!r} is no learner", "Write its kind, or settings: ridge, l2=0.1"
            )
        if not equals:
            out["kind"] = name
            continue
        try:
            out[name] = float(value)
        except ValueError:
            out[name] = value
            continue
        if out[name].is_integer() and "." not in value and "e" not in value.lower():
            out[name] = int(value)
    return out


def several(text: str) -> dict[str, dict[str, Any]]:
    """The settings of each of several learners, with semicolons between them, by their words."""
    words = [", ".join(one.split(",")) for one in text.split(";") if one.strip()]
    return {" ".join(one.split()): settings_of(one) for one in words}
