"""Coordinate systems that a person is offered at a place, each with a name that says what it is for."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import pyproj
from pyproj.transformer import AreaOfInterest, TransformerGroup

from gis_core import crs as systems
from gis_core.crs import System
from gis_core.exchange.candidates import SHIFTED, false_easting, surveyed_by_china, with_other_false_easting
from gis_core.place import Place
from layers.base import Label

WEB_MERCATOR = "EPSG:3857"
ZONE_PREFIX_M = 1_000_000
"""What a zone number adds to each easting: 38 makes 500,000 m 38,500,000 m."""

SHORT_NAMES = {"China Geodetic Coordinate System 2000": "CGCS2000", "Xian 1980": "西安80", "Beijing 1954": "北京54"}
"""How surveyors call what the EPSG register spells out."""

NULL_STEP_OFF_M = {"China Geodetic Coordinate System 2000": 1.0}
"""
Metres by which the way to WGS 84 may be off where the register has none and PROJ takes the two for one.

Source: CGCS2000 stands still at epoch 2000.0, and South China moves by about 3 cm a year.
"""


class Use(StrEnum):
    """What a system is for."""

    SURVEY = "survey"
    PREFIXED = "prefixed"
    DEGREES = "degrees"
    WEB = "web"
    SHIFTED = "shifted"
    INDEPENDENT = "independent"


@dataclass(frozen=True)
class Offered:
    """A system as it is offered: the name that `gis_core.crs.parse` reads, its use, and what people call it."""

    crs: str
    use: Use
    label: Label


def offered(place: Place) -> list[Offered]:
    """
    Return the systems that are used at a place, the likeliest first.

    The survey CRS; the same with a zone before each easting (or without), where the register has it; degrees of its
    datum and of WGS 84; web Mercator; the shifted systems of web maps where China surveys; and the independent system
    where the place has its parameters.
    """
    survey = systems.parse(place.crs.survey)
    found = [Offered(survey.name, Use.SURVEY, _label(survey, "测量坐标，米", "survey, metres"))]
    found += [Offered(one.name, Use.PREFIXED, _prefixed(one)) for one in with_other_false_easting(survey, place)]
    own = pyproj.CRS.from_user_input(place.crs.survey).geodetic_crs
    code = own.to_epsg() if own is not None else None
    if own is not None and code is not None and f"EPSG:{code}" != systems.WGS84:
        name = SHORT_NAMES.get(own.name, own.name)
        degrees = systems.parse(f"EPSG:{code}")
        found.append(Offered(degrees.name, Use.DEGREES, _label(degrees, f"{name} 经纬度", f"{name}, degrees")))
    found.append(Offered(systems.WGS84, Use.DEGREES, _wgs84(place, own.name if own is not None else "")))
    mercator = systems.parse(WEB_MERCATOR)
    found.append(Offered(WEB_MERCATOR, Use.WEB, _label(mercator, "网络墨卡托", "web Mercator")))
    if surveyed_by_china(place):
        found += [
            Offered(name, Use.SHIFTED, Label(f"{name}（网络地图偏移坐标）", f"{name} (shifted)")) for name in SHIFTED
        ]
    if place.crs.independent:
        found.append(Offered(systems.INDEPENDENT, Use.INDEPENDENT, Label("独立坐标系", "Independent system")))
    return found


def _label(system: System, zh: str, en: str) -> Label:
    return Label(f"{system.name}（{zh}）", f"{system.name} ({en})")


def _prefixed(system: System) -> Label:
    zone = int(false_easting(system.hub) // ZONE_PREFIX_M)
    if zone == 0:
        return _label(system, "不带带号", "without zone prefix")
    return _label(system, f"带 {zone} 带号", f"with zone prefix {zone}")


def _wgs84(place: Place, datum: str) -> Label:
    """Return the name of WGS 84, with how far off the way to it may be."""
    system = systems.parse(systems.WGS84)
    off = NULL_STEP_OFF_M.get(datum)
    if off is None:
        off = _register_says(place.crs.survey, place.map.extent)
    if off == 0:
        return _label(system, "WGS 84 经纬度", "WGS 84, degrees")
    if off is None:
        return _label(system, "WGS 84 经纬度，精度未知", "WGS 84, degrees, accuracy unknown")
    return _label(system, f"WGS 84 经纬度，差可达 {off:g} 米", f"WGS 84, degrees, off by up to {off:g} m")


@lru_cache(maxsize=8)
def _register_says(survey: str, extent: tuple[float, float, float, float]) -> float | None:
    """Return the accuracy (metres) that the EPSG register gives for the way from a survey CRS to WGS 84."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a better way needs a grid that isn't installed, so it isn't ours
        ways = TransformerGroup(
            survey, systems.WGS84, always_xy=True, area_of_interest=AreaOfInterest(*extent)
        ).transformers
    return ways[0].accuracy if ways and ways[0].accuracy >= 0 else None
