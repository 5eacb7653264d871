"""
Coordinate reference systems: what a name means, and the way from one to another.

Axis order is x = easting or longitude, y = northing or latitude, always, whatever the register says; a system whose
name ends in `/yx` is the same system in a file that gives northing or latitude first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError as ProjError
from pyproj.exceptions import ProjError as ProjOperationError

from gis_core import offset_maps
from gis_core.errors import CrsError

if TYPE_CHECKING:
    from gis_core.place import Place

Floats = NDArray[np.float64]
Move = Callable[[Floats, Floats], tuple[Floats, Floats]]

WGS84 = "EPSG:4326"
SWAPPED = "/yx"
LONGEST_NAME = 60
INDEPENDENT = "independent"
OUTSIDE_REGISTER = ("GCJ-02", "BD-09", INDEPENDENT)
"""Names that our own exports give to systems that no register knows."""


@dataclass(frozen=True)
class System:
    """
    A coordinate reference system as we use it.

    Parameters
    ----------
    name
        Spelling that `parse` reads back: `EPSG:4547`, `GCJ-02`, `BD-09`, `independent`, or WKT for one without a code.
    hub
        Registered CRS through which every way to another system leads; of a registered CRS, itself.
    to_hub, from_hub
        Ways to the hub and back, or `None` where the system is its hub.
    geographic
        Whether coordinates are degrees.
    swapped
        Whether the first coordinate is the northing or latitude.
    """

    name: str
    hub: pyproj.CRS
    to_hub: Move | None = None
    from_hub: Move | None = None
    geographic: bool = False
    swapped: bool = False

    @property
    def title(self) -> str:
        """Its name in a sentence, where well-known text would drown what is said."""
        return self.name if len(self.name) <= LONGEST_NAME else self.hub.name + (SWAPPED if self.swapped else "")


def parse(text: str, place: Place | None = None) -> System:
    """
    Return the system that `text` names.

    Accepted are anything that pyproj knows (`EPSG:4547`, `epsg:4547`, `4547`, WKT), `GCJ-02` (`gcj02`, `火星坐标`),
    `BD-09` (`bd09`, `百度坐标`), `independent` (`深圳独立坐标系`, by the parameters in the place's
    `[crs.independent]`), each with `/yx` at its end where the file gives northing or latitude first.

    Raises
    ------
    CrsError
        If nothing of that name is known, it is neither projected nor geographic, or `independent` has no parameters.
    """
    spelled = unicodedata.normalize("NFKC", text).strip()
    swapped = spelled.lower().endswith(SWAPPED)
    if swapped:
        spelled = spelled[: -len(SWAPPED)].strip()
    system = _unswapped(spelled, place)
    return replace(system, name=system.name + SWAPPED, swapped=True) if swapped else system


def _unswapped(spelled: str, place: Place | None) -> System:
    plain = re.sub(r"[\s_\-]", "", spelled).lower()
    if plain in ("gcj02", "gcj", "火星坐标", "火星坐标系", "国测局坐标系"):
        return System("GCJ-02", _registered(WGS84), offset_maps.gcj02_to_wgs84, offset_maps.wgs84_to_gcj02, True)
    if plain in ("bd09", "bd09ll", "bd", "百度坐标", "百度坐标系"):
        return System("BD-09", _registered(WGS84), offset_maps.bd09_to_wgs84, offset_maps.wgs84_to_bd09, True)
    if plain in ("independent", "深圳独立坐标系", "深圳独立坐标", "独立坐标系", "sz"):
        return _independent(place)
    crs = _registered(f"EPSG:{spelled}" if spelled.isdecimal() else spelled)
    if crs.name in OUTSIDE_REGISTER:
        return _unswapped(crs.name, place)
    code = crs.to_epsg(min_confidence=70)
    if code is not None:
        crs = _registered(f"EPSG:{code}")
    if crs.is_compound or crs.is_bound:
        crs = crs.sub_crs_list[0] if crs.is_compound else crs.source_crs or crs
        return _unswapped(crs.to_wkt(), place)
    if not (crs.is_projected or crs.is_geographic):
        raise CrsError(f"{_short(spelled)} is neither projected nor geographic; give the CRS of the map coordinates")
    return System(f"EPSG:{code}" if code else crs.to_wkt(), crs, geographic=crs.is_geographic)


@lru_cache(maxsize=64)
def _registered(text: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(text)
    except ProjError as error:
        raise CrsError(
            f"unknown CRS {_short(text)!r}; give an EPSG code such as EPSG:4547, or GCJ-02, BD-09, independent"
        ) from error


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 3] + "…"


@dataclass(frozen=True)
class _Pipeline:
    """A PROJ transformation used as a way: forwards, or backwards for the return."""

    transformer: pyproj.Transformer
    direction: str

    def __call__(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Carry the coordinates over."""
        moved = self.transformer.transform(x, y, direction=self.direction)
        return np.asarray(moved[0]), np.asarray(moved[1])


