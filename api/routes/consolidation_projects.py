"""`/api/consolidation/projects/{code}`: what is on record of one project; negotiations, notes and codes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from api.bodies import Body, Code, Day, Number, Words
from api.database import in_thread
from api.parameters import At, Known, read_times, refuse_unknown
from api.security import Role, needs
from api.shapes import Bounds, Text
from gis_core.consolidation.records import codes as code_tables
from gis_core.consolidation.records import project as records

router = APIRouter(tags=["consolidation"])
ProjectCode = Annotated[str, Path(max_length=100, description="Code of the project")]
M2_A_HA = 10_000


class MilestoneAnswer(BaseModel):
    """A milestone of the project's type: promised first, promised since, reached."""

    milestone: str
    label: Text
    original_on: date | None
    adjusted_on: date | None
    reason: str | None
    actual_on: date | None
    recorded_at: datetime | None
    recorded_by: str | None
    optional: bool


class TargetAnswer(BaseModel):
    """Area to be completed in a quarter, of one kind of land."""

    year: int
    quarter: int
    land_kind: str
    area_m2: float
    ha: float


class FundsAnswer(BaseModel):
    """Money planned and paid in a quarter, yuan."""

    year: int
    quarter: int
    planned_yuan: float | None
    paid_yuan: float


class LandAnswer(BaseModel):
    """Parcels and area of one kind."""

    code: str | None
    parcels: int
    area_m2: float
    ha: float


class NoteAnswer(BaseModel):
    """A note."""

    id: int
    note: str | None
    recorded_at: datetime
    recorded_by: str


class DocumentAnswer(BaseModel):
    """A document; its bytes are at /api/consolidation/documents/{id}."""

    id: UUID
    title: str
    media_type: str
    size_bytes: int
    sha256: str
    added_at: datetime
    added_by: str
    restricted: Annotated[bool, Field(description="It holds personal data; other roles don't see that it exists")]


class ProjectAnswer(BaseModel):
    """A project at the two times."""

    code: str
    name: str
    project_type: str
    type_label: Text
    community: str | None
    team: str | None
    responsible: str | None
    begun_on: date | None
    due_on: date | None
    planned_area_m2: float | None
    area_m2: float
    ha: float
    bbox: Bounds
    at: date
    known: datetime
    milestones: list[MilestoneAnswer]
    targets: list[TargetAnswer]
    funds: Annotated[list[FundsAnswer] | None, Field(description="null for a role that may not see money")]
    titles: list[LandAnswer]
    custody: list[LandAnswer]
    notes: list[NoteAnswer]
    documents: list[DocumentAnswer]


class ParcelAnswer(BaseModel):
    """A parcel of a project with its stage, holders, tenants and custody."""

    code: str
    cadastral: str | None
    parent: str | None
    stage: str | None
    since: date | None
    days: int | None
    area_m2: float
    registered_area_m2: float | None
    floor_area_m2: float | None
    land_kind: str
    title_category: str | None
    team: str | None
    responsible: str | None
    holders: int
    holders_signed: int
    tenants: int
    tenants_agreed: int
    tenants_paid: int
    tenants_vacated: int
    custody: str | None
    custody_since: date | None
    custody_until: date | None


class ParcelsAnswer(BaseModel):
    """The parcels of a project."""

    at: date
    known: datetime
    parcels: list[ParcelAnswer]


class NegotiationAnswer(BaseModel):
    """A step of a negotiation; name, amount and note are masked for roles that may not see them."""

    id: int
    party: UUID
    person: str | None
    parcel: str
    kind: str
    happened_on: date
    amount_yuan: float | None
    team: str | None
    note: str | None
    recorded_at: datetime
    recorded_by: str


class NegotiationsAnswer(BaseModel):
    """The negotiations of a project, oldest first."""

    negotiations: list[NegotiationAnswer]


class Negotiation(Body):
    """A step of a negotiation."""

    party: Annotated[UUID, Field(description="Right holder or tenant")]
    kind: Literal["contact", "appraisal", "offer", "counter_offer", "refusal"]
    happened_on: Day
    amount_yuan: Annotated[Decimal | None, Field(ge=0, max_digits=18, decimal_places=2)] = None
    team: Code | None = None
    note: Words | None = None


class NumberAnswer(BaseModel):
    """The number of what was recorded."""

    id: int


class Note(Body):
    """A note; with `voids` it takes an earlier one back, alone or by another text."""

    note: Words | None = None
    voids: Number | None = None


class CodesAnswer(BaseModel):
    """A code table as the office has it."""

    list: str
    codes: list[dict[str, Any]]  # type: ignore[valid-type]


