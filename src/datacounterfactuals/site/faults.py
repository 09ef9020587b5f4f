"""Errors of the site, each with its HTTP status; all are JSON of a problem and a remedy."""

from collections.abc import Callable
from typing import ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from datacounterfactuals.core.errors import BankError, DataCounterfactualsError


class SiteError(DataCounterfactualsError):
    """A request that cannot be served; `status` is its HTTP status."""

    status: ClassVar[int] = 422


class UnknownError(SiteError):
    """There is nothing of that name."""

    status = 404


class RefusedError(SiteError):
    """The server was not started so that it may do this."""

    status = 403


class BusyError(SiteError):
    """Too much is going on already."""

    status = 429


def fault(status: int, problem: str, remedy: str) -> JSONResponse:
    """An error as JSON."""
    return JSONResponse({"problem": problem, "remedy": remedy}, status_code=status)


def status_of(error: DataCounterfactualsError) -> int:
    """The HTTP status of an error that a user can mend."""
    if isinstance(error, SiteError):
        return error.status
    return 409 if isinstance(error, BankError) else 422


def handle_faults(
    app: FastAPI, page: Callable[[Request, DataCounterfactualsError], Response]
) -> None:
    """Let every error leave as JSON with a problem and a remedy, or as a page for who reads one."""

    async def mistake(request: Request, error: Exception) -> Response:
        assert isinstance(error, DataCounterfactualsError)
        if _reads_pages(request):
            return await run_in_threadpool(page, request, error)
        return fault(status_of(error), error.problem, error.remedy)

    async def unreadable(request: Request, error: Exception) -> JSONResponse:
        del request
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part not in {"body", "query"})
        said = first["msg"][:1].lower() + first["msg"][1:]
        return fault(
            422,
            f"{place!r} in the request: {said}" if place else f"the request: {said}",
            "See /api/openapi.json for what is expected",
        )

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path = request.url.path
        if error.status_code == 404:
            if _reads_pages(request):
                missing = UnknownError(f"there is no page {path}", "Choose a study above")
                return await run_in_threadpool(page, request, missing)
            return fault(404, f"there is nothing at {path}", "See /api/openapi.json")
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "another method")
            return fault(405, f"{request.method} is not served at {path}", f"Use {allowed}")
        return fault(error.status_code, str(error.detail), "See /api/openapi.json")

    app.add_exception_handler(DataCounterfactualsError, mistake)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(HTTPException, plain)


def _reads_pages(request: Request) -> bool:
    """Whether a person in a browser asked, and not a program."""
    return not request.url.path.startswith(("/api/", "/static/")) and "text/html" in (
        request.headers.get("accept", "")
    )