def _independent(place: Place | None) -> System:
    settings = place.crs.independent if place is not None else None
    if place is None or not settings:
        raise CrsError(
            "the parameters of the independent system are secret and not in this instance; "
            "write them into [crs.independent] of its place.toml (docs/decisions/0300-coordinates-in.md)"
        )
    text = independent_pipeline(settings)
    try:
        transformer = pyproj.Transformer.from_pipeline(text)
    except (ProjError, ProjOperationError) as error:
        raise CrsError(f"[crs.independent] of place.toml is no transformation that PROJ knows: {error}") from error
    forward, back = _Pipeline(transformer, "FORWARD"), _Pipeline(transformer, "INVERSE")
    return System(INDEPENDENT, _registered(place.crs.survey), forward, back)


def independent_pipeline(settings: dict[str, Any]) -> str:
    """
    Return the PROJ pipeline from the independent system to the survey CRS that `[crs.independent]` describes.

    One of three ways to say it:

    - `transformation`: a PROJ string or pipeline, taken as it is (a grid goes in here).
    - `four`: plane similarity `dx`, `dy` (m), `rotation` (seconds of arc, counter-clockwise), `scale_ppm`:
      E' = dx + k (E cos r - N sin r), N' = dy + k (E sin r + N cos r) with k = 1 + scale_ppm / 1e6.
    - `seven`: `projection` and `survey` (PROJ strings of the independent plane and of the survey plane, each with its
      ellipsoid) and between them `dx`, `dy`, `dz` (m), `rx`, `ry`, `rz` (seconds of arc, position vector), `scale_ppm`.

    Raises
    ------
    CrsError
        If none of the three is there or a parameter is missing or no number.

    Source
    ------
    PROJ's documentation of `+proj=affine` and `+proj=helmert` (formulas, sign of the rotations).
    """
    if "transformation" in settings:
        return str(settings["transformation"])
    if "four" in settings:
        p = _numbers("four", settings["four"], ("dx", "dy", "rotation", "scale_ppm"))
        scale = 1 + p["scale_ppm"] / 1e6
        turn = np.deg2rad(p["rotation"] / 3600)
        s11, s12 = scale * np.cos(turn), -scale * np.sin(turn)
        return (
            f"+proj=affine +xoff={p['dx']!r} +yoff={p['dy']!r} "
            f"+s11={s11:.15g} +s12={s12:.15g} +s21={-s12:.15g} +s22={s11:.15g}"
        )
    if "seven" in settings:
        given = settings["seven"]
        p = _numbers("seven", given, ("dx", "dy", "dz", "rx", "ry", "rz", "scale_ppm"))
        try:
            plane, survey = str(given["projection"]), str(given["survey"])
        except KeyError as error:
            raise CrsError(f"[crs.independent.seven] of place.toml has no {error}") from error
        helmert = (
            f"+proj=helmert +x={p['dx']!r} +y={p['dy']!r} +z={p['dz']!r} +rx={p['rx']!r} +ry={p['ry']!r} "
            f"+rz={p['rz']!r} +s={p['scale_ppm']!r} +convention=position_vector"
        )
        return (
            f"+proj=pipeline +step +inv {plane} +step +proj=cart {_ellipsoid(plane)} +step {helmert} "
            f"+step +inv +proj=cart {_ellipsoid(survey)} +step {survey}"
        )
    raise CrsError("[crs.independent] of place.toml must hold transformation, four or seven")


def _numbers(table: str, given: Any, names: tuple[str, ...]) -> dict[str, float]:
    try:
        return {name: float(given[name]) for name in names}
    except (KeyError, TypeError, ValueError) as error:
        raise CrsError(f"[crs.independent.{table}] of place.toml needs the numbers {', '.join(names)}") from error


def _ellipsoid(projection: str) -> str:
    words = [word for word in projection.split() if re.match(r"\+(ellps|a|b|rf|f)=", word)]
    if not words:
        raise CrsError(f"[crs.independent.seven] of place.toml: {projection!r} names no ellipsoid (+ellps=…)")
    return " ".join(words)


