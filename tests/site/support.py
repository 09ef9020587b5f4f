"""A site on a small study of one's own, in a bank of its own."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import httpx

from datacounterfactuals.site.app import create_app
from datacounterfactuals.site.serve import Server, address_of, listen
from datacounterfactuals.site.settings import SiteSettings

ROWS = [
    # source, x, y, label, region
    ("red", 0.1, 1.2, "yes", "north"),
    ("red", 0.4, 1.0, "yes", "south"),
    ("red", 1.9, 0.1, "no", "north"),
    ("red", 1.5, 0.3, "no", "south"),
    ("green", 0.2, 0.9, "yes", "north"),
    ("green", 1.8, 0.2, "no", "south"),
    ("green", 0.7, 0.8, "yes", "north"),
    ("green", 1.2, 0.5, "no", "south"),
    ("blue", 0.3, 0.7, "no", "north"),
    ("blue", 1.6, 0.6, "yes", "south"),
    ("blue", 1.1, 0.9, "no", "north"),
    ("blue", 0.5, 0.4, "yes", "south"),
]
HELD = [
    (0.1 + 0.15 * i, 1.3 - 0.11 * i, "yes" if i < 6 else "no", ("north", "south")[i % 2])
    for i in range(12)
]


def write_study(
    folder: Path,
    name: str = "mine",
    title: str = "Mine",
    learner: str = "centroid",
    more: str = "",
) -> Path:
    """A study of three sources, scored on two regions."""
    home = folder / name
    home.mkdir(parents=True)
    lines = ["source,x,y,label,region", *(",".join(map(str, row)) for row in ROWS)]
    (home / "data.csv").write_text("\n".join(lines) + "\n", "utf-8")
    held = ["source,x,y,label,region", *(",".join(map(str, ("", *row))) for row in HELD)]
    (home / "held.csv").write_text("\n".join(held) + "\n", "utf-8")
    path = home / "study.toml"
    path.write_text(
        f"""[study]
title = {json.dumps(title)}
[data]
path = "data.csv"
[objects]
column = "source"
[target]
column = "label"
[features]
include = ["x", "y"]
[evaluation]
path = "held.csv"
slices = ["region"]
[learner]
kind = {json.dumps(learner)}
{more}
""",
        "utf-8",
    )
    return path


def write_parts(folder: Path, count: int) -> Path:
    """A study of a regression whose rows are dealt into so many parts."""
    home = folder / f"parts{count}"
    home.mkdir(parents=True)
    lines = ["x,z,y"]
    for k in range(300):
        x, z = k % 7, (k * k) % 11 + k / 300
        lines.append(f"{x},{z},{2 * x - z + (k * 37) % 17 / 9}")
    (home / "data.csv").write_text("\n".join(lines) + "\n", "utf-8")
    path = home / "study.toml"
    path.write_text(
        '[data]\npath = "data.csv"\n[target]\ncolumn = "y"\n[learner]\nkind = "ridge"\n'
        f"[objects]\nk = {count}\n",
        "utf-8",
    )
    return path


def write_wide(folder: Path, objects: int, regions: int) -> Path:
    """A study of so many lettered sources, scored on all points and on so many regions: a cheap
    learner, so that its whole lattice is soon filled."""
    home = folder / f"wide{objects}"
    home.mkdir(parents=True)
    chance = Random(7)

    def drawn(many: int, source: str, region: int) -> list[str]:
        lines: list[str] = []
        for _ in range(many):
            side = chance.choice([-1, 1])
            x = chance.gauss(0.5 * side + 0.4 * (region % 5), 1)
            z = chance.gauss(0.4 * side - 0.3 * (region % 3), 1)
            label = "yes" if (side > 0) != (chance.random() < 0.1) else "no"
            lines.append(f"{source},{x:.3f},{z:.3f},{label},region {region + 1}")
        return lines

    head = "source,x,z,label,region"
    rows = [drawn(8 + at, chr(65 + at), at % regions) for at in range(objects)]
    held = [drawn(24, "", region) for region in range(regions)]
    (home / "data.csv").write_text("\n".join([head, *chain(*rows)]) + "\n", "utf-8")
    (home / "held.csv").write_text("\n".join([head, *chain(*held)]) + "\n", "utf-8")
    path = home / "study.toml"
    path.write_text(
        '[data]\npath = "data.csv"\n[objects]\ncolumn = "source"\n[target]\ncolumn = "label"\n'
        '[features]\ninclude = ["x", "z"]\n[evaluation]\npath = "held.csv"\n'
        'slices = ["region"]\n[learner]\nkind = "centroid"\n',
        "utf-8",
    )
    return path


@contextmanager
def served(settings: SiteSettings, every_address: bool = False) -> Generator[str]:
    """The address of a site that is served by a thread, on any free port."""
    with listen("127.0.0.1", 0) as listener:
        app = create_app(settings, every_address=every_address)
        server = Server(app, address_of(listener))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address_of(listener)
        finally:
            app.state.site.jobs.stop()
            server.should_exit = True
            thread.join(10)


@contextmanager
def client_of(
    tmp_path: Path, every_address: bool = False, **settings: Any
) -> Generator[httpx.Client]:
    """A client of a site whose folder holds the study `mine`."""
    folder = tmp_path / "folder"
    if not folder.exists():
        write_study(folder)
    chosen: dict[str, Any] = {"folder": folder, "bank": tmp_path / "bank", "warm_up": False}
    with (
        served(SiteSettings(**(chosen | settings)), every_address) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        yield client


def post(client: httpx.Client, path: str, body: Any) -> Any:
    """What the API replies about the small study; it must succeed."""
    reply = client.post(f"/api/studies/mine{path}", json=body)
    assert reply.is_success, reply.text
    return reply.json()


def is_fault(reply: Any, *statuses: int) -> bool:
    """Whether a reply is a mistake told as it should be."""
    said = reply.json()
    return (
        reply.status_code in statuses
        and set(said) == {"problem", "remedy"}
        and bool(said["problem"])
        and bool(said["remedy"])
    )
