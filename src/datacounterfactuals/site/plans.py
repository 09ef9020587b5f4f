"""Plans of a server: tables that people bring to it, and what came of them. A table is read in a
folder that is deleted at once, and is gone from memory when its job ends."""

import ipaddress
import tempfile
from functools import cache
from pathlib import Path, PurePosixPath

from datacounterfactuals.core.content import digest
from datacounterfactuals.core.errors import StudyError
from datacounterfactuals.data.files import SUFFIXES, read_file
from datacounterfactuals.data.looking import Profile, look
from datacounterfactuals.data.raw import RawTable
from datacounterfactuals.planning.making import SECONDS, plan_strike
from datacounterfactuals.planning.records import LEAST_OWNERS, numbered_classes, with_points
from datacounterfactuals.planning.result import StrikePlan
from datacounterfactuals.planning.samples import SAMPLES, Sample
from datacounterfactuals.site.faults import RefusedError, UnknownError
from datacounterfactuals.site.jobs import Job
from datacounterfactuals.site.shapes.plans import TableColumn, TableInfo
from datacounterfactuals.site.site import Site

EXAMPLE = "example"
"""The address of the finished plan that every site has, and `SAMPLE` what it is made of."""
SAMPLE = "census"
QUICK = 1.0
"""Seconds of a quick plan: as few tries as a range needs."""
COMMAND = "datacf plan-strike TABLE --owner COLUMN --target COLUMN"
MOST_COLUMNS, MOST_VALUES = 200, 4
_STORED = "records"


def allowed(site: Site, client: str | None) -> None:
    """Raise RefusedError unless the server plans, and the reader sits at its machine."""
    if site.settings.read_only:
        raise RefusedError("this server makes no plans", f"On your own computer: {COMMAND}")
    if client is None or not _here(client):
        raise RefusedError(
            "a plan is made on one's own computer only, and this server is on another",
            "Start datacf serve on yours and open the address that it prints",
        )


def _here(client: str) -> bool:
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def sample_of(name: str) -> Sample:
    """A sample by its name. Raises UnknownError."""
    if name not in SAMPLES:
        raise UnknownError(f"no sample is named {name!r}", f"Choose from {', '.join(SAMPLES)}")
    return SAMPLES[name]


def table_of(name: str, sample: str | None, body: bytes) -> RawTable:
    """The table that somebody brings: a sample, or a file by its name and bytes. Raises
    StudyError in plain words."""
    if sample is not None:
        return sample_of(sample).table()
    name = PurePosixPath(name.replace("\\", "/")).name[:120]
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise StudyError(
            f"{name or 'a file without a name'} is not a table by its name",
            f"Save it as one of {', '.join(SUFFIXES)}; a spreadsheet can save as CSV",
        )
    with tempfile.TemporaryDirectory(prefix="datacf-table-") as folder:
        path = Path(folder) / f"{_STORED}{suffix}"  # what people call it may mean something to SQL
        path.write_bytes(body)
        try:
            table = read_file(path)
        except StudyError as error:
            said = error.problem.replace(str(path), name).replace(path.name, name)
            raise StudyError(said, error.remedy) from None
    return RawTable(table.columns, name, table.dates)


def table_info(table: RawTable, sample: str | None = None) -> TableInfo:
    """What the columns of a table are, and which may be the owner (of those that may, the one with
    most names) and the answer (the last that may); of a sample it is known."""
    table, _ = with_points(table, set())
    profiles = look(table)[:MOST_COLUMNS]
    known = None if sample is None else SAMPLES.get(sample)
    named = max(filter(_owns, profiles), key=lambda one: one.distinct, default=None)
    owner = known.owner if known else named.name if named else None
    return TableInfo(
        name=table.source,
        records=len(table),
        columns=[
            TableColumn(
                name=one.name, kind=one.kind, distinct=one.distinct, missing=one.missing,
                values=[value[:40] for value, _ in one.values[:MOST_VALUES]],
                numbers=table.is_number(one.name) and not numbered_classes(one),
            )
            for one in profiles
        ],
        owner=owner,
        target=known.target
        if known
        else next(
            (one.name for one in reversed(profiles) if one.name != owner and _answers(one)), None
        ),
    )  # fmt: skip


def _owns(one: Profile) -> bool:
    """Whether a column may say whose a record is: names, which come back."""
    named = one.kind in ("category", "id", "text")
    return named and one.distinct >= LEAST_OWNERS and one.distinct < one.rows - one.missing


def _answers(one: Profile) -> bool:
    return one.kind in ("number", "category") and one.distinct >= 2


def start(
    site: Site, table: RawTable, owner: str, target: str, lose: float, price: float | None,
    seconds: float, body: bytes,
) -> Job:  # fmt: skip
    """Make a plan beside the server. The same plan asked for twice is one job."""
    about = digest(table.source, owner, target, lose, price or 0.0, seconds, body)
    return site.jobs.start(
        "plan",
        table.source,
        about,
        lambda report: plan_strike(
            table, owner, target, lose=lose, price=price, seconds=seconds, progress=report
        ),
    )


def plan_of(site: Site, identity: str) -> StrikePlan | Job:
    """A finished plan, or the job that still makes it or failed to. Raises UnknownError."""
    if identity == EXAMPLE:
        return example()
    try:
        job = site.jobs.get(identity)
    except UnknownError:
        raise UnknownError(
            "there is no plan at this address any more",
            "The server forgets plans when it stops: make it again at /plan",
        ) from None
    if job.kind != "plan":
        raise UnknownError("there is no plan at this address", "Make one at /plan")
    return job.result if isinstance(job.result, StrikePlan) else job


@cache
def example() -> StrikePlan:
    """A plan of the people of a census, made once."""
    sample = SAMPLES[SAMPLE]
    return plan_strike(sample.table(), sample.owner, sample.target, seconds=QUICK)


def finished(site: Site, identity: str) -> StrikePlan:
    """A finished plan. Raises UnknownError."""
    found = plan_of(site, identity)
    if isinstance(found, Job):
        raise UnknownError("this plan is not finished", "Look again when it is")
    return found


LONG = SECONDS
"""Seconds of a plan that takes its time."""
