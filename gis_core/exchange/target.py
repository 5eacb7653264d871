"""What a file is asked to be: its format, CRS and encoding, refused before anything is read or written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis_core import crs as systems
from gis_core.crs import System
from gis_core.errors import CrsError, WrongUseError
from gis_core.exchange.writer import Writer
from gis_core.place import Place
from layers.base import Label, Layer

NAMED_WKT = {
    "GCJ-02": "the shifted coordinates of web maps in China",
    "BD-09": "the shifted coordinates of Baidu's maps",
}
MOST_LAYERS = 100


@dataclass(frozen=True)
class Target:
    """
    A file as it will be.

    Parameters
    ----------
    writer
        Its format.
    system, wkt
        CRS of its coordinates, and how it states it: an EPSG name or well-known text.
    encoding
        Of its texts, where the format leaves a choice.
    notices
        What is to be said of it: that the CRS isn't the one asked for, or isn't made for this land.
    """

    writer: Writer
    system: System
    wkt: str
    encoding: str | None
    notices: tuple[Label, ...]


def targeted(writer: Writer, layers: Sequence[Layer], place: Place, *, crs: str | None, encoding: str | None) -> Target:
    """
    Return what a file of these layers will be.

    Parameters
    ----------
    writer
        Its format.
    layers
        What shall be in it.
    place
        Its survey CRS is taken when none is given; shifted coordinates only when asked for.
    crs, encoding
        As asked for.

    Raises
    ------
    WrongUseError
        If the format takes no such layer or has no such encoding, or a layer is named twice.
    CrsError
        If the CRS is unknown, the place has no image in it, or the format can't be in it.
    """
    names = [layer.name for layer in layers]
    if len(set(names)) < len(names) or not 0 < len(names) <= MOST_LAYERS:
        raise WrongUseError(f"layer: name 1 to {MOST_LAYERS} layers, each once", field="layer")
    for layer in layers:
        if writer.shapes and layer.geometry not in writer.shapes:
            raise WrongUseError(
                f"format {writer.name}: it holds {', '.join(writer.shapes)}, and {layer.name} doesn't",
                field="format",
            )
    system, notices = _system(writer, crs, place)
    if writer.check is not None:
        writer.check(system)
    return Target(writer, system, wkt_of(system), _encoding(writer, encoding), notices)


def refuse_too_many(writer: Writer, rows: int) -> None:
    """
    Refuse more rows of a layer than a format holds.

    Raises
    ------
    WrongUseError
        If so.
    """
    if writer.most_rows is not None and rows > writer.most_rows:
        raise WrongUseError(
            f"format {writer.name}: it holds {writer.most_rows:,} rows and {rows:,} are asked for; take gpkg,"
            " or filter them",
            field="format",
        )


def wkt_of(target: System) -> str:
    """Return the CRS as a file states it; one outside the register keeps its name there and claims no datum."""
    if target.to_hub is None:
        return target.name if target.name.startswith("EPSG:") else target.hub.to_wkt()
    if target.geographic:
        return (
            f'GEOGCRS["{target.name}",DATUM["{NAMED_WKT[target.name]}",ELLIPSOID["WGS 84",6378137,298.257223563]],'
            'CS[ellipsoidal,2],AXIS["latitude",north],AXIS["longitude",east],ANGLEUNIT["degree",0.0174532925199433]]'
        )
    return (
        f'ENGCRS["{target.name}",EDATUM["{target.name}"],CS[Cartesian,2],'
        'AXIS["easting",east],AXIS["northing",north],LENGTHUNIT["metre",1]]'
    )


def _system(writer: Writer, crs: str | None, place: Place) -> tuple[System, tuple[Label, ...]]:
    """Return the CRS to write in, and what is to be said of it."""
    try:
        asked = systems.parse(crs, place) if crs is not None else None
    except CrsError as error:
        raise CrsError(f"crs: {error}", field="crs") from error
    if writer.crs is not None:
        only = systems.parse(writer.crs)
        differs = asked is not None and asked != only
        said = Label(
            f"{writer.label.zh} 只用 {only.name}（经纬度）" + ("，未按所选坐标系输出" if differs else ""),
            f"{writer.label.en} is always in {only.name}, degrees"
            + (f"; {asked.title} was asked for" if asked is not None and differs else ""),
        )
        return only, (said,)
    system = asked or systems.parse(place.crs.survey, place)
    if system.swapped:
        raise WrongUseError(
            f"crs {crs}: {writer.name} always gives easting or longitude first; leave /yx away", field="crs"
        )
    _refuse_elsewhere(system, place)
    return system, _far_away(system, place)


def _middle(place: Place) -> tuple[float, float]:
    """Return longitude and latitude of the place's middle."""
    west, south, east, north = place.map.extent
    return (west + east) / 2, (south + north) / 2


def _refuse_elsewhere(system: System, place: Place) -> None:
    """Refuse a CRS in which the place's middle has no image, before anybody waits for the file."""
    longitude, latitude = _middle(place)
    try:
        image = systems.move(np.array([longitude]), np.array([latitude]), systems.parse(systems.WGS84), system)
    except CrsError as error:
        raise CrsError(f"crs: {error}", field="crs") from error
    if not np.isfinite(image).all():
        raise CrsError(f"crs {system.title}: the place has no image in it; it isn't made for this land", field="crs")


def _far_away(system: System, place: Place) -> tuple[Label, ...]:
    """Say that the place lies outside of where a registered CRS is to be used, where lengths go wrong in it."""
    use = system.hub.area_of_use if system.to_hub is None else None
    if use is None:
        return ()
    longitude, latitude = _middle(place)
    around = use.west <= longitude <= use.east if use.west <= use.east else not use.east < longitude < use.west
    if around and use.south <= latitude <= use.north:
        return ()
    return (
        Label(
            f"{system.title} 不适用于本地（适用范围 {use.west:g}–{use.east:g}°E，{use.south:g}–{use.north:g}°N），"
            "图上的长度和面积会变形",
            f"{system.title} isn't made for this place (but for {use.west:g} to {use.east:g}° E, {use.south:g} to"
            f" {use.north:g}° N); lengths and areas are distorted in it",
        ),
    )


def _encoding(writer: Writer, encoding: str | None) -> str | None:
    if encoding is None:
        return writer.encodings[0] if writer.encodings else None
    plain = encoding.lower().replace("-", "").replace("_", "")
    for known in writer.encodings:
        if known.lower().replace("-", "") == plain:
            return known
    choices = " or ".join(writer.encodings) or "no choice: it is always UTF-8"
    raise WrongUseError(f"encoding {encoding[:20]}: {writer.name} has {choices}", field="encoding")
