"""GetCapabilities of WMS 1.3.0 and 1.1.1: the layer tree as the web page has it, in Chinese and English."""

from __future__ import annotations

from functools import cache
from html import escape

from fastapi import Request
from pyproj import Transformer

from api.ogc.columns import title
from api.ogc.links import address
from api.ogc.tilesets import drawn_layers
from api.ogc.wms.asked import LARGEST_SIDE, MAP, systems
from api.ogc.wms.in_picture import WORDS
from api.ogc.wms.info import FORMATS
from gis_core.cartography.maps.picture import denominator
from gis_core.place import Place
from gis_core.times import FIRST_YEAR, LAST_YEAR, today
from layers.base import GROUP_LABELS, Layer

CAPABILITIES_TYPES = {"1.1.1": "application/vnd.ogc.wms_xml", "1.3.0": "text/xml"}
HEADS = {
    "1.3.0": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms">'
    ),
    "1.1.1": '<?xml version="1.0" encoding="UTF-8"?>\n<WMT_MS_Capabilities version="1.1.1">',
}
ENDS = {"1.3.0": "</WMS_Capabilities>\n", "1.1.1": "</WMT_MS_Capabilities>\n"}
EXCEPTIONS = {"1.3.0": "XML", "1.1.1": "application/vnd.ogc.se_xml"}  # besides those of `in_picture`


def capabilities(request: Request, version: str) -> str:
    """Return the document; its addresses are those of the host by which the client reached us."""
    place: Place = request.app.state.instance.place
    here = escape(address(request, "wms") + "?")
    name = "WMS" if version == "1.3.0" else "OGC:WMS"
    said_title = escape(f"{place.name.zh}地图 · {place.name.en} maps")
    limits = f"<MaxWidth>{LARGEST_SIDE}</MaxWidth><MaxHeight>{LARGEST_SIDE}</MaxHeight>" if version == "1.3.0" else ""
    service = (
        f"<Service><Name>{name}</Name><Title>{said_title}</Title><Abstract>{escape(ABOUT)}</Abstract>"
        f"{_online(here)}<Fees>none</Fees>"
        f"<AccessConstraints>{escape(RIGHTS)}</AccessConstraints>{limits}</Service>"
    )
    types = {
        "GetCapabilities": [CAPABILITIES_TYPES[version]],
        "GetMap": ["image/png", "image/jpeg"],
        "GetFeatureInfo": list(FORMATS),
        "GetLegendGraphic": ["image/png"],
    }
    operations = "".join(_operation(name, formats, here, version) for name, formats in types.items())
    told = (EXCEPTIONS[version], *(word if word.isalpha() else word.lower() for word in WORDS[version]))
    exceptions = "".join(f"<Format>{word}</Format>" for word in told)
    body = (
        f"<Capability><Request>{operations}</Request><Exception>{exceptions}</Exception>"
        f"{_root(request, place, said_title, version)}</Capability>"
    )
    return HEADS[version] + service + body + ENDS[version]


ABOUT = (
    "按两个时间绘制：TIME 为所述日期，KNOWN 为记录时刻。"
    " · Drawn at two times: TIME, the day for which it is true, and KNOWN, the instant of recording."
)
RIGHTS = "需要令牌（作为密码） · needs a token, as the password"


def _operation(name: str, formats: list[str], here: str, version: str) -> str:
    tag = "sld:GetLegendGraphic" if name == "GetLegendGraphic" and version == "1.3.0" else name
    space = ' xmlns:sld="http://www.opengis.net/sld"' if tag.startswith("sld:") else ""
    told = "".join(f"<Format>{one}</Format>" for one in formats)
    return f"<{tag}{space}>{told}<DCPType><HTTP><Get>{_online(here)}</Get></HTTP></DCPType></{tag}>"


def _online(href: str) -> str:
    """Return where something is; each says its namespace, as the DTD of 1.1.1 has it (escaped already)."""
    return f'<OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="{href}"/>'


def _root(request: Request, place: Place, said_title: str, version: str) -> str:
    groups = []
    drawn = drawn_layers()
    for group, label in GROUP_LABELS.items():
        inside = [layer for layer in drawn if layer.group == group]
        if inside:
            told = "".join(_layer(request, layer, place, version) for layer in reversed(inside))
            groups.append(f"<Layer><Title>{escape(f'{label.zh} · {label.en}')}</Title>{told}</Layer>")
    return (
        f'<Layer queryable="1"><Name>{MAP}</Name><Title>{said_title}</Title>{_extent(place, version)}'
        f"{_dimensions(place, version)}{''.join(groups)}</Layer>"
    )


