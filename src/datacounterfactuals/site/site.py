"""What the routes of one server share."""

from dataclasses import dataclass
from typing import Annotated, final

from fastapi import Depends, Request

from datacounterfactuals.site.games import Games
from datacounterfactuals.site.jobs import Jobs
from datacounterfactuals.site.settings import SiteSettings
from datacounterfactuals.site.studies import Studies


@final
@dataclass(frozen=True)
class Site:
    """The settings, studies, jobs and games of a server, and the menu of its pages."""

    settings: SiteSettings
    studies: Studies
    jobs: Jobs
    games: Games
    menu: tuple[tuple[str, str], ...]

    @staticmethod
    def of(settings: SiteSettings, menu: tuple[tuple[str, str], ...] = ()) -> "Site":
        return Site(settings, Studies(settings), Jobs(settings.most_jobs), Games(), menu)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


Served = Annotated[Site, Depends(_site)]
"""The site, as a parameter of a route."""
