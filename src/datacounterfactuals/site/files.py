"""The files that pages need, and how long a browser may keep them."""

from os import PathLike, stat_result
from typing import final

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

KEPT = "public, max-age=604800"
"""What is vendored changes with a release, and then rarely."""
ASKED = "no-cache"
"""Modules and styles fit each other in one version only: a browser asks each time whether its copy
is still the one, and by the tag is told so without being sent it again."""


@final
class Files(StaticFiles):
    """Files with a tag each, and the fonts kept for a week."""

    def file_response(
        self,
        full_path: PathLike[str] | str,
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        reply = super().file_response(full_path, stat_result, scope, status_code)
        vendored = "/vendor/" in scope["path"]
        reply.headers["cache-control"] = KEPT if vendored else ASKED
        return reply
