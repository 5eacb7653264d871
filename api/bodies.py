"""What is sent in the body of a request: texts that PostgreSQL can store, files up to a size."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from api.errors import BadParameter
from gis_core.times import FIRST_YEAR, LAST_YEAR

DAY = r"(19|20|21)\d\d-((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31|02-29)"
DATE_SAID = {"pattern": f"^{DAY}$", "examples": ["2024-12-31"]}
"""What the document says of a date, for programs that make up questions by it; what reads it knows leap years too."""
NO_NUL = r"^[^\x00]*$"
Code = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=NO_NUL)]
Number = Annotated[int, Field(ge=1, lt=2**63)]


def _only_iso(value: object) -> object:
    """Take no numbers for days, which pydantic would read as seconds since 1970, and no instants."""
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII)) and not isinstance(
        value, date
    ):
        raise ValueError("write the day as 2024-12-31")
    return value


def _within_years(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{value} lies outside {FIRST_YEAR}–{LAST_YEAR}")
    return value


Day = Annotated[
    date,
    BeforeValidator(_only_iso),
    AfterValidator(_within_years),
    Field(json_schema_extra=DATE_SAID),
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
