"""Marking: what somebody answered, beside what the program accepts."""

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from datacounterfactuals.shelf.lessons.lesson import Activity, LessonError, lesson
from datacounterfactuals.shelf.lessons.truth import Open, Truth, truth_of

MOST_WORDS = 2000
DIRECTIONS = {
    "up": {"up", "rise", "rises", "more", "better", "+"},
    "down": {"down", "fall", "falls", "less", "worse", "-", "\N{MINUS SIGN}"},
    "same": {"same", "neither", "no change", "0", "="},
}
Said = Annotated[str, Field(max_length=MOST_WORDS)]


@final
class Answers(BaseModel):
    """What one person answered in a lesson, by the number of the activity, from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lesson: str
    name: Said = ""
    answers: dict[str, Said]


@final
class Mark(BaseModel):
    """One activity: what was said, whether it is accepted (None: nobody marks it, or nothing was
    said), and what is."""

    model_config = ConfigDict(frozen=True)

    activity: int
    prompt: str
    said: str | None
    right: bool | None
    accepted: str


@final
class Marked(BaseModel):
    """The marks of one person's answers."""

    model_config = ConfigDict(frozen=True)

    lesson: str
    name: str
    right: int
    marked: int
    marks: tuple[Mark, ...]


def mark(answers: Answers, grid_of: Open) -> Marked:
    """Mark somebody's answers. Raises LessonError for a lesson that is not there."""
    asked = lesson(answers.lesson)
    marks: list[Mark] = []
    for place, activity in enumerate(asked.activities, 1):
        truth = truth_of(activity, grid_of)
        said = answers.answers.get(str(place), "").strip() or None
        right = None if said is None or truth is None else accepts(activity, truth, said)
        accepted = "" if truth is None else in_words(activity, truth)
        marks.append(
            Mark(activity=place, prompt=activity.prompt, said=said, right=right, accepted=accepted)
        )
    return Marked(
        lesson=asked.slug,
        name=answers.name,
        right=sum(one.right is True for one in marks),
        marked=sum(bool(one.accepted) for one in marks),
        marks=tuple(marks),
    )


def accepts(activity: Activity, truth: Truth, said: str) -> bool:
    """Whether an answer is accepted. A word or a number that cannot be read is not."""
    plain = " ".join(said.casefold().split())
    match activity.kind:
        case "direction":
            return plain in DIRECTIONS[truth.direction]
        case "number":
            number = _number(plain)
            exact = truth.number or 0.0
            return number is not None and abs(number - exact) <= truth.within * abs(exact) + 1e-12
        case _:
            return any(_members(plain) == _members(name.casefold()) for name in truth.names)


def in_words(activity: Activity, truth: Truth) -> str:
    """What is accepted, in words."""
    if activity.kind == "direction":
        return truth.direction
    if truth.number is None:
        return " or ".join(truth.names)
    whole = truth.number == round(truth.number)
    digits = 0 if whole else max(0, 2 - math.floor(math.log10(abs(truth.number))))
    number = f"{truth.number:.{min(digits, 6)}f}".replace("-", "\N{MINUS SIGN}")
    return f"{number} {truth.unit}".strip()


def read_answers(path: Path) -> list[Answers]:
    """The answers in a file: one person's, or a list of several. Raises LessonError."""
    try:
        content: Any = json.loads(path.read_text("utf-8"))
        people: Sequence[Any] = content if isinstance(content, list) else [content]
        return [Answers.model_validate(one) for one in people]
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise LessonError(f"{path} cannot be read ({why})", "Name a JSON file") from None
    except UnicodeError:
        raise LessonError(f"{path} is no text", "Name a JSON file") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise LessonError(
            f"{path} is no JSON: {error}", "Use the file that a session saved"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise LessonError(
            f"{path}: {where}: {first['msg']}",
            'Write {"lesson": "leave-one-out", "name": "", "answers": {"1": "up"}}',
        ) from None


def _number(text: str) -> float | None:
    found = re.search(r"[-+\N{MINUS SIGN}]?\s*(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*%?", text)
    if found is None:
        return None
    plain = found[0].replace(",", ".").replace("\N{MINUS SIGN}", "-").replace(" ", "")
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)


def _members(name: str) -> tuple[str, ...]:
    """A name or a world without regard to order: CD is DC, and so is "c and d"."""
    words = [word for word in re.split(r"[\s,+&]+", name) if word and word != "and"]
    if len(words) == 1 and words[0].isalnum() and len(words[0]) <= 8:
        return tuple(sorted(words[0]))
    return tuple(sorted(words))
