"""The place file of a new instance: ours as it stands, or another place's by `MATIAN_CRS` and `MATIAN_EXTENT`."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import CRS, Proj
from pyproj.exceptions import CRSError as ProjError

from gis_core.errors import WrongUseError
from gis_core.instance import Instance
from gis_core.place import parse_place
from gis_core.settings import Settings

TEMPLATE = Path(__file__).parent.parent / "place.toml"
MOST_DISTORTED = 0.02
"""Share by which areas in the survey CRS may differ from those on the ground: the widest of survey zones stay below."""
WEB_MERCATOR = "Popular Visualisation Pseudo Mercator"


def is_elsewhere(settings: Settings) -> bool:
    """Whether the settings ask for another place than the one of our `place.toml`."""
    return settings.crs is not None or settings.extent is not None


def found(instance: Instance, settings: Settings) -> bool:
    """
    Write the instance's `place.toml` if it has none, and tell whether it was written.

    Raises
    ------
    WrongUseError
        If the settings contradict a place that is already fixed, or describe one that can't be.
    """
    if instance.place_file.exists():
        _refuse_another_crs(instance, settings)
        return False
    instance.home.mkdir(parents=True, exist_ok=True, mode=0o711)
    for folder in (instance.files, instance.logs):
        folder.mkdir(exist_ok=True)
    text = _document(settings) if is_elsewhere(settings) else TEMPLATE.read_text(encoding="utf-8")
    try:
        parse_place(tomllib.loads(text), source="MATIAN_CRS, MATIAN_EXTENT" if is_elsewhere(settings) else "place.toml")
    except Exception as error:
        raise WrongUseError(str(error)) from error
    temporary = instance.place_file.with_suffix(".new")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, instance.place_file)  # noqa: PTH105  (atomic: an interrupted init leaves no half file)
    return True


def said_in_vain(instance: Instance, settings: Settings) -> str | None:
    """Return a sentence on settings that describe another place than the instance's, which is fixed; `None` if none."""
    place = instance.place
    asked = {
        "MATIAN_EXTENT": (settings.extent, place.map.extent),
        "MATIAN_NAME": (settings.name, place.name.en),
        "MATIAN_TIME_ZONE": (settings.time_zone, place.time.zone),
    }
    names = [name for name, (said, stands) in asked.items() if said is not None and said not in (stands, place.name.zh)]
    if not names:
        return None
    return (
        f"{', '.join(names)} passed over: {instance.home} was made already, for {place.name.en} within "
        f"{','.join(f'{bound:g}' for bound in place.map.extent)} ({place.time.zone}); see its place.toml"
    )


def _refuse_another_crs(instance: Instance, settings: Settings) -> None:
    if settings.crs is None:
        return
    try:
        asked = CRS.from_user_input(settings.crs).to_epsg()
    except ProjError as error:
        raise WrongUseError(f"MATIAN_CRS: unknown CRS {settings.crs!r}") from error
    if asked != instance.place.srid:
        raise WrongUseError(
            f"MATIAN_CRS asks for {settings.crs}, but {instance.home} was made for {instance.place.crs.survey} "
            "and its CRS is fixed; unset MATIAN_CRS or choose another MATIAN_HOME"
        )


def _document(settings: Settings) -> str:
    """Return the TOML of another place; what isn't said is taken from the CRS or the longitude, never from ours."""
    ours: dict[str, Any] = tomllib.loads(TEMPLATE.read_text(encoding="utf-8"))
    if settings.extent is None:
        raise WrongUseError("another CRS means another place; set MATIAN_EXTENT too (west,south,east,north in degrees)")
    survey = settings.crs or ours["crs"]["survey"]
    try:
        crs = CRS.from_user_input(survey)
    except ProjError as error:
        raise WrongUseError(f"MATIAN_CRS: unknown CRS {survey!r}; give an EPSG code such as EPSG:32611") from error
    west, south, east, north = settings.extent
    in_order = west < east and south < north  # else the place's own check tells
    if in_order and crs.area_of_use is not None and not _overlaps(settings.extent, crs.area_of_use.bounds):
        raise WrongUseError(
            f"MATIAN_EXTENT {west},{south},{east},{north} lies outside the area of {survey} "
            f"({crs.area_of_use.name}); give the survey CRS of that place as MATIAN_CRS"
        )
    if in_order and crs.is_projected:
        _refuse_distorting(survey, crs, settings.extent)
    zone = settings.time_zone
    if zone is None:
        at_home = _overlaps(settings.extent, tuple(ours["map"]["extent"]))
        zone = ours["time"]["zone"] if at_home else _nautical_zone((west + east) / 2)
    name_zh, name_en = (settings.name, settings.name) if settings.name else ("未命名地区", "Unnamed place")
    return (
        "# Made by ./matian init; the CRS is fixed from now on.\n\n"
        f"[name]\nzh = {_quoted(name_zh)}\nen = {_quoted(name_en)}\n\n"
        f"[crs]\nsurvey = {_quoted(survey)}\nname = {{ zh = {_quoted(crs.name)}, en = {_quoted(crs.name)} }}\n"
        '# heights = { zh = "…", en = "…" }   # name of the height system, said on map sheets\n\n'
        f"[map]\nextent = [{west}, {south}, {east}, {north}]\n\n"
        f"[time]\nzone = {_quoted(zone)}\n"
    )


def _refuse_distorting(survey: str, crs: CRS, extent: tuple[float, ...]) -> None:
    """
    Refuse a CRS in which areas aren't those on the ground: land is measured in it.

    Raises
    ------
    WrongUseError
        If it is web Mercator, or areas anywhere in the extent (corners and middle) are off by `MOST_DISTORTED`.
    """
    west, south, east, north = extent
    longitudes, latitudes = (
        [west, west, east, east, (west + east) / 2],
        [south, north, south, north, (south + north) / 2],
    )
    factors = Proj(crs).get_factors(longitudes, latitudes, errcheck=False)
    off = float(np.abs(np.asarray(factors.areal_scale) - 1).max())
    operation = crs.coordinate_operation
    if not off <= MOST_DISTORTED or (operation is not None and operation.method_name == WEB_MERCATOR):
        raise WrongUseError(
            f"MATIAN_CRS: areas in {survey} ({crs.name}) differ from those on the ground by {off:.0%} in this extent; "
            "give the survey CRS of the place, such as its UTM or Gauss-Krüger zone"
        )


def _overlaps(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _nautical_zone(longitude: float) -> str:
    """Return the fixed-offset zone of a longitude (15° an hour); `Etc/GMT` names have the opposite sign."""
    hours = round(longitude / 15)
    return "Etc/GMT" if hours == 0 else f"Etc/GMT{-hours:+d}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
