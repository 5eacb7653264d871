"""`/api/consolidation/…/documents`: the documents of a project, sent as they are and given back as attachments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel

from api.bodies import Body, Words, read_upload
from api.database import in_thread
from api.parameters import refuse_unknown
from api.routes.consolidation_projects import DocumentAnswer, ProjectCode
from api.security import Role, needs
from gis_core.consolidation.records import documents as records
from gis_core.consolidation.records.documents import LARGEST_BYTES, TYPES, add_document, find_document
from gis_core.instance import Instance

router = APIRouter(tags=["consolidation"])
ANY = "application/octet-stream"
DocumentNumber = Annotated[UUID, Path(description="Id of the document")]


class ListedAnswer(DocumentAnswer):
    """A document, withdrawn or not; one that was withdrawn can't be opened any more."""

    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_for: str | None


class DocumentsAnswer(BaseModel):
    """The documents of a project, the newest first."""

    documents: list[ListedAnswer]


class Withdrawal(Body):
    """Why a document is withdrawn."""

    reason: Words


@router.post(
    "/api/consolidation/projects/{code}/documents",
    status_code=201,
    dependencies=[needs(Role.OFFICER)],
    openapi_extra={"requestBody": {"content": {ANY: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def upload_document(
    request: Request,
    code: ProjectCode,
    name: Annotated[str, Query(min_length=1, max_length=255, description="Name of the file; stands as its title")],
    restricted: Annotated[
        bool, Query(description="It holds personal data: only who sees these may open it or read its title")
    ] = False,
) -> DocumentAnswer:
    """Keep a document of a project (its bytes as the body): PDF, PNG, JPEG, DOCX or XLSX by its content."""
    refuse_unknown(request, "name", "restricted")
    content = await read_upload(request, LARGEST_BYTES)
    instance: Instance = request.app.state.instance
    kept = await in_thread(
        request, lambda connection: add_document(connection, instance, code, name, content, restricted=restricted)
    )
    return DocumentAnswer(
        id=kept.id,
        title=kept.title,
        media_type=kept.media_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        added_at=kept.added_at,
        added_by=kept.added_by,
        restricted=kept.restricted,
    )


@router.get("/api/consolidation/projects/{code}/documents", dependencies=[needs(Role.VIEWER)])
async def list_documents(request: Request, code: ProjectCode) -> DocumentsAnswer:
    """List the documents of a project, those that were withdrawn too."""
    refuse_unknown(request)
    found = await in_thread(request, lambda connection: records.documents(connection, code))
    return DocumentsAnswer(documents=[ListedAnswer(**vars(each)) for each in found])


@router.post("/api/consolidation/documents/{number}/withdrawal", status_code=204, dependencies=[needs(Role.LEAD)])
async def withdraw_document(request: Request, number: DocumentNumber, withdrawal: Withdrawal) -> None:
    """Withdraw a document: its file is deleted; that it was there, who withdrew it and why stays on record."""
    refuse_unknown(request)
    instance: Instance = request.app.state.instance
    sha256 = await in_thread(
        request, lambda connection: records.withdraw_document(connection, number, withdrawal.reason)
    )
    await in_thread(request, lambda connection: records.drop_file(connection, instance, sha256))


@router.get(
    "/api/consolidation/documents/{number}",
    dependencies=[needs(Role.VIEWER)],
    response_class=FileResponse,
    responses={200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES}}},
)
async def download_document(request: Request, number: DocumentNumber) -> FileResponse:
    """Give a document to be saved, never to be shown inside a page of ours."""
    refuse_unknown(request)
    instance: Instance = request.app.state.instance
    found = await in_thread(request, lambda connection: find_document(connection, instance, number))
    endings = TYPES[found.media_type]
    name = found.title
    if name.rpartition(".")[2].lower() not in endings:
        name = f"{name}.{endings[0]}"
    return FileResponse(
        found.path,
        media_type=found.media_type,
        filename=name,
        content_disposition_type="attachment",
        headers={"Cache-Control": "private, no-store"},
    )
