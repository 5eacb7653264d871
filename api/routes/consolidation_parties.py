"""`/api/consolidation/…`: right holders and tenants of a project, a tenant's way out, payments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from api.bodies import Body, Day, Words
from api.database import in_thread
from api.parameters import refuse_unknown
from api.routes.consolidation_projects import NumberAnswer, ProjectCode
from api.security import Role, needs
from gis_core.consolidation.records import payments as records
from gis_core.consolidation.records.tenants import record_tenant

router = APIRouter(tags=["consolidation"])
Purpose = Annotated[str, Query(min_length=1, max_length=200, description="Why it is read; goes on record")]
PaymentNumber = Annotated[int, Path(ge=1, lt=2**63, description="Number of the payment")]
Yuan = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=2)]
Goal = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class PartyAnswer(BaseModel):
    """A right holder or tenant of a parcel; name and phone are masked for roles that may not see them."""

    id: UUID
    parcel: str
    kind: str
    tenant: bool
    name: str | None
    phone: str | None
    signed_on: date | None
    agreed_on: date | None
    paid_on: date | None
    vacated_on: date | None
    moves_to: str | None


class PartiesAnswer(BaseModel):
    """The right holders and tenants of a project, by parcel."""

    parties: list[PartyAnswer]


class TenantWay(Body):
    """What is recorded of a tenant's way out; what isn't given stays."""

    agreed_on: Annotated[Day | None, Field(description="Agreement on moving out")] = None
    paid_on: Annotated[Day | None, Field(description="Compensation paid in full")] = None
    vacated_on: Day | None = None
    moves_to: Annotated[Goal | None, Field(description="Where he goes: a community or a district")] = None


class TenantAnswer(BaseModel):
    """How far a tenant's way out is."""

    id: UUID
    parcel: str
    kind: str
    agreed_on: date | None
    paid_on: date | None
    vacated_on: date | None
    moves_to: str | None
    recorded_at: datetime | None
    recorded_by: str | None


class PaymentAnswer(BaseModel):
    """A payment; name and amount are masked for roles that may not see them."""

    id: int
    party: UUID
    parcel: str
    person: str | None
    amount_yuan: float | None
    due_on: date
    paid_on: date | None
    recorded_at: datetime
    recorded_by: str


class PaymentsAnswer(BaseModel):
    """The payments of a project, by the day on which they are due."""

    payments: list[PaymentAnswer]


class Payment(Body):
    """A payment that is due, or was made already."""

    party: Annotated[UUID, Field(description="Right holder or tenant")]
    amount_yuan: Yuan
    due_on: Day
    paid_on: Day | None = None


class PaymentChange(Body):
    """That a payment was made (`paid_on`), or a correction, which gives its reason; what isn't given stays."""

    amount_yuan: Yuan | None = None
    due_on: Day | None = None
    paid_on: Day | None = None
    reason: Words | None = None


class TakenBack(Body):
    """Why a payment is taken back."""

    reason: Words


@router.get("/api/consolidation/projects/{code}/parties", dependencies=[needs(Role.VIEWER)])
async def project_parties(request: Request, code: ProjectCode, purpose: Purpose) -> PartiesAnswer:
    """List the right holders and tenants of a project; who read them and why goes on record."""
    refuse_unknown(request, "purpose")
    rows = await in_thread(request, lambda connection: records.parties(connection, code, purpose))
    return PartiesAnswer(parties=[PartyAnswer(**row) for row in rows])


@router.patch("/api/consolidation/tenants/{number}", dependencies=[needs(Role.OFFICER)])
async def record_tenants_way(
    request: Request, number: Annotated[UUID, Path(description="Id of the tenant")], way: TenantWay
) -> TenantAnswer:
    """Record a tenant's own way out: agreement, payment, vacated, where he moves."""
    refuse_unknown(request)
    stands = await in_thread(
        request,
        lambda connection: record_tenant(
            connection,
            str(number),
            agreed_on=way.agreed_on,
            paid_on=way.paid_on,
            vacated_on=way.vacated_on,
            moves_to=way.moves_to,
        ),
    )
    return TenantAnswer(**vars(stands))


@router.get("/api/consolidation/projects/{code}/payments", dependencies=[needs(Role.VIEWER)])
async def project_payments(request: Request, code: ProjectCode, purpose: Purpose) -> PaymentsAnswer:
    """List the payments of a project; who read them and why goes on record."""
    refuse_unknown(request, "purpose")
    rows = await in_thread(request, lambda connection: records.payments(connection, code, purpose))
    return PaymentsAnswer(payments=[PaymentAnswer(**row) for row in rows])


@router.post("/api/consolidation/payments", status_code=201, dependencies=[needs(Role.OFFICER)])
async def record_payment(request: Request, payment: Payment) -> NumberAnswer:
    """Record a payment to a right holder or tenant."""
    refuse_unknown(request)
    number = await in_thread(
        request,
        lambda connection: records.record_payment(
            connection, payment.party, payment.amount_yuan, payment.due_on, payment.paid_on
        ),
    )
    return NumberAnswer(id=number)


@router.patch("/api/consolidation/payments/{number}", status_code=204, dependencies=[needs(Role.OFFICER)])
async def change_payment(request: Request, number: PaymentNumber, change: PaymentChange) -> None:
    """Record that a payment was made, or correct it and say why; what stood there before is kept."""
    refuse_unknown(request)
    await in_thread(
        request,
        lambda connection: records.change_payment(
            connection,
            number,
            amount_yuan=change.amount_yuan,
            due_on=change.due_on,
            paid_on=change.paid_on,
            reason=change.reason,
        ),
    )


@router.post("/api/consolidation/payments/{number}/taken-back", status_code=204, dependencies=[needs(Role.LEAD)])
async def take_back_payment(request: Request, number: PaymentNumber, taken: TakenBack) -> None:
    """Record that a payment never was; what it said is kept with who took it back and why."""
    refuse_unknown(request)
    await in_thread(request, lambda connection: records.take_back_payment(connection, number, taken.reason))
