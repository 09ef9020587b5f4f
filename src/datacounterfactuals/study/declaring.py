"""From a file or plain values to a declaration, with errors that name the key and the remedy."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from datacounterfactuals.core.errors import StudyError, nearest
from datacounterfactuals.study.declaration import Declaration


def read_declaration(path: Path) -> Declaration:
    """Read a study.toml. Raises StudyError for what is not TOML or not in the schema."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise StudyError(
            f"there is no file {path}", "Write one with `datacf init DATA --target --objects`"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path} cannot be read ({error})") from None
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{path.name} is not TOML: {error}", "Mend that line") from None
    return declare(plain, path.name)


def declare(plain: Mapping[str, Any], source: str = "the study") -> Declaration:
    """Check plain values against the schema. Raises StudyError that names the first wrong key."""
    try:
        return Declaration.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(part for part in first["loc"])
        key = ".".join(str(part) for part in place)
        if first["type"] == "extra_forbidden":
            known = _keys_at(place[:-1])
            raise StudyError(
                f"{source} has an unknown key {key!r}", nearest(str(place[-1]), known)
            ) from None
        if first["type"] == "missing":
            raise StudyError(f"{source} lacks the key {key!r}", "Add it") from None
        said = first["msg"].removeprefix("Value error, ")
        said = said[:1].lower() + said[1:]
        shown = f", not {first['input']!r}" if not isinstance(first["input"], dict) else ""
        raise StudyError(f"{key!r} in {source}: {said}{shown}", "Correct it") from None


def _keys_at(place: tuple[int | str, ...]) -> list[str]:
    """The keys that the schema knows at a place."""
    model: type[BaseModel] = Declaration
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            found = _model_in(model.model_fields[part].annotation)
            if found is None:
                return []
            model = found
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(inner) for inner in get_args(annotation))
    return next((model for model in found if model is not None), None)
