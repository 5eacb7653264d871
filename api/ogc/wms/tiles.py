"""
WMTS 1.0.0: pictures of the map cut into tiles, in Web Mercator and in degrees of CGCS2000.

The scheme in degrees is the one of China's public maps: zoom 1 has two tiles, the corner is 90° N, 180° W.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from fastapi import Request

from api.ogc.columns import title
from api.ogc.links import address
from api.ogc.tilesets import drawn_layers
from api.ogc.wms.asked import MAP, MapAsked, read_layers, read_moment
from api.ogc.wms.capabilities import RIGHTS, legend_address
from api.ogc.wms.refusals import WmsRefusal
from gis_core.cartography.maps.picture import METRES_A_DEGREE, PIXEL_M, Ground
from gis_core.features.area import CGCS2000, WEB_MERCATOR
from gis_core.place import Place
from gis_core.times import today

VERSION = "1.0.0"
TILE_PX = 256
LAST = 21
HALF_MERCATOR_M = 20037508.342789244


@dataclass(frozen=True)
class Scheme:
    """
    A scheme of tiles: EPSG number, its west and north corner, the side of the one square at zoom 0, in its own units.

    `north_first` says whether its corner is written northing or latitude first.
    """

    name: str
    srid: int
    corner: tuple[float, float]
    side: float
    north_first: bool
    metres_a_unit: float
    well_known: str | None
    rows_at_0: float = 1.0

    def side_at(self, zoom: int) -> float:
        """Return the side of a tile."""
        return self.side / (1 << zoom)

    def size_at(self, zoom: int) -> tuple[int, int]:
        """Return columns and rows."""
        return 1 << zoom, max(1, math.ceil((1 << zoom) * self.rows_at_0))

    def bounds(self, zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
        """Return west, south, east, north of a tile."""
        side = self.side_at(zoom)
        west, north = self.corner[0] + column * side, self.corner[1] - row * side
        return west, north - side, west + side, north


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "GoogleMapsCompatible",
            WEB_MERCATOR,
            (-HALF_MERCATOR_M, HALF_MERCATOR_M),
            2 * HALF_MERCATOR_M,
            False,
            1.0,
            "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible",
        ),
        Scheme("CGCS2000Degrees", CGCS2000, (-180.0, 90.0), 360.0, True, METRES_A_DEGREE, None, 0.5),
    )
}
IMAGES = {"image/png": ("png", "png"), "image/jpeg": ("jpg", "jpeg")}


def read_request(said: Mapping[str, str]) -> str:
    """
    Return what is asked for, GETCAPABILITIES or GETTILE.

    Raises
    ------
    WmsRefusal
        If it is another service, version or request.
    """
    _require(said, "SERVICE", "REQUEST")
    if said["SERVICE"].upper() != "WMTS":
        raise WmsRefusal("SERVICE: this is WMTS", "InvalidParameterValue")
    asked = said["REQUEST"].upper()
    if asked == "GETFEATUREINFO":
        raise WmsRefusal("GetFeatureInfo: WMS answers it here, not WMTS", "OperationNotSupported")
    if asked not in ("GETCAPABILITIES", "GETTILE"):
        raise WmsRefusal("REQUEST: there are GetCapabilities and GetTile", "InvalidParameterValue")
    if asked == "GETCAPABILITIES" and VERSION not in said.get("ACCEPTVERSIONS", VERSION).split(","):
        raise WmsRefusal(f"ACCEPTVERSIONS: there is {VERSION}", "VersionNegotiationFailed")
    if asked == "GETTILE":
        _require(said, "VERSION")
        if said["VERSION"] != VERSION:
            raise WmsRefusal(f"VERSION: there is {VERSION}", "InvalidParameterValue")
    return asked


def _require(said: Mapping[str, str], *names: str) -> None:
    """Refuse a question without what the standard makes mandatory (WMTS 1.0.0, 7.1.1 and 7.2.1)."""
    for name in names:
        if not said.get(name):
            raise WmsRefusal(f"{name}: it is missing", "MissingParameterValue")


def read_tile(said: Mapping[str, str], place: Place) -> MapAsked:
    """
    Return the picture of a tile.

    Raises
    ------
    WmsRefusal
        For whatever can't be.
    """
    _require(said, "LAYER", "FORMAT", "TILEMATRIXSET", "TILEMATRIX", "TILEROW", "TILECOL")
    if "STYLE" not in said:  # an empty one is the default
        raise WmsRefusal("STYLE: it is missing", "MissingParameterValue")
    scheme = SCHEMES.get(said["TILEMATRIXSET"])
    if scheme is None:
        raise WmsRefusal(f"TILEMATRIXSET: there are {', '.join(SCHEMES)}")
    if said["STYLE"] not in ("", "default"):
        raise WmsRefusal("STYLE: each layer has one style, default")
    media_type = said["FORMAT"].lower()
    if media_type not in IMAGES:
        raise WmsRefusal(f"FORMAT: there are {', '.join(IMAGES)}")
    zoom = _whole(said, "TILEMATRIX", LAST)
    columns, rows = scheme.size_at(zoom)
    column, row = _whole(said, "TILECOL", columns - 1), _whole(said, "TILEROW", rows - 1)
    latitude = (place.map.extent[1] + place.map.extent[3]) / 2
    ground = Ground(scheme.bounds(zoom, column, row), scheme.srid, TILE_PX, TILE_PX, latitude)
    kind = IMAGES[media_type][1]
    layers = read_layers(said["LAYER"], "LAYER")
    return MapAsked(layers, ground, kind, kind == "png", "#ffffff", read_moment(said, place))


def _whole(said: Mapping[str, str], name: str, most: int) -> int:
    text = said.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 8 and int(text) <= most):
        beyond = text.isascii() and text.isdigit() and name != "TILEMATRIX"
        code = "TileOutOfRange" if beyond else "InvalidParameterValue"
        raise WmsRefusal(f"{name}: a whole number of 0 to {most} is wanted, not {text[:20]!r}", code)
    return int(text)


def capabilities(request: Request) -> str:
    """Return the document; its addresses are those of the host by which the client reached us."""
    place: Place = request.app.state.instance.place
    here = escape(address(request, "wmts") + "?")
    layers: list[tuple[str, str, str | None]] = [(MAP, f"{place.name.zh}地图 · {place.name.en} map", None)]
    layers += [(layer.name, title(layer), legend_address(request, layer)) for layer in reversed(drawn_layers())]
    told = "".join(_layer(request, place, *one) for one in layers)
    get = (
        f'<ows:DCP><ows:HTTP><ows:Get xlink:href="{here}"><ows:Constraint name="GetEncoding"><ows:AllowedValues>'
        "<ows:Value>KVP</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get></ows:HTTP></ows:DCP>"
    )
    operations = "".join(
        f'<ows:Operation name="{name}">{get}</ows:Operation>' for name in ("GetCapabilities", "GetTile")
    )
    name = escape(f"{place.name.zh}地图瓦片 · {place.name.en} map tiles")
    sets = "".join(_matrix_set(scheme) for scheme in SCHEMES.values())
    rest = escape(address(request, "wmts", "1.0.0", "WMTSCapabilities.xml"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Capabilities xmlns="http://www.opengis.net/wmts/1.0"'
        ' xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">'
        f"<ows:ServiceIdentification><ows:Title>{name}</ows:Title><ows:ServiceType>OGC WMTS</ows:ServiceType>"
        "<ows:ServiceTypeVersion>1.0.0</ows:ServiceTypeVersion><ows:Fees>none</ows:Fees>"
        f"<ows:AccessConstraints>{escape(RIGHTS)}</ows:AccessConstraints></ows:ServiceIdentification>"
        f"<ows:OperationsMetadata>{operations}</ows:OperationsMetadata><Contents>{told}{sets}</Contents>"
        f'<ServiceMetadataURL xlink:href="{rest}"/></Capabilities>\n'
    )


def _layer(request: Request, place: Place, name: str, said: str, legend: str | None) -> str:
    west, south, east, north = place.map.extent
    formats = "".join(f"<Format>{one}</Format>" for one in IMAGES)
    day = today(place.zone).isoformat()
    links = "".join(f"<TileMatrixSetLink><TileMatrixSet>{one}</TileMatrixSet></TileMatrixSetLink>" for one in SCHEMES)
    template = address(request, "wmts", "1.0.0", name, "default", "{time}", "{TileMatrixSet}", "{TileMatrix}")
    resources = "".join(
        f'<ResourceURL format="{media_type}" resourceType="tile" '
        f'template="{escape(f"{template}/{{TileRow}}/{{TileCol}}.{ending}")}"/>'
        for media_type, (ending, _) in IMAGES.items()
    )
    drawn = f'<LegendURL format="image/png" xlink:href="{escape(legend)}"/>' if legend else ""
    return (
        f"<Layer><ows:Title>{escape(said)}</ows:Title>"
        f"<ows:WGS84BoundingBox><ows:LowerCorner>{west} {south}</ows:LowerCorner>"
        f"<ows:UpperCorner>{east} {north}</ows:UpperCorner></ows:WGS84BoundingBox>"
        f"<ows:Identifier>{name}</ows:Identifier>"
        f'<Style isDefault="true"><ows:Title>默认 · Default</ows:Title>'
        f"<ows:Identifier>default</ows:Identifier>{drawn}</Style>"
        f"{formats}<Dimension><ows:Identifier>time</ows:Identifier><ows:UOM>ISO8601</ows:UOM><Default>current</Default>"
        f"<Current>true</Current><Value>{day}</Value></Dimension>{links}{resources}</Layer>"
    )


def _matrix_set(scheme: Scheme) -> str:
    matrices = []
    west, north = scheme.corner
    corner = f"{north!r} {west!r}" if scheme.north_first else f"{west!r} {north!r}"
    for zoom in range(LAST + 1):
        columns, rows = scheme.size_at(zoom)
        denominator = scheme.side_at(zoom) / TILE_PX * scheme.metres_a_unit / PIXEL_M
        matrices.append(
            f"<TileMatrix><ows:Identifier>{zoom}</ows:Identifier><ScaleDenominator>{denominator!r}</ScaleDenominator>"
            f"<TopLeftCorner>{corner}</TopLeftCorner><TileWidth>{TILE_PX}</TileWidth><TileHeight>{TILE_PX}</TileHeight>"
            f"<MatrixWidth>{columns}</MatrixWidth><MatrixHeight>{rows}</MatrixHeight></TileMatrix>"
        )
    known = f"<WellKnownScaleSet>{scheme.well_known}</WellKnownScaleSet>" if scheme.well_known else ""
    return (
        f"<TileMatrixSet><ows:Identifier>{scheme.name}</ows:Identifier>"
        f"<ows:SupportedCRS>urn:ogc:def:crs:EPSG::{scheme.srid}</ows:SupportedCRS>{known}{''.join(matrices)}</TileMatrixSet>"
    )