def _extent(place: Place, version: str) -> str:
    key = "CRS" if version == "1.3.0" else "SRS"
    known = {name: found for name, found in systems(place).items() if version == "1.3.0" or name != "CRS:84"}
    named = "".join(f"<{key}>{name}</{key}>" for name in known)
    west, south, east, north = place.map.extent
    if version == "1.3.0":
        degrees = (
            f"<EX_GeographicBoundingBox><westBoundLongitude>{west}</westBoundLongitude>"
            f"<eastBoundLongitude>{east}</eastBoundLongitude><southBoundLatitude>{south}</southBoundLatitude>"
            f"<northBoundLatitude>{north}</northBoundLatitude></EX_GeographicBoundingBox>"
        )
    else:
        degrees = f'<LatLonBoundingBox minx="{west}" miny="{south}" maxx="{east}" maxy="{north}"/>'
    boxes = "".join(
        _box(key, name, bounds_in(place, srid), flipped=flipped and version == "1.3.0")
        for name, (srid, flipped) in known.items()
    )
    return named + degrees + boxes


def _box(key: str, name: str, bounds: tuple[float, float, float, float], *, flipped: bool) -> str:
    west, south, east, north = bounds
    edges = (south, west, north, east) if flipped else (west, south, east, north)
    told = " ".join(f'{side}="{edge:.6f}"' for side, edge in zip(("minx", "miny", "maxx", "maxy"), edges, strict=True))
    return f'<BoundingBox {key}="{name}" {told}/>'


def bounds_in(place: Place, srid: int) -> tuple[float, float, float, float]:
    """Return the place's extent in a system, west, south, east, north."""
    return _transformed(place.map.extent, srid)


@cache
def _transformed(extent: tuple[float, float, float, float], srid: int) -> tuple[float, float, float, float]:
    west, south, east, north = Transformer.from_crs(4326, srid, always_xy=True).transform_bounds(*extent)
    return west, south, east, north


def _dimensions(place: Place, version: str) -> str:
    days = f"{FIRST_YEAR}-01-01/{LAST_YEAR}-12-31/P1D"
    instants = f"{FIRST_YEAR}-01-01T00:00:00Z/{LAST_YEAR}-12-31T00:00:00Z/PT1S"
    day = today(place.zone).isoformat()
    if version == "1.3.0":
        return (
            f'<Dimension name="time" units="ISO8601" default="{day}" nearestValue="0" current="1">{days}</Dimension>'
            f'<Dimension name="known" units="ISO8601" default="current" nearestValue="0">{instants}</Dimension>'
        )
    return (
        '<Dimension name="time" units="ISO8601"/><Dimension name="known" units="ISO8601"/>'
        f'<Extent name="time" default="{day}">{days}</Extent>'
        f'<Extent name="known" default="current">{instants}</Extent>'
    )


def _layer(request: Request, layer: Layer, place: Place, version: str) -> str:
    latitude = (place.map.extent[1] + place.map.extent[3]) / 2
    legend = escape(legend_address(request, layer, version))
    style = (
        "<Style><Name>default</Name><Title>默认 · Default</Title>"
        f'<LegendURL width="200" height="100"><Format>image/png</Format>{_online(legend)}</LegendURL></Style>'
    )
    least, most = denominator(layer.zooms[1] + 1, latitude), denominator(layer.zooms[0], latitude)
    if version == "1.3.0":
        scales = (
            f"<MinScaleDenominator>{least:.0f}</MinScaleDenominator>"
            f"<MaxScaleDenominator>{most:.0f}</MaxScaleDenominator>"
        )
    else:
        hint = (value * 0.00028 * 2**0.5 for value in (least, most))
        scales = '<ScaleHint min="{:.4f}" max="{:.4f}"/>'.format(*hint)
    about = escape(layer.source or title(layer))
    return (
        f'<Layer queryable="1"><Name>{layer.name}</Name><Title>{escape(title(layer))}</Title>'
        f"<Abstract>{about}</Abstract>{style}{scales}</Layer>"
    )


def legend_address(request: Request, layer: Layer, version: str = "1.3.0") -> str:
    """Return where a layer's legend is drawn."""
    query = f"SERVICE=WMS&VERSION={version}&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER={layer.name}&STYLE=default"
    return f"{address(request, 'wms')}?{query}"
