"""
The short way to a route that is asked for by the hundred: past FastAPI, not past the gates.

A map asks for hundreds of tiles, and Starlette's and FastAPI's way to a function takes longer than PostGIS does for one
of them. A `LeanRoute` reads its parameters by itself, and the `Lane`, which stands where the log and the door let
requests through, hands it its requests. To the OpenAPI document, and to the check of roles, it is a route as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import BadParameter, answer_to
from api.parameters import read_query
from api.security.access import gate_of

MOST_DIGITS = 7  # of a column or row at the last zoom


class LeanRoute(APIRoute):
    """A route whose path says whole numbers, and whose query parameters are texts that may be left out."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the gate and the endpoint, one after the other."""
        gate, endpoint = gate_of(self), self.endpoint
        declared = tuple(parameter.alias for parameter in self.dependant.query_params)
        if gate is None:
            raise ValueError(f"{self.path} must declare needs(Role.…)")

        async def handle(request: Request) -> Response:
            await gate(request)
            asked = read_query(request.scope["query_string"], declared)
            place = {name: _whole(name, text) for name, text in request.path_params.items()}
            answer: Response = await endpoint(request, **place, **{name: asked.get(name) for name in declared})
            return answer

        return handle


class Lane:
    """
    Hands requests to lean routes, and all others on.

    Parameters
    ----------
    app
        Answers what no lean route does: other paths, other methods.
    routes
        The lean ones among these are served here.
    """

    def __init__(self, app: ASGIApp, routes: Iterable[object]) -> None:
        self.app = app
        lean = [route for route in routes if isinstance(route, LeanRoute)]
        self.ways = [(route.path_regex, route.methods or set(), route.get_route_handler()) for route in lean]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] == "http":
            for pattern, methods, handle in self.ways:
                found = pattern.match(scope["path"]) if scope["method"] in methods else None
                if found:
                    scope["path_params"] = found.groupdict()
                    request = Request(scope, receive)
                    try:
                        answer = await handle(request)
                    except Exception as error:
                        answer = await answer_to(request, error)
                    await answer(scope, receive, send)
                    return
        await self.app(scope, receive, send)


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise BadParameter(name, f"{text[:20]!r} is no whole number between 0 and 9999999")
    return int(text)
