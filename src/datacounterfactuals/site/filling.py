"""Filling the rows that a page shows, in a job."""

from contextlib import suppress

import numpy as np

from datacounterfactuals.core.errors import DataCounterfactualsError
from datacounterfactuals.core.shutting import open_rows
from datacounterfactuals.grid.grid import plainly
from datacounterfactuals.site.asking import budget
from datacounterfactuals.site.jobs import Job
from datacounterfactuals.site.moving import retrained
from datacounterfactuals.site.opened import Opened
from datacounterfactuals.site.shapes.jobs import FillWanted
from datacounterfactuals.site.site import Site

SMALL = 1 << 10
"""A study with at most so many rows is filled when the server starts."""
WARM_UP_SECONDS = 60.0


def fill_page(site: Site, opened: Opened, wanted: FillWanted) -> Job:
    """Start filling the rows of a study's page. The caller has seen that it may be trained."""
    grid = opened.grid
    columns = plainly(grid.window(metric=wanted.metric or None).columns)
    grid.reader(columns)  # refuses a metric that the learner does not give
    allowed = budget(site, grid, wanted.rows, wanted.seconds)
    rows = opened.rows
    if grid.study.universe.limited:
        rows = rows.select(np.flatnonzero(open_rows(grid.study.universe, rows)))
    return site.jobs.start(
        "fill",
        opened.entry.name,
        wanted,
        lambda report: grid.fill(rows, columns=columns, budget=allowed, progress=report),
    )


MOVED = "four"
"""The study whose points the front page moves."""


def warm_up(site: Site) -> None:
    """Fill the first study, and those of the front page, if they are small and run no program: so
    that a newcomer looks at trained cells. And train once what is moved under the hand, so that
    nobody waits for compiled code to be read."""
    for name in dict.fromkeys([site.studies.first, "corpora", MOVED]):
        if site.jobs.stopping:
            return
        try:
            opened = site.studies.open(name)
            learner = opened.grid.study.learner
            safe = learner is not None and not learner.capability.outside
            if safe and site.studies.trains(opened.grid) and len(opened.rows) <= SMALL:
                fill_page(site, opened, FillWanted(seconds=WARM_UP_SECONDS)).wait(WARM_UP_SECONDS)
        except DataCounterfactualsError:
            continue  # whoever opens that study is told
    with suppress(DataCounterfactualsError):
        moved = site.studies.open(MOVED).grid
        if site.studies.trains(moved):
            retrained(moved.study, [])
