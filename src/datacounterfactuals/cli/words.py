"""The grammar: `datacf VERB [STUDY] [QUESTION...]`, with parameters as `-p name=value`."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from datacounterfactuals.core.errors import QuestionError, StudyError, nearest
from datacounterfactuals.core.question import Question
from datacounterfactuals.questions.catalogue import from_text, parameters_of, questions
from datacounterfactuals.study.shipped import absent
from datacounterfactuals.study.shipped import names as shipped

DEFAULT = "corpora"
STUDY_FILE = "study.toml"


class Asked(NamedTuple):
    """What the words name: a study and questions."""

    study: str
    questions: tuple[Question, ...]


def here() -> str:
    """The study meant when none is named: that of the working folder, else the default one."""
    return STUDY_FILE if Path(STUDY_FILE).is_file() else DEFAULT


def study_named(word: str | None, option: str | None) -> str:
    """The study of a command whose only word is a study. Raises StudyError when named twice."""
    if word is not None and option is not None and word != option:
        raise StudyError(
            f"two studies are named, {word!r} and {option!r}", "Name one, first or with --study"
        )
    return word or option or here()


def read(words: Sequence[str], option: str | None, parameters: Sequence[str]) -> Asked:
    """Read the words of `ask`, `plan` and `chart`.

    The first word is the study if it names one and is no question. Dashes in a question's name
    may be written for underscores. Raises QuestionError or StudyError.
    """
    study, asked = split(words, option)
    if not asked:
        raise QuestionError("no question is asked", f"Name one or more of {', '.join(questions())}")
    return Asked(study, _with_parameters(asked, parameters))


def split(words: Sequence[str], option: str | None) -> tuple[str, list[str]]:
    """The study and the other words, as names of questions."""
    names = [word.replace("-", "_") for word in words]
    if words and names[0] not in questions() and is_study(words[0]):
        return study_named(words[0], option), names[1:]
    return study_named(None, option), names


def is_study(word: str) -> bool:
    """Whether a word names a shipped study (its data may have to be installed), a study.toml or a
    folder that holds one."""
    path = Path(word)
    here = word in shipped() or word in absent()
    return here or path.suffix == ".toml" or (path / STUDY_FILE).is_file()


def _with_parameters(names: Sequence[str], parameters: Sequence[str]) -> tuple[Question, ...]:
    known = questions()
    for name in names:
        if name not in known:
            raise QuestionError(
                f"no question and no study is named {name!r}", nearest(name, [*known, *shipped()])
            )
    texts: list[dict[str, str]] = [{} for _ in names]
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals:
            raise QuestionError(
                f"the parameter {parameter!r} has no value", f"Write -p {key or 'name'}=VALUE"
            )
        only, _, last = key.strip().rpartition(":")
        for place in _takers(names, only.replace("-", "_"), last):
            texts[place][last] = value
    return tuple(from_text(name, text) for name, text in zip(names, texts, strict=True))


def _takers(names: Sequence[str], only: str, parameter: str) -> list[int]:
    """Which of the questions a parameter is for: those that have it."""
    if only and only not in names:
        raise QuestionError(f"{only!r} is not asked here", nearest(only, names))
    having = {name: [one.name for one in parameters_of(questions()[name])] for name in names}
    takers = [
        place
        for place, name in enumerate(names)
        if parameter in having[name] and only in {"", name}
    ]
    if not takers:
        known = {one for name in names if only in {"", name} for one in having[name]}
        asked = only or " or ".join(dict.fromkeys(names))
        raise QuestionError(f"{asked} has no parameter {parameter!r}", nearest(parameter, known))
    return takers


def listed(text: str | None) -> tuple[str, ...] | None:
    """Names with commas between them, or None."""
    if text is None:
        return None
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)
