"""Every error that leaves the server, as a problem document (RFC 9457), made in this one place."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from gis_core.errors import EnvironmentProblemError, MatianError, NotAllowedError, NotFoundError, RefusedInputError

MEDIA_TYPE = "application/problem+json"
WHAT_IS_LEFT = "/{name:path}"
LOG: structlog.stdlib.BoundLogger = structlog.get_logger("matian.server")
CLIENT_GONE = 499  # nobody reads it; the log does

KINDS = {
    400: "bad-request",
    401: "login-needed",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    421: "unknown-host",
    500: "our-error",
    503: "try-again",
}


class ProblemDocument(BaseModel):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(description="Kind of problem: `urn:matian:problem:` and a word that stays the same")]
    title: str
    status: int
    detail: Annotated[str, Field(description="What was found and what to do, in one sentence")]
    field: Annotated[str | None, Field(description="Parameter that is wrong")] = None
    instance: Annotated[str, Field(description="Id under which the log keeps it")]


class Problem(Exception):  # noqa: N818  (RFC 9457's own word)
    """
    An answer that is an error.

    Parameters
    ----------
    status
        HTTP status.
    detail
        One sentence: what was found, what to do.
    field
        Parameter that is wrong, or `None`.
    retry_after_s
        Seconds after which asking again makes sense, or `None`.
    """

    def __init__(self, status: int, detail: str, *, field: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
        if status == HTTPStatus.UNAUTHORIZED:
            self.headers["WWW-Authenticate"] = 'Bearer realm="matian"'


class BadParameter(Problem):
    """A parameter that can't be; the sentence begins with its name."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(400, f"{field}: {detail}", field=field)


class TooLarge(HTTPException):
    """A body longer than a route takes; FastAPI lets no other kind of error through while it reads one."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"body: it is larger than {most / 2**20:g} MiB; send less at a time")


class ClientGone(Exception):  # noqa: N818  (not our error)
    """The client hung up before the answer was ready."""


def request_id(scope: Any) -> str:
    """Return the id of a request, given by the outermost middleware."""
    return str(scope.get("state", {}).get("request_id") or uuid.uuid4().hex)


def answer(scope: Any, problem: Problem) -> Response:
    """Return the document of `problem` as an answer to the request of `scope`."""
    document = ProblemDocument(
        type=f"urn:matian:problem:{KINDS.get(problem.status, 'other')}",
        title=HTTPStatus(problem.status).phrase if problem.status != CLIENT_GONE else "Client gone",
        status=problem.status,
        detail=problem.detail,
        field=problem.field,
        instance=f"urn:matian:request:{request_id(scope)}",
    )
    return JSONResponse(
        document.model_dump(exclude_none=True),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={**problem.headers, "Cache-Control": "no-store"},
    )


def unexpected(scope: Any) -> Response:
    """Return the answer to an error of ours: its id and no inner text."""
    return answer(scope, Problem(500, f"an error of ours; tell the administrator its number, {request_id(scope)}"))


def _status(error: MatianError) -> int:
    statuses: tuple[tuple[type[MatianError], int], ...] = (
        (NotAllowedError, 403),
        (NotFoundError, 404),
        (RefusedInputError, 422),
        (EnvironmentProblemError, 503),
    )
    return next((status for kind, status in statuses if isinstance(error, kind)), 400)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  (registered for it alone)
    return answer(request.scope, error)


async def _domain(request: Request, error: Exception) -> Response:
    """Errors of the domain; their sentences begin with the parameter's name where one is to blame."""
    assert isinstance(error, MatianError)  # noqa: S101
    if isinstance(error, EnvironmentProblemError):  # its sentence names folders and commands of the machine
        LOG.warning("the server's surroundings aren't in order", reason=str(error))
        return answer(request.scope, Problem(503, "the server's surroundings aren't in order; see its log"))
    name = str(error).partition(":")[0]
    known = {*request.query_params, *request.path_params}
    return answer(
        request.scope, Problem(_status(error), str(error), field=error.field or (name if name in known else None))
    )


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first = error.errors()[0]
    field = str(first["loc"][-1]) if len(first["loc"]) > 1 else str(first["loc"][0])
    return answer(request.scope, BadParameter(field, str(first["msg"]).removeprefix("Value error, ")))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    headers = dict(error.headers or {})
    if error.status_code < 400:
        return RedirectResponse(headers["Location"], error.status_code, headers={"Cache-Control": "no-store"})
    details = {404: f"there is nothing at {request.url.path[:200]}", 405: f"{request.method} isn't possible here"}
    field = "body" if error.status_code in (400, 413) else None
    problem = Problem(error.status_code, details.get(error.status_code, str(error.detail)), field=field)
    problem.headers |= headers
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        problem.headers["Allow"] = ", ".join(methods_at(request))
    return answer(request.scope, problem)


def methods_at(request: Request) -> list[str]:
    """Return the methods that routes answer at the address of a request, but for the one that takes what is left."""
    path = request.scope["path"]
    routes = [route for route in request.app.lean if isinstance(route, APIRoute) and route.path != WHAT_IS_LEFT]
    return sorted({method for route in routes if route.path_regex.match(path) for method in route.methods or ()})


async def _gone(request: Request, error: Exception) -> Response:
    del error
    return answer(request.scope, Problem(CLIENT_GONE, "the client hung up"))


async def _ours(request: Request, error: Exception) -> Response:
    del error
    return unexpected(request.scope)


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    Problem: _problem,
    MatianError: _domain,
    RequestValidationError: _validation,
    HTTPException: _http,
    ClientGone: _gone,
    Exception: _ours,  # passed on when it is answered, so that it is logged
}


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)


async def answer_to(request: Request, error: Exception) -> Response:
    """
    Return the answer to an error that a request met outside of FastAPI.

    Raises
    ------
    Exception
        `error` itself when it is one of ours.
    """
    kind = next(kind for kind in type(error).__mro__ if kind in HANDLERS)
    if kind is Exception:
        raise error
    return await HANDLERS[kind](request, error)


RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "The request can't be answered; `field` names the parameter that is wrong",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    },
    "5XX": {
        "description": "Not now (503, see Retry-After) or an error of ours (500)",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    },
}
