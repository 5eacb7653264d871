"""`/api/jobs`: work that takes longer than a request may, as the one who asked for it sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api.database import in_thread
from api.job_stream import follow
from api.parameters import refuse_unknown
from api.progress import RETRY_MS, Progress
from api.roles import Role, allows
from api.security import needs
from api.shapes import Text
from gis_core.jobs import store
from gis_core.jobs.kind import kinds
from gis_core.jobs.store import Job

router = APIRouter(tags=["jobs"])
EVENT_STREAM = "text/event-stream"
JobNumber = Annotated[int, Path(ge=0, le=2**63 - 1, description="Number of a job")]


class JobAnswer(BaseModel):
    """A job as it stands."""

    id: int
    kind: str
    label: Text
    arguments: dict[str, Any]
    who: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    cancel_asked: bool
    progress: Annotated[float, Field(description="0 to 1")]
    doing: Annotated[Text | None, Field(description="What it is at")]
    result: Annotated[Any, Field(description="What came out, once it is done; not in lists")]
    error: Annotated[str | None, Field(description="Why it failed, in one sentence")]
    submitted_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobsAnswer(BaseModel):
    """Jobs, the newest first."""

    jobs: list[JobAnswer]


def answer(job: Job) -> JobAnswer:
    """Return the job as it is told over HTTP."""
    known = kinds().get(job.kind)
    zh, en = (known.label.zh, known.label.en) if known else (job.kind, job.kind)
    doing = job.doing
    return JobAnswer(
        **{name: getattr(job, name) for name in JobAnswer.model_fields if name not in ("label", "doing")},
        label=Text(zh=zh, en=en),
        doing=Text.of(doing) if doing else None,
    )


def _whose(request: Request) -> str | None:
    """Return the caller's name, or `None` for an administrator, who sees everybody's."""
    return None if allows(Role(request.state.role), Role.ADMINISTRATOR) else str(request.state.who)


@router.get("/api/jobs", dependencies=[needs(Role.VIEWER)])
async def list_jobs(
    request: Request,
    kind: Annotated[str | None, Query(max_length=100, description="Only jobs of this kind")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Most jobs to list")] = 50,
) -> JobsAnswer:
    """List one's own jobs, the newest first; administrators see everybody's."""
    refuse_unknown(request, "kind", "limit")
    whose = _whose(request)
    found = await in_thread(request, lambda connection: store.jobs(connection, who=whose, kind=kind, limit=limit))
    return JobsAnswer(jobs=[answer(job) for job in found])


@router.get("/api/jobs/{number}", dependencies=[needs(Role.VIEWER)])
async def get_job(request: Request, number: JobNumber) -> JobAnswer:
    """Tell how a job stands, and once it is done what came out."""
    refuse_unknown(request)
    whose = _whose(request)
    return answer(await in_thread(request, lambda connection: store.get(connection, number, who=whose)))


@router.get(
    "/api/jobs/{number}/stream",
    dependencies=[needs(Role.VIEWER)],
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}}},
)
async def stream_job(request: Request, number: JobNumber) -> StreamingResponse:
    """
    Tell how a job goes on (server-sent events `job`, each with the job as `GET /api/jobs/{number}` gives it).

    The stream ends when the job is over; the client then closes it, or it would come back by itself.
    """
    refuse_unknown(request)
    whose = _whose(request)

    async def look() -> dict[str, Any]:
        found = await in_thread(request, lambda connection: store.get(connection, number, who=whose))
        return answer(found).model_dump(mode="json")

    await look()  # whose job it isn't gets an answer instead of a stream
    if getattr(request.state, "head", False):
        return StreamingResponse(iter(()), media_type=EVENT_STREAM)
    progress: Progress = request.app.state.progress
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(follow(progress, number, look, RETRY_MS), media_type=EVENT_STREAM, headers=headers)


@router.post("/api/jobs/{number}/cancel", dependencies=[needs(Role.VIEWER)])
async def cancel_job(request: Request, number: JobNumber) -> JobAnswer:
    """Take a job back: one that waits never begins, one that runs ends within a second or two, one over stays."""
    refuse_unknown(request)
    whose = _whose(request)
    return answer(await in_thread(request, lambda connection: store.cancel(connection, number, who=whose)))
