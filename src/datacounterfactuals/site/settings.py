"""What a server may do, decided once when it starts."""

from dataclasses import dataclass
from pathlib import Path
from typing import final

LOOPBACK = "127.0.0.1"


@final
@dataclass(frozen=True)
class SiteSettings:
    """How a site is served.

    `folder`: where studies of one's own are looked for (its study.toml, and those of the folders
    in it); None serves the shipped ones only. `outside`: further study.toml files or folders, by
    explicit wish. `only`: no shipped ones but these, by name; none is all of them. `bank`: the
    folder of the bank; None is the user's own. `first`: the study that the front page opens; by
    default the one of the working folder, else `four`.

    `read_only`: nothing is ever trained, for public hosting. `allow_programs`: learners that run
    a program of the user's may be run too. `hosts`: names by which the server may be called,
    beside its own address. `most_rows`: the most rows that one job trains, and the most worlds
    that a question may want; `most_seconds`: the longest that one job trains; `most_jobs`: how
    many jobs run at once; `most_bytes`: the largest body that is read, and
    `most_table_bytes` the largest table to plan with. `warm_up`: fill the first
    studies when the server starts. `public`: where the site stands for its readers, for links that
    must be absolute; by default where it was asked.
    """

    folder: Path | None = None
    outside: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    bank: Path | None = None
    first: str | None = None
    read_only: bool = False
    allow_programs: bool = False
    hosts: tuple[str, ...] = ()
    most_rows: int = 1 << 20
    most_seconds: float = 3600.0
    most_jobs: int = 4
    most_bytes: int = 1 << 20
    most_table_bytes: int = 32 << 20
    warm_up: bool = True
    public: str = ""
