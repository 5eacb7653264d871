"""What WMS and WMTS say of themselves: capabilities in the order of their schemas, and the version that is spoken."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx
import pytest

from layers.registry import all_layers

ORDER = {
    "1.3.0": {
        "WMS_Capabilities": "Service Capability",
        "Service": "Name Title Abstract KeywordList OnlineResource ContactInformation Fees AccessConstraints LayerLimit"
        " MaxWidth MaxHeight",
        "Capability": "Request Exception Layer",
        "Request": "GetCapabilities GetMap GetFeatureInfo GetLegendGraphic",
        "Layer": "Name Title Abstract KeywordList CRS EX_GeographicBoundingBox BoundingBox Dimension Attribution"
        " AuthorityURL Identifier MetadataURL DataURL FeatureListURL Style MinScaleDenominator MaxScaleDenominator"
        " Layer",
        "Style": "Name Title Abstract LegendURL",
    },
    "1.1.1": {
        "WMT_MS_Capabilities": "Service Capability",
        "Service": "Name Title Abstract KeywordList OnlineResource ContactInformation Fees AccessConstraints",
        "Capability": "Request Exception VendorSpecificCapabilities UserDefinedSymbolization Layer",
        "Request": "GetCapabilities GetMap GetFeatureInfo DescribeLayer GetLegendGraphic",
        "Layer": "Name Title Abstract KeywordList SRS LatLonBoundingBox BoundingBox Dimension Extent Attribution"
        " AuthorityURL Identifier MetadataURL DataURL FeatureListURL Style ScaleHint Layer",
        "Style": "Name Title Abstract LegendURL",
    },
    "WMTS": {
        "Capabilities": "ServiceIdentification OperationsMetadata Contents ServiceMetadataURL",
        "ServiceIdentification": "Title Abstract Keywords ServiceType ServiceTypeVersion Fees AccessConstraints",
        "Contents": "Layer TileMatrixSet",
        "Layer": "Title Abstract Keywords WGS84BoundingBox Identifier BoundingBox Metadata Style Format InfoFormat"
        " Dimension TileMatrixSetLink ResourceURL",
        "Style": "Title Abstract Keywords Identifier LegendURL",
        "Dimension": "Title Abstract Identifier UOM UnitSymbol Default Current Value",
        "TileMatrixSet": "Title Identifier BoundingBox SupportedCRS WellKnownScaleSet TileMatrix",
        "TileMatrix": "Identifier ScaleDenominator TopLeftCorner TileWidth TileHeight MatrixWidth MatrixHeight",
    },
}
"""Children of each element in the order of the schemas: capabilities_1_3_0.xsd, the DTD of 1.1.1, wmts 1.0."""


@pytest.mark.parametrize("kind", ORDER)
def test_capabilities_stand_in_the_order_of_their_schema(kind: str, viewer: httpx.Client) -> None:
    service = "wmts" if kind == "WMTS" else "wms"
    asking = {"SERVICE": service, "REQUEST": "GetCapabilities", **({} if kind == "WMTS" else {"VERSION": kind})}
    root = ElementTree.fromstring(viewer.get(f"/ogc/{service}", params=asking).text)  # noqa: S314
    seen = set()
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name not in ORDER[kind] or (name == "TileMatrixSet" and not len(element)):  # the link to one has that name
            continue
        seen.add(name)
        wanted = ORDER[kind][name].split()
        places = [wanted.index(child.tag.rpartition("}")[2]) for child in element]
        assert places == sorted(places), name
    assert seen == set(ORDER[kind])


ATTRIBUTES = {
    "WMT_MS_Capabilities": "version updateSequence",
    "OnlineResource": "type href",
    "Layer": "queryable cascaded opaque noSubsets fixedWidth fixedHeight",
    "LatLonBoundingBox": "minx miny maxx maxy",
    "BoundingBox": "SRS minx miny maxx maxy resx resy",
    "Dimension": "name units unitSymbol",
    "Extent": "name default nearestValue",
    "LegendURL": "width height",
    "ScaleHint": "min max",
}
"""What the DTD of WMS 1.1.1 knows (WMS_MS_Capabilities.dtd), for clients that validate what they read."""


def test_version_1_1_1_says_only_what_its_dtd_knows(viewer: httpx.Client) -> None:
    told = viewer.get("/ogc/wms", params={"REQUEST": "GetCapabilities", "VERSION": "1.1.1"}).text
    assert "xmlns" not in told.partition("<Service>")[0], "the DTD declares xlink where it is used"
    seen = set()
    for element in ElementTree.fromstring(told).iter():  # noqa: S314
        if element.attrib:
            seen.add(element.tag)
            names = {name.rpartition("}")[2] for name in element.attrib}
            assert names <= set(ATTRIBUTES[element.tag].split()), element.tag
    assert seen == set(ATTRIBUTES)


@pytest.mark.parametrize(
    ("asked_for", "spoken"),
    [("1.3.0", "1.3.0"), ("1.1.1", "1.1.1"), ("1.1.0", "1.1.1"), ("1.2.9", "1.1.1"), ("1.10.0", "1.3.0"),
     ("2.0.0", "1.3.0"), ("100.0.0", "1.3.0"), ("0.0.0", "1.1.1"), ("x", "1.3.0"), ("", "1.3.0")],
)  # fmt: skip
def test_the_version_spoken_is_the_highest_that_isnt_above_the_one_asked_for(
    asked_for: str, spoken: str, viewer: httpx.Client
) -> None:
    answer = viewer.get("/ogc/wms", params={"service": "wms", "Request": "getcapabilities", "version": asked_for})
    assert ElementTree.fromstring(answer.text).get("version") == spoken  # noqa: S314


def test_both_versions_of_the_capabilities_name_every_drawn_layer(viewer: httpx.Client) -> None:
    names = {layer.name for layer in all_layers().values() if layer.style}
    assert names
    for version, space in (("1.3.0", "{http://www.opengis.net/wms}"), ("1.1.1", "")):
        answer = viewer.get("/ogc/wms", params={"REQUEST": "GetCapabilities", "VERSION": version})
        root = ElementTree.fromstring(answer.text)  # noqa: S314
        assert root.get("version") == version
        assert names <= {name.text for name in root.iter(f"{space}Name")}
        titles = {one.text for one in root.iter(f"{space}Title")}
        assert "地块 · Parcels" in titles
        box = next(one for one in root.iter(f"{space}BoundingBox") if "EPSG:4547" in one.attrib.values())
        northing = float(str(box.get("minx" if version == "1.3.0" else "miny")))
        assert 2_400_000 < northing < 2_600_000
