"""The place an instance is made for: name, survey CRS, extent, time zone, read from its `place.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from gis_core.errors import EnvironmentProblemError

Degrees = tuple[float, float, float, float]


class Names(BaseModel):
    """A name in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str


class SurveyCrs(BaseModel):
    """
    The survey CRS: projected, in metres.

    `independent` is the office's own transformation (a PROJ pipeline or parameters) from its independent system to the
    survey CRS; it is secret and stands only in the office's own copy of `place.toml`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    survey: str
    name: Names
    independent: dict[str, Any] | None = None

    @field_validator("survey")
    @classmethod
    def _projected_in_metres(cls, value: str) -> str:
        try:
            crs = CRS.from_user_input(value)
        except ProjError as error:
            raise ValueError(f"unknown CRS {value!r}; give an EPSG code such as EPSG:4547") from error
        if not crs.is_projected or crs.axis_info[0].unit_name not in ("metre", "meter"):
            raise ValueError(f"{value} is not projected in metres; the survey CRS must be, such as EPSG:4547")
        if crs.to_epsg() is None:
            raise ValueError(f"{value} has no EPSG code; PostGIS needs one")
        return f"EPSG:{crs.to_epsg()}"

    @property
    def srid(self) -> int:
        """EPSG number."""
        return int(self.survey.split(":")[1])


class MapView(BaseModel):
    """The extent of the place in degrees: west, south, east, north (WGS 84)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    extent: Annotated[Degrees, Field()]

    @field_validator("extent")
    @classmethod
    def _in_order(cls, value: Degrees) -> Degrees:
        west, south, east, north = value
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(
                f"extent {value} must be west, south, east, north in degrees, west below east and south below north "
                "(a place across the 180th meridian can't be held)"
            )
        return value


class TimeZone(BaseModel):
    """The time zone in which a date means the end of that day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: str

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value!r}") from error
        return value


class Place(BaseModel):
    """What is this place's and no other's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Names
    crs: SurveyCrs
    map: MapView
    time: TimeZone

    @property
    def srid(self) -> int:
        """EPSG number of the survey CRS."""
        return self.crs.srid

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the place."""
        return ZoneInfo(self.time.zone)


def read_place(path: Path) -> Place:
    """
    Read a `place.toml`.

    Raises
    ------
    EnvironmentProblemError
        If the file is missing, is no TOML or says something impossible; the sentence names the field.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EnvironmentProblemError(f"{path} is missing; run ./matian init") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EnvironmentProblemError(f"{path} is not TOML: {error}") from error
    return parse_place(document, source=str(path))


def parse_place(document: dict[str, Any], *, source: str) -> Place:
    """
    Check a place document (as read from TOML).

    Raises
    ------
    EnvironmentProblemError
        Naming `source` and the first field that can't be.
    """
    try:
        return Place.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise EnvironmentProblemError(f"{source}: {where}: {said}") from error
