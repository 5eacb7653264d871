"""
A QGIS project on our layers: the layer tree in Chinese, our styles, fields with their Chinese names and codes in words.

The document is written as QGIS 3.22 writes it and newer ones read it; nothing of QGIS is needed to make it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from pyproj import CRS, Transformer

from gis_core.cartography.maps.picture import denominator
from gis_core.cartography.qgis.sources import FINEST_TILES, Services, Source
from gis_core.cartography.qgis.symbols import labeling, renderer, symbol
from gis_core.place import Place
from layers.base import GROUP_LABELS, Layer
from layers.standard import STANDARD

VERSION = "3.22.16-Białowieża"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same project gives the same bytes
GEOMETRIES = {
    "Point": ("Point", "Point"),
    "LineString": ("Line", "LineString"),
    "MultiLineString": ("Line", "MultiLineString"),
    "Polygon": ("Polygon", "Polygon"),
    "MultiPolygon": ("Polygon", "MultiPolygon"),
}
KINDS_OF_TILES = {"Point": "0", "LineString": "1", "MultiLineString": "1"}
BESIDE = ("area_m2", "length_m", "valid_from", "valid_to")
TILES_ID, PICTURE_ID = "matian_vector_tiles", "matian_styled_map"  # QGIS forgets ids of ten characters and less


def qgz(place: Place, shown: Sequence[Layer], source: Source) -> bytes:
    """
    Return a project file (.qgz).

    Parameters
    ----------
    place
        Whose layers: name, survey CRS, extent.
    shown
        Layers with a style, as edited, in drawing order (lowest first).
    source
        Where they come from.
    """
    document = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(
        project(place, shown, source), encoding="utf-8"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("matian.qgs", LONG_AGO), document, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def project(place: Place, shown: Sequence[Layer], source: Source) -> Element:
    """Return the project's document; the parameters are those of `qgz`."""
    title = f"{place.name.zh} · {place.name.en}"
    root = Element("qgis", version=VERSION, projectname=title)
    SubElement(root, "title").text = title
    reference = SubElement(SubElement(root, "properties"), "SpatialRefSys")
    SubElement(reference, "ProjectionsEnabled", type="int").text = "1"  # else the project's CRS isn't read
    SubElement(root, "projectCrs").append(_system(place.crs.survey))
    root.append(_tree(shown, source, place))
    root.append(_canvas(place))
    layers = SubElement(root, "projectlayers")
    for layer in shown:
        layers.append(_vector(layer, source, place))
    if isinstance(source, Services):
        layers.append(_vector_tiles(shown, source))
        layers.append(_picture(source, place))
    order = SubElement(root, "layerorder")
    for layer in shown:
        SubElement(order, "layer", id=_id(layer))
    return root


def _id(layer: Layer) -> str:
    return f"matian_layer_{layer.name}"


def _system(name: str) -> Element:
    """Return a CRS in QGIS' words; its name alone would be forgotten."""
    known = CRS.from_user_input(name)
    system = Element("spatialrefsys")
    SubElement(system, "wkt").text = known.to_wkt()
    SubElement(system, "srid").text = name.rpartition(":")[2]
    SubElement(system, "authid").text = name
    SubElement(system, "description").text = known.name
    SubElement(system, "geographicflag").text = "true" if known.is_geographic else "false"
    return system


