"""How worlds are written: `ABD`, `A, B*0.5`, `"Smith, J.", Jones`."""

import json
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from datacounterfactuals.core.errors import StudyError

RESERVED = {"", "-", "empty", "∅", "full"}
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WORD = re.compile(rf"\s*({_QUOTED}(?:\s*\*[^,]*)?|[^,]*)\s*(?:,|$)")


def spell(words: Sequence[tuple[str, float]], letters: bool) -> str:
    """Write named weights so that `read` reads them back. `letters`: every object of the universe
    has a name of one letter."""
    if letters and all(weight == 1.0 for _, weight in words):
        return "".join(name for name, _ in words)
    alone = len(words) == 1
    return ", ".join(
        _quoted(name, alone and weight != 1.0) + ("" if weight == 1.0 else f"*{weight:.17g}")
        for name, weight in words
    )


@lru_cache(maxsize=1 << 12)
def _quoted(name: str, alone: bool) -> str:
    plain = not set(name) & set(',*"\\') and name == name.strip() and name not in RESERVED
    return name if plain and not (alone and len(name.split()) > 1) else json.dumps(name)


def read(text: str, names: Collection[str]) -> list[tuple[str, float]]:
    """Read named weights. Raises StudyError for a weight that is not a number."""
    if text in names:
        return [(text, 1.0)]
    if text.isalnum() and all(letter in names for letter in text):
        return [(letter, 1.0) for letter in text]
    if "," in text or '"' in text:
        words = [word.strip() for word in _WORD.findall(text) if word.strip()]
    else:
        words = text.split()
    return [_weighted(word, names) for word in words]


def _weighted(word: str, names: Collection[str]) -> tuple[str, float]:
    if word in names:  # a stand-in may be called B*
        return word, 1.0
    quoted = re.fullmatch(rf"({_QUOTED})\s*(?:\*(.*))?", word, re.DOTALL)
    if quoted:
        try:
            name, number = str(json.loads(quoted[1])), quoted[2] or ""
        except json.JSONDecodeError:
            raise StudyError(f"the name {quoted[1]} is not quoted as JSON is") from None
    elif "*" in word:
        name, _, number = word.rpartition("*")
    else:
        name, number = word, ""
    try:
        return name.strip() if not quoted else name, float(number) if number else 1.0
    except ValueError:
        raise StudyError(f"{number!r} in {word!r} is not a number", "Write A*0.5") from None
