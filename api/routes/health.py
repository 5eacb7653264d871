"""`/healthz`: whether the server can do its work; open to all, so it tells no secrets."""

from __future__ import annotations

import shutil
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.database import query
from api.errors import Problem
from api.security import open_to_all
from gis_core.instance import Instance
from layers.migrations.head import newest_revision

router = APIRouter(tags=["server"])
LEAST_FREE = 500 * 2**20  # bytes; below it a big delivery may not fit

Verdict = Literal["ok", "degraded"]


class Health(BaseModel):
    """Whether the server can do its work, and what is wrong where it can't."""

    status: Verdict
    database: Annotated[Verdict, Field(description="Whether it answers")]
    migrations: Annotated[Verdict, Field(description="Whether its schema is the one that this program was made for")]
    disk: Annotated[Verdict, Field(description="Whether there is room left for a delivery")]


@router.get(
    "/healthz",
    response_model=Health,
    dependencies=[open_to_all()],
    responses={503: {"model": Health, "description": "One of them isn't in order"}},
)
async def health(request: Request) -> JSONResponse:
    """Tell whether database, migrations and disk are in order; 503 when one of them isn't."""
    revision = None
    try:
        async with query(request) as connection:
            revision = await connection.fetchval("SELECT version_num FROM alembic_version")
        database = True
    except Problem:
        database = False
    checks = {
        "database": database,
        "migrations": revision == newest_revision(),
        "disk": await run_in_threadpool(_has_room, request.app.state.instance),
    }
    told = {name: "ok" if good else "degraded" for name, good in checks.items()}
    good = all(checks.values())
    return JSONResponse({"status": "ok" if good else "degraded", **told}, 200 if good else 503)


def _has_room(instance: Instance) -> bool:
    return shutil.disk_usage(instance.home).free >= LEAST_FREE
