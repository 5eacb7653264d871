"""The place an instance is made for: name, survey CRS, extent, time zone, read from its `place.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from gis_core.errors import EnvironmentProblemError
from layers.base import Language

Degrees = tuple[float, float, float, float]


class Names(BaseModel):
    """A name in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """Return the name in one of the two languages."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Axis:
    """An axis of a survey CRS: the letter of its coordinates, and whether they are northings or eastings."""

    letter: str
    northing: bool


class SurveyCrs(BaseModel):
    """
    The survey CRS: projected, in metres, counting to the east and to the north.

    `heights` is the name of the height system that the place's heights refer to; not said, it stays free on map
    sheets. `independent` is the office's own transformation (a PROJ pipeline or parameters) from its independent
    system to the survey CRS; it is secret and stands only in the office's own copy of `place.toml`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    survey: str
    name: Names
    heights: Names | None = None
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
        if {axis.direction for axis in crs.axis_info[:2]} != {"east", "north"}:
            counts = " and ".join(axis.direction for axis in crs.axis_info[:2])
            raise ValueError(f"{value} counts to the {counts}; take the CRS of the place that counts east and north")
        if crs.to_epsg() is None:
            raise ValueError(f"{value} has no EPSG code; PostGIS needs one")
        return f"EPSG:{crs.to_epsg()}"

    @property
    def srid(self) -> int:
        """EPSG number."""
        return int(self.survey.split(":")[1])

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """
        The two axes in the order and with the letters of the EPSG register.

        Of EPSG:4547 they are X (northing), Y (easting), of EPSG:5514 X (easting), Y (northing), of a UTM zone E, N.
        """
        return _axes(self.survey)

    def letter(self, *, northing: bool) -> str:
        """Return the letter of northings or of eastings."""
        return next(axis.letter for axis in self.axes if axis.northing == northing)


@cache
def _axes(survey: str) -> tuple[Axis, Axis]:
    one, other = (Axis(axis.abbrev, axis.direction == "north") for axis in CRS.from_user_input(survey).axis_info[:2])
    return one, other


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