def _canvas(place: Place) -> Element:
    canvas = Element("mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "meters"
    bounds = Transformer.from_crs(4326, place.srid, always_xy=True).transform_bounds(*place.map.extent)
    extent = SubElement(canvas, "extent")
    for name, edge in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        SubElement(extent, name).text = f"{edge:.3f}"
    SubElement(canvas, "rotation").text = "0"
    SubElement(canvas, "destinationsrs").append(_system(place.crs.survey))
    return canvas


def _tree(shown: Sequence[Layer], source: Source, place: Place) -> Element:
    tree = Element("layer-tree-group")
    for group, label in GROUP_LABELS.items():
        inside = [layer for layer in reversed(shown) if layer.group == group]
        if not inside:
            continue
        branch = SubElement(tree, "layer-tree-group", name=label.zh, checked="Qt::Checked", expanded="1")
        for layer in inside:
            _leaf(branch, _id(layer), layer.label.zh, source.provider, source.source_of(layer), checked=layer.visible)
    if isinstance(source, Services):
        branch = SubElement(tree, "layer-tree-group", name="底图（服务器绘制）", checked="Qt::Checked", expanded="0")
        _leaf(branch, TILES_ID, "矢量瓦片", "vectortile", source.tiles, checked=False)
        _leaf(branch, PICTURE_ID, "地图（WMS）", "wms", source.picture(place.crs.survey), checked=False)
    order = SubElement(tree, "custom-order", enabled="1")  # as our own map draws, whatever the group
    below = [TILES_ID, PICTURE_ID] if isinstance(source, Services) else []
    for key in [*(_id(layer) for layer in reversed(shown)), *below]:
        SubElement(order, "item").text = key
    return tree


def _leaf(branch: Element, key: str, name: str, provider: str, source: str, *, checked: bool) -> None:
    said = "Qt::Checked" if checked else "Qt::Unchecked"
    SubElement(
        branch,
        "layer-tree-layer",
        id=key,
        name=name,
        checked=said,
        expanded="0",
        providerKey=provider,
        source=source,
    )


def _vector(layer: Layer, source: Source, place: Place) -> Element:
    latitude = (place.map.extent[1] + place.map.extent[3]) / 2
    geometry, kind = GEOMETRIES[layer.geometry]
    labels = labeling(layer, latitude)
    root = Element(
        "maplayer",
        type="vector",
        geometry=geometry,
        wkbType=kind,
        readOnly="1",
        labelsEnabled="1" if labels is not None else "0",
        hasScaleBasedVisibilityFlag="1",
        minScale=f"{denominator(layer.zooms[0] - 0.5, latitude):.0f}",
        maxScale="0",
        styleCategories="AllStyleCategories",
    )
    SubElement(root, "id").text = _id(layer)
    SubElement(root, "datasource").text = source.source_of(layer)
    SubElement(root, "layername").text = layer.label.zh
    SubElement(root, "title").text = f"{layer.label.zh} · {layer.label.en}"
    SubElement(root, "abstract").text = layer.source
    SubElement(root, "srs").append(_system(source.crs))
    SubElement(root, "provider", encoding="UTF-8").text = source.provider
    root.append(renderer(layer))
    if labels is not None:
        root.append(labels)
    _fields(root, layer)
    if layer.name_field:
        SubElement(root, "previewExpression").text = f'"{layer.name_field}"'
    return root


def _fields(root: Element, layer: Layer) -> None:
    configured, aliases = SubElement(root, "fieldConfiguration"), SubElement(root, "aliases")
    own = {field.name: (field.label, field.unit) for field in layer.fields}
    told = {"code": STANDARD["code"], **own, **{name: STANDARD[name] for name in BESIDE}}
    said = {name: label.zh + (f"（{unit}）" if unit else "") for name, (label, unit) in told.items()}
    for number, (name, label) in enumerate(said.items()):
        SubElement(aliases, "alias", index=str(number), field=name, name=label)
    for field in layer.fields:
        if field.codes is None:
            continue
        widget = SubElement(SubElement(configured, "field", name=field.name), "editWidget", type="ValueMap")
        options = SubElement(
            SubElement(SubElement(widget, "config"), "Option", type="Map"), "Option", type="List", name="map"
        )
        for code in field.codes.codes:
            one = SubElement(options, "Option", type="Map")
            SubElement(one, "Option", type="QString", name=f"{code.label.zh}（{code.code}）", value=code.code)


def _vector_tiles(shown: Sequence[Layer], source: Services) -> Element:
    root = Element("maplayer", type="vector-tile", styleCategories="AllStyleCategories")
    SubElement(root, "id").text = TILES_ID
    SubElement(root, "datasource").text = source.tiles
    SubElement(root, "layername").text = "矢量瓦片"
    SubElement(root, "srs").append(_system("EPSG:3857"))
    SubElement(root, "provider").text = "vectortile"
    styles = SubElement(SubElement(root, "renderer", type="basic"), "styles")
    for layer in shown:
        if not layer.visible or layer.style is None:
            continue
        listed = layer.field_named(layer.style.by).codes if layer.style.by else None
        known = () if listed is None else listed.codes
        for code in known:
            prefix = listed is not None and listed.open_prefix is not None
            test = f"\"{layer.style.by}\" LIKE '{code.code}%'" if prefix else f"\"{layer.style.by}\" = '{code.code}'"
            _tile_style(styles, layer, f"{layer.label.zh} {code.label.zh}", test, code.colour)
        if not known:
            _tile_style(styles, layer, layer.label.zh, "", None)
    return root


def _tile_style(styles: Element, layer: Layer, name: str, expression: str, colour: str | None) -> None:
    style = SubElement(
        styles,
        "style",
        {
            "name": name,
            "layer": layer.name,
            "geometry": KINDS_OF_TILES.get(layer.geometry, "2"),
            "enabled": "1",
            "expression": expression,
            "min-zoom": str(layer.zooms[0]),
            "max-zoom": "-1" if layer.zooms[1] > FINEST_TILES else str(layer.zooms[1]),
        },
    )
    SubElement(style, "symbols").append(symbol(layer, colour, "0"))


def _picture(source: Services, place: Place) -> Element:
    root = Element("maplayer", type="raster", styleCategories="AllStyleCategories")
    SubElement(root, "id").text = PICTURE_ID
    SubElement(root, "datasource").text = source.picture(place.crs.survey)
    SubElement(root, "layername").text = "地图（WMS）"
    SubElement(root, "srs").append(_system(place.crs.survey))
    SubElement(root, "provider").text = "wms"
    drawn = {"type": "singlebandcolordata", "band": "1", "opacity": "1", "alphaBand": "-1"}
    SubElement(SubElement(root, "pipe"), "rasterrenderer", drawn)
    return root
