"""
The server as a FastAPI app: `create_app(settings, instance)`.

`app.state` holds what routes work with: `instance`, `settings`, `connections`, `turns` (how many queries at once),
`door` (how many are asked at once who they are), `memory` (who came in a moment ago), `revival` (starts a dead cluster
again), `web` (folder of the front end).
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

import api.routes
from api import errors
from api.connections import Connections
from api.lane import Lane
from api.logs import RequestLog, configure
from api.pages import WEB
from api.recovery import Revival
from api.security.access import Memory, gate_of
from api.security.door import Door
from gis_core import db
from gis_core.instance import Instance, current_instance
from gis_core.settings import Settings, load_settings

TITLE = "Matian · 马田街道空间规划系统"
SMALLEST_ZIPPED = 1024
ZIP_LEVEL = 5
DOOR = 2
"""Connections kept for asking who somebody is: that takes a millisecond, and mustn't wait behind what takes seconds."""


class Gated(FastAPI):
    """
    FastAPI behind the gates that every request passes, whichever way it is answered then: the log, the door, the lane.

    Parameters
    ----------
    settings
        Of the process (hosts).
    options
        FastAPI's own.
    """

    def __init__(self, settings: Settings, **options: Any) -> None:
        super().__init__(**options)
        self._settings = settings
        self.lean: list[object] = []

    def build_middleware_stack(self) -> ASGIApp:
        """Return what is asked, from the outermost gate inwards; made once, when the first request comes."""
        return RequestLog(Door(Lane(super().build_middleware_stack(), self.lean), self._settings))


def create_app(settings: Settings, instance: Instance, *, web: Path = WEB) -> FastAPI:
    """
    Return the app of an instance.

    Parameters
    ----------
    settings
        Settings of the process (pool, limits, hosts).
    instance
        Whose records are served; its database must stand when the app starts.
    web
        Folder of the built front end.

    Raises
    ------
    ValueError
        If a route declares neither the role that it needs nor that it is open to all.
    """
    modules = route_modules()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.turns = asyncio.Semaphore(min(settings.query_limit, settings.pool_size))
        app.state.door = asyncio.Semaphore(DOOR)
        async with AsyncExitStack() as stack:
            pool = await stack.enter_async_context(
                await db.pool(
                    instance, size=settings.pool_size + DOOR, statement_timeout_s=settings.statement_timeout_s
                )
            )
            app.state.connections = Connections(pool)
            stack.push_async_callback(app.state.connections.let_go)
            for module in modules:
                if hasattr(module, "lifespan"):
                    await stack.enter_async_context(module.lifespan(app))
            yield

    app = Gated(
        settings,
        title=TITLE,
        version="1",
        lifespan=lifespan,
        openapi_url=None,  # served by routes/openapi.py, to those who are logged in
        docs_url=None,  # loads its scripts from another host
        redoc_url=None,
        responses=errors.RESPONSES,
        generate_unique_id_function=lambda route: route.name,
        middleware=[Middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED, compresslevel=ZIP_LEVEL)],
    )
    app.state.settings = settings
    app.state.instance = instance
    app.state.web = web
    app.state.memory = Memory()
    app.state.revival = Revival(instance, settings)
    errors.install(app)
    for module in modules:
        for route in module.router.routes:
            if not isinstance(route, APIRoute) or gate_of(route) is None:
                raise ValueError(f"{module.__name__}: {route} must declare needs(Role.…) or open_to_all()")
        app.include_router(module.router)
        app.lean.extend(module.router.routes)
    return app


def route_modules() -> list[ModuleType]:
    """Return the modules of `api/routes/` by name, what catches all that is left last."""
    names = sorted(info.name for info in pkgutil.iter_modules(api.routes.__path__))
    found = [importlib.import_module(f"api.routes.{name}") for name in names]
    return sorted(found, key=lambda module: hasattr(module, "LAST"))


def from_environment() -> FastAPI:
    """Return the app of this process's instance: what each worker of a server with several is started with."""
    settings = load_settings()
    instance = current_instance(settings)
    configure(instance)
    return create_app(settings, instance)