@router.get("/api/consolidation/projects/{code}", dependencies=[needs(Role.VIEWER)])
async def project(request: Request, code: ProjectCode, at: At = None, known: Known = None) -> ProjectAnswer:
    """Return what is on record of a project: dates, targets, funds, titles, custody, notes, documents."""
    refuse_unknown(request, "at", "known")
    times = read_times(request.app.state.instance.place, at, known)
    found = await in_thread(request, lambda connection: records.project_page(connection, code, times.at, times.known))
    facts = dict(found.facts)
    label = Text(zh=facts.pop("label_zh") or "", en=facts.pop("label_en") or "")
    return ProjectAnswer(
        **facts,
        ha=_ha(facts["area_m2"]),
        type_label=label,
        at=times.at,
        known=times.known,
        milestones=[
            MilestoneAnswer(label=Text(zh=row.pop("label_zh"), en=row.pop("label_en")), **row)
            for row in map(dict, found.milestones)
        ],
        targets=[TargetAnswer(**row, ha=_ha(row["area_m2"])) for row in found.targets],
        funds=[FundsAnswer(**row) for row in found.funds] if found.funds_shown else None,
        titles=[_land(row["title_category"], row) for row in found.titles],
        custody=[_land(row["code"], row) for row in found.custody],
        notes=[NoteAnswer(**row) for row in found.notes],
        documents=[DocumentAnswer(**row) for row in found.documents],
    )


@router.get("/api/consolidation/projects/{code}/parcels", dependencies=[needs(Role.VIEWER)])
async def project_parcels(
    request: Request,
    code: ProjectCode,
    at: At = None,
    known: Known = None,
    sort: Annotated[str, Query(description="Column to sort by; `-` before it for the greatest first")] = "code",
) -> ParcelsAnswer:
    """List the parcels of a project."""
    refuse_unknown(request, "at", "known", "sort")
    times = read_times(request.app.state.instance.place, at, known)
    rows = await in_thread(
        request, lambda connection: records.project_parcels(connection, code, times.at, times.known, sort)
    )
    return ParcelsAnswer(at=times.at, known=times.known, parcels=[ParcelAnswer(**row) for row in rows])


@router.get("/api/consolidation/projects/{code}/negotiations", dependencies=[needs(Role.VIEWER)])
async def project_negotiations(
    request: Request,
    code: ProjectCode,
    purpose: Annotated[str, Query(min_length=1, max_length=200, description="Why it is read; goes on record")],
) -> NegotiationsAnswer:
    """List the negotiations of a project; who read them and why goes on record."""
    refuse_unknown(request, "purpose")
    rows = await in_thread(request, lambda connection: records.negotiations(connection, code, purpose))
    return NegotiationsAnswer(negotiations=[NegotiationAnswer(**row) for row in rows])


@router.post("/api/consolidation/negotiations", status_code=201, dependencies=[needs(Role.OFFICER)])
async def record_negotiation(request: Request, step: Negotiation) -> NumberAnswer:
    """Record a contact, appraisal, offer, counter-offer or refusal."""
    refuse_unknown(request)
    number = await in_thread(
        request,
        lambda connection: records.record_negotiation(
            connection,
            str(step.party),
            step.kind,
            step.happened_on,
            amount_yuan=step.amount_yuan,
            team=step.team,
            note=step.note,
        ),
    )
    return NumberAnswer(id=number)


@router.post("/api/consolidation/projects/{code}/notes", status_code=201, dependencies=[needs(Role.OFFICER)])
async def add_note(request: Request, code: ProjectCode, note: Note) -> NoteAnswer:
    """Add a note on a project, or take one back."""
    refuse_unknown(request)
    row = await in_thread(request, lambda connection: records.add_note(connection, code, note.note, voids=note.voids))
    return NoteAnswer(**row)


@router.get("/api/consolidation/codes/{name}", dependencies=[needs(Role.VIEWER)])
async def codes(
    request: Request, name: Annotated[str, Path(description="Code table, such as stages or override_reasons")]
) -> CodesAnswer:
    """Return a code table in its order, as the office has it now."""
    refuse_unknown(request)
    rows = await in_thread(request, lambda connection: code_tables.rows(connection, name))
    return CodesAnswer(list=name, codes=rows)


def _land(code: str | None, row: records.Row) -> LandAnswer:
    return LandAnswer(code=code, parcels=row["parcels"], area_m2=row["area_m2"], ha=_ha(row["area_m2"]))


def _ha(area_m2: Decimal) -> float:
    return float(area_m2 / M2_A_HA)
