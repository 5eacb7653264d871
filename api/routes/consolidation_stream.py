"""`/api/consolidation/events/stream`: what is recorded, told to open pages as it is committed."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Annotated

from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.responses import StreamingResponse

from api.errors import BadParameter
from api.parameters import refuse_unknown
from api.progress import Progress, progress_followed
from api.security import Role, needs
from gis_core.consolidation.records.stream import read_position

router = APIRouter(tags=["consolidation"])
EVENT_STREAM = "text/event-stream"


def lifespan(app: FastAPI) -> AbstractAsyncContextManager[None]:
    """Follow the logs while the server runs."""
    return progress_followed(app)


@router.get(
    "/api/consolidation/events/stream",
    dependencies=[needs(Role.VIEWER)],
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def stream_events(
    request: Request, last_event_id: Annotated[str | None, Header(description="`id` of the last event seen")] = None
) -> StreamingResponse:
    """
    Tell what is recorded as it is committed (server-sent events).

    `ready` says that the stream has begun, `progress` that something was recorded, `reset` that what was missed can't
    be told and everything has to be asked for again. A browser comes back by itself with `Last-Event-ID`.
    """
    refuse_unknown(request)
    position = None
    if last_event_id:
        position = read_position(last_event_id)
        if position is None:
            raise BadParameter("last-event-id", "it is none that the stream gave; leave it out to begin now")
    if getattr(request.state, "head", False):  # its body, which a HEAD leaves out, never ends
        return StreamingResponse(iter(()), media_type=EVENT_STREAM)
    progress: Progress = request.app.state.progress
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(progress.read(request, position), media_type=EVENT_STREAM, headers=headers)