def move(x: Floats, y: Floats, source: System, target: System) -> tuple[Floats, Floats]:
    """
    Carry coordinate arrays from `source` to `target`; what has no image becomes infinite.

    CGCS2000 and WGS 84 are taken for the same, as the register does (EPSG's step from 4490 to 4326 is null); in truth
    they differ by up to a metre, growing with the years since 2000, because CGCS2000 stays as the land lay in that year
    and WGS 84 doesn't follow the land.
    """
    if source.swapped:
        x, y = y, x
    if source.name.removesuffix(SWAPPED) != target.name.removesuffix(SWAPPED):
        if source.to_hub:
            x, y = source.to_hub(x, y)
        if source.hub != target.hub:
            x, y = _transformer(source.hub, target.hub).transform(x, y)
        if target.from_hub:
            x, y = target.from_hub(np.asarray(x), np.asarray(y))
    if target.swapped:
        x, y = y, x
    return np.asarray(x, dtype=float), np.asarray(y, dtype=float)


def move_bounds(
    bounds: tuple[float, float, float, float], source: System, target: System
) -> tuple[float, float, float, float]:
    """Return the box (west, south, east, north) around the image of a box between two systems that a register knows."""
    west, south, east, north = _transformer(source.hub, target.hub).transform_bounds(*bounds, densify_pts=51)
    return west, south, east, north


@lru_cache(maxsize=64)
def _transformer(source: pyproj.CRS, target: pyproj.CRS) -> pyproj.Transformer:
    try:
        return pyproj.Transformer.from_crs(source, target, always_xy=True)
    except ProjOperationError as error:
        raise CrsError(f"there is no known way from {source.name} to {target.name}") from error


def transform(geometries: Any, source: System | str, target: System | str, *, place: Place | None = None) -> Any:
    """
    Carry shapely geometries from one system to another, heights dropped.

    Parameters
    ----------
    geometries
        One geometry or an array of them; `None` stays `None`.
    source, target
        Systems or their names; see `move` for what CGCS2000 to WGS 84 means.
    place
        Whose `independent` system is meant, where a name says so.

    Raises
    ------
    CrsError
        If a name is unknown, there is no way between the two, or degrees are given for a projected system: every
        coordinate within ±180, ±90 where metres are meant, or beyond ±400 where degrees are.
    """
    start = parse(source, place) if isinstance(source, str) else source
    end = parse(target, place) if isinstance(target, str) else target
    _refuse_mismatch(geometries, start)
    if start == end:
        return shapely.force_2d(geometries) if np.any(shapely.has_z(geometries)) else geometries

    def carry(points: Floats) -> Floats:
        return np.column_stack(move(points[:, 0], points[:, 1], start, end))

    return shapely.transform(geometries, carry, include_z=False)


def _refuse_mismatch(geometries: Any, system: System) -> None:
    if np.size(geometries) == 0:
        return
    bounds = np.abs(shapely.total_bounds(geometries))
    if not np.isfinite(bounds).all():
        return
    if system.geographic and bounds.max() > 400:
        raise CrsError(
            f"coordinates up to {bounds.max():,.0f} are no degrees, which {system.name} means; name their CRS"
        )
    if not system.geographic and bounds.max() <= 180:
        raise CrsError(
            f"coordinates within ±180 look like degrees, and {_short(system.name)} means metres; name their CRS"
        )


def same(one: str | System, other: str | System) -> bool:
    """Return whether two names mean the same coordinates, CGCS2000 and WGS 84 in degrees taken for one."""
    alike = {"EPSG:4490": WGS84}
    names = [(system if isinstance(system, str) else system.name) for system in (one, other)]
    return alike.get(names[0], names[0]) == alike.get(names[1], names[1])


def prepare(place: Place) -> None:
    """Make the ways between degrees and the survey CRS, which takes PROJ a tenth of a second each in every thread."""
    degrees, survey = parse(WGS84), parse(place.crs.survey)
    for source, target in ((degrees, survey), (survey, degrees)):
        move(np.zeros(1), np.zeros(1), source, target)


def to_survey(place: Place, source: str) -> Callable[[Any], Any]:
    """Return the function that carries geometries from `source` to the place's survey CRS."""
    start, end = parse(source, place), parse(place.crs.survey)
    return lambda geometries: transform(geometries, start, end)


def there_and_back(place: Place, other: str) -> Callable[[Any], Any] | None:
    """
    Return the way of shapes from the survey CRS to another and back, or `None` where that is one system.

    Axes may be swapped in one system. Between two datums heights are dropped each way, which moves a corner by about
    a millimetre.

    Raises
    ------
    CrsError
        If `other` is unknown.
    """
    survey, theirs = parse(place.crs.survey), parse(other, place)
    if theirs.name.removesuffix(SWAPPED) == survey.name:
        return None
    return lambda shapes: transform(transform(shapes, survey, theirs), theirs, survey)
