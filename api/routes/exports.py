"""`/api/exports`: records as files: the formats, asking, the list of what was asked for, decisions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

import psycopg
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from api.bodies import Body, Words
from api.database import in_thread
from api.errors import BadParameter
from api.parameters import layer_named, read_times, refuse_unknown
from api.roles import Role, allows
from api.routes.jobs import JobAnswer, answer
from api.security import needs
from api.shapes import Text
from gis_core.exports import ask, log
from gis_core.exports.downloads import sign
from gis_core.exports.log import Export, State
from gis_core.instance import Instance
from gis_core.jobs import store as jobs
from gis_core.selection import store as selections
from gis_core.selection.language import LONGEST
from gis_core.selection.selection import Selection

router = APIRouter(prefix="/api/exports", tags=["exports"])
MOST_LAYERS = 100
ExportNumber = Annotated[int, Path(ge=0, le=2**63 - 1, description="Number of an export")]


class KeptAnswer(BaseModel):
    """What a format keeps: a name of ours, and what people call it."""

    name: str
    label: Text


class FormatAnswer(BaseModel):
    """A format: what it keeps, what it loses, the only CRS and the encodings that it can be in."""

    name: str
    label: Text
    extension: str
    media_type: str
    keeps: list[KeptAnswer]
    losses: list[Text]
    crs: str | None
    encodings: list[str]
    shapes: Annotated[list[str], Field(description="Geometry types of layers that it holds; empty for any")]
    several: Annotated[bool, Field(description="Whether a file holds several layers; else they come as a ZIP")]


class AskedData(Body):
    """What to export: a layer (with a filter), several layers, or a stored selection."""

    layer: Annotated[str | None, Field(max_length=100)] = None
    layers: Annotated[
        list[Annotated[str, Field(max_length=100)]] | None,
        Field(min_length=1, max_length=MOST_LAYERS, description="In one file, or a ZIP of a file each"),
    ] = None
    filter: Annotated[str | None, Field(max_length=LONGEST, description="CQL2; only with `layer`")] = None
    selection: UUID | None = None
    format: Annotated[str, Field(max_length=40)]
    crs: Annotated[str | None, Field(max_length=200, description="EPSG:4547, EPSG:4490, GCJ-02 …")] = None
    at: Annotated[str | None, Field(max_length=40)] = None
    known: Annotated[str | None, Field(max_length=40)] = None
    encoding: Annotated[str | None, Field(max_length=20)] = None
    purpose: Words | None = None


class AskedAnswer(BaseModel):
    """The number of the export, whether it is queued or waits for an approval (and why), and its job."""

    export: int
    state: State
    why: Text | None
    job: JobAnswer | None


class DownloadAnswer(BaseModel):
    """Where a file is fetched, under which name it is saved, and until when it is there."""

    url: str
    name: str
    expires_at: dt.datetime


class ExportAnswer(BaseModel):
    """An export as it stands."""

    id: int
    kind: Literal["data", "sheets"]
    what: dict[str, Any]
    who: str
    state: State
    asked_at: dt.datetime
    purpose: str | None
    rows: int | None
    bytes: int | None
    classification: str
    why: Annotated[Text | None, Field(description="Why it waits, or had to")]
    losses: list[Text]
    notices: list[Text]
    job: int | None
    download: DownloadAnswer | None
    decided_by: str | None
    reason: str | None
    error: str | None


class ExportsAnswer(BaseModel):
    """Exports, the newest first."""

    exports: list[ExportAnswer]


class Decision(Body):
    """Whether an export may go out; a refusal says why."""

    approve: bool
    reason: Words | None = None


def told(instance: Instance, export: Export, who: str) -> ExportAnswer:
    """Return an export as an answer gives it; only its owner gets the address of its file."""
    made, asked = export.made or {}, export.asked
    download = None
    if export.state == "done" and export.who == who and export.expires_at is not None and made["files"]:
        token = sign(instance, export.id, export.expires_at)
        name = str(made["files"][0]["name"])
        download = DownloadAnswer(url=f"/api/downloads/{token}", name=name, expires_at=export.expires_at)
    return ExportAnswer(
        id=export.id,
        kind=asked["kind"],
        what=asked["what"],
        who=export.who,
        state=export.state,
        asked_at=export.asked_at,
        purpose=asked.get("purpose"),
        rows=made.get("rows", asked.get("rows")),
        bytes=made.get("bytes"),
        classification=export.classification,
        why=asked.get("why"),
        losses=made.get("losses", []),
        notices=made.get("notices", []),
        job=export.job,
        download=download,
        decided_by=export.decided_by,
        reason=export.reason,
        error=export.error,
    )


async def asked_answer(request: Request, export: Export) -> AskedAnswer:
    """Return the answer to asking for an export."""
    number = export.job
    job = None
    if number is not None:
        job = answer(await in_thread(request, lambda connection: jobs.get(connection, number)))
    return AskedAnswer(export=export.id, state=export.state, why=export.asked.get("why"), job=job)


@router.get("/formats", dependencies=[needs(Role.VIEWER)])
async def list_formats(request: Request) -> list[FormatAnswer]:
    """List the formats that records can be written in."""
    refuse_unknown(request)
    from gis_core.exchange.writer import KEPT, Keep  # noqa: PLC0415  (GDAL is slow to load)
    from gis_core.exchange.writers import all_writers  # noqa: PLC0415

    return [
        FormatAnswer(
            name=writer.name,
            label=Text.of(writer.label),
            extension=writer.extension,
            media_type=writer.media_type,
            keeps=[KeptAnswer(name=keep, label=Text.of(KEPT[keep])) for keep in Keep if keep in writer.keeps],
            losses=[Text.of(loss) for loss in writer.lost()],
            crs=writer.crs,
            encodings=list(writer.encodings),
            shapes=list(writer.shapes),
            several=writer.write_layers is not None,
        )
        for writer in all_writers().values()
    ]


@router.post("/data", status_code=202, dependencies=[needs(Role.VIEWER)])
async def ask_for_data(request: Request, asked: AskedData) -> AskedAnswer:
    """Ask for records as a file: made by a job, at once or when somebody has approved it."""
    refuse_unknown(request)
    from gis_core.exports.data import ask_for_data as ask_for  # noqa: PLC0415  (GDAL is slow to load)

    instance: Instance = request.app.state.instance
    who, role = str(request.state.who), str(request.state.role)
    if sum(given is not None for given in (asked.layer, asked.layers, asked.selection)) != 1:
        raise BadParameter("layer", "give a layer, layers or a selection, and one of them only")
    if asked.selection is not None and (asked.filter, asked.at, asked.known) != (None, None, None):
        raise BadParameter("selection", "a selection has its own filter and times; leave filter, at and known away")
    if asked.filter is not None and asked.layers is not None:
        raise BadParameter("filter", "it speaks of the fields of one layer; give it with layer")

    def submit(connection: psycopg.Connection[Any]) -> Export:
        if asked.selection is not None:
            chosen = [selections.find(connection, asked.selection, who=who).selection]
        else:
            times = read_times(instance.place, asked.at, asked.known)
            filters = () if asked.filter is None else (asked.filter,)
            names = asked.layers or [asked.layer or ""]
            chosen = [Selection(layer_named(name).name, filters, times.at, times.known) for name in names]
        return ask_for(
            connection,
            instance.place,
            chosen,
            format_name=asked.format,
            crs=asked.crs,
            encoding=asked.encoding,
            purpose=asked.purpose,
            role=role,
        )

    return await asked_answer(request, await in_thread(request, submit))


@router.get("", dependencies=[needs(Role.VIEWER)])
async def list_exports(
    request: Request,
    state: Annotated[State | None, Query(description="Only those that stand so")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Only those before this number")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Most to list")] = 50,
) -> ExportsAnswer:
    """List one's own exports, the newest first; leads and administrators see everybody's."""
    refuse_unknown(request, "state", "before", "limit")
    who = str(request.state.who)
    whose = None if allows(Role(request.state.role), Role.LEAD) else who
    found = await in_thread(
        request, lambda connection: log.exports(connection, who=whose, state=state, before=before, limit=limit)
    )
    return ExportsAnswer(exports=[told(request.app.state.instance, export, who) for export in found])


@router.post("/{number}/decision", dependencies=[needs(Role.LEAD)])
async def decide_on_export(request: Request, number: ExportNumber, decision: Decision) -> ExportAnswer:
    """Approve or refuse an export that waits; never one's own."""
    refuse_unknown(request)
    who, role = str(request.state.who), str(request.state.role)
    found = await in_thread(
        request,
        lambda connection: ask.decide(
            connection, number, approve=decision.approve, reason=decision.reason, who=who, role=role
        ),
    )
    return told(request.app.state.instance, found, who)
