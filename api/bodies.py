"""What is sent in the body of a request: texts that PostgreSQL can store, files up to a size."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from api.errors import BadParameter
from gis_core.times import FIRST_YEAR, LAST_YEAR

NO_NUL = r"^[^\x00]*$"
Code = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=NO_NUL)]
Number = Annotated[int, Field(ge=1, lt=2**63)]


def _only_iso(value: object) -> object:
    """Take no numbers for days: pydantic would read them as seconds since 1970."""
    if not isinstance(value, str | date):
        raise ValueError("write the day as 2024-12-31")  # noqa: TRY004  (pydantic tells it on)
    return value


Day = Annotated[
    date,
    BeforeValidator(_only_iso),
    Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31), examples=["2024-12-31"]),
]


class Body(BaseModel):
    """A JSON body; names that nobody declared are refused."""

    model_config = ConfigDict(extra="forbid")


async def read_upload(request: Request, most: int) -> bytes:
    """
    Return the raw body of a request, which may be longer than one that is parsed (`api.security.door`).

    Raises
    ------
    Problem
        413 if it is longer than `most` bytes; what is longer isn't read to its end. 400 if it is empty.
    """
    request.state.most_bytes = most
    body = await request.body()
    if not body:
        raise BadParameter("body", "the file is missing; send its bytes as the body")
    return body
