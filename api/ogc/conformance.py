"""
The OGC conformance classes that are claimed, each with what it promises and the test that holds it.

Self-tested, not certified: nobody but our own tests, and the clients that they run, has looked.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.base import Label

SPEC = "http://www.opengis.net/spec/"
TESTS = "tests/api/test_ogc_conformance.py"


@dataclass(frozen=True)
class ConformanceClass:
    """
    A class that is claimed.

    Parameters
    ----------
    name
        After `http://www.opengis.net/spec/`.
    label
        What it promises.
    test
        Name of the function in `TESTS` that holds it.
    """

    name: str
    label: Label
    test: str

    @property
    def uri(self) -> str:
        """Its OGC name."""
        return SPEC + self.name


CLASSES = (
    ConformanceClass(
        "ogcapi-common-1/1.0/conf/core", Label("通用：核心", "Common: core"), "test_the_landing_page_leads_everywhere"
    ),
    ConformanceClass(
        "ogcapi-common-1/1.0/conf/landing-page",
        Label("通用：首页", "Common: landing page"),
        "test_the_landing_page_leads_everywhere",
    ),
    ConformanceClass(
        "ogcapi-common-1/1.0/conf/json", Label("通用：JSON", "Common: JSON"), "test_the_landing_page_leads_everywhere"
    ),
    ConformanceClass(
        "ogcapi-common-1/1.0/conf/html", Label("通用：网页", "Common: HTML"), "test_every_document_is_a_page_too"
    ),
    ConformanceClass(
        "ogcapi-common-1/1.0/conf/oas30",
        Label("通用：OpenAPI 3.0", "Common: OpenAPI 3.0"),
        "test_the_description_names_every_path",
    ),
    ConformanceClass(
        "ogcapi-common-2/1.0/conf/collections",
        Label("通用：图层目录", "Common: collections"),
        "test_every_layer_is_a_collection",
    ),
    ConformanceClass(
        "ogcapi-features-1/1.0/conf/core",
        Label("要素：核心", "Features: core"),
        "test_features_are_read_page_by_page",
    ),
    ConformanceClass(
        "ogcapi-features-1/1.0/conf/geojson", Label("要素：GeoJSON", "Features: GeoJSON"), "test_features_are_geojson"
    ),
    ConformanceClass(
        "ogcapi-features-1/1.0/conf/html", Label("要素：网页", "Features: HTML"), "test_every_document_is_a_page_too"
    ),
    ConformanceClass(
        "ogcapi-features-1/1.0/conf/oas30",
        Label("要素：OpenAPI 3.0", "Features: OpenAPI 3.0"),
        "test_the_description_names_every_path",
    ),
    ConformanceClass(
        "ogcapi-features-2/1.0/conf/crs",
        Label("要素：坐标系", "Features: coordinate reference systems"),
        "test_coordinates_stand_in_the_order_of_their_authority",
    ),
    ConformanceClass(
        "ogcapi-features-3/1.0/conf/queryables",
        Label("要素：可查询属性", "Features: queryables"),
        "test_queryables_can_all_be_asked_for",
    ),
    ConformanceClass(
        "ogcapi-features-3/1.0/conf/queryables-query-parameters",
        Label("要素：属性作参数", "Features: queryables as parameters"),
        "test_a_property_is_a_parameter",
    ),
    ConformanceClass("ogcapi-features-3/1.0/conf/filter", Label("要素：筛选", "Features: filter"), "test_filters_find"),
    ConformanceClass(
        "ogcapi-features-3/1.0/conf/features-filter",
        Label("要素：按筛选读取", "Features: filtered"),
        "test_filters_find",
    ),
    ConformanceClass("cql2/1.0/conf/cql2-text", Label("CQL2：文本", "CQL2: text"), "test_filters_find"),
    ConformanceClass("cql2/1.0/conf/cql2-json", Label("CQL2：JSON", "CQL2: JSON"), "test_filters_find"),
    ConformanceClass("cql2/1.0/conf/basic-cql2", Label("CQL2：基本", "CQL2: basic"), "test_filters_find"),
    ConformanceClass(
        "cql2/1.0/conf/advanced-comparison-operators",
        Label("CQL2：LIKE、IN、BETWEEN", "CQL2: LIKE, IN, BETWEEN"),
        "test_filters_find",
    ),
    ConformanceClass(
        "cql2/1.0/conf/case-insensitive-comparison", Label("CQL2：CASEI", "CQL2: CASEI"), "test_filters_find"
    ),
    ConformanceClass(
        "cql2/1.0/conf/basic-spatial-functions", Label("CQL2：S_INTERSECTS", "CQL2: S_INTERSECTS"), "test_filters_find"
    ),
    ConformanceClass(
        "cql2/1.0/conf/basic-spatial-functions-plus",
        Label("CQL2：S_INTERSECTS 与各类图形", "CQL2: S_INTERSECTS with every kind of shape"),
        "test_shapes_of_every_kind_are_met",
    ),
    ConformanceClass(
        "cql2/1.0/conf/spatial-functions",
        Label("CQL2：空间关系", "CQL2: spatial relations"),
        "test_every_spatial_relation_is_found",
    ),
    ConformanceClass(
        "cql2/1.0/conf/property-property",
        Label("CQL2：属性互相比较", "CQL2: properties beside each other"),
        "test_properties_are_compared_with_each_other",
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/core", Label("瓦片：核心", "Tiles: core"), "test_a_tile_has_the_bytes_of_our_own_map"
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/tileset", Label("瓦片：瓦片集", "Tiles: tileset"), "test_tilesets_say_what_they_hold"
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/tilesets-list",
        Label("瓦片：瓦片集目录", "Tiles: list of tilesets"),
        "test_tilesets_say_what_they_hold",
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/dataset-tilesets",
        Label("瓦片：全部图层", "Tiles: of all layers"),
        "test_tiles_of_all_layers_hold_those_that_are_asked_for",
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/collections-selection",
        Label("瓦片：挑选图层", "Tiles: of some layers"),
        "test_tiles_of_all_layers_hold_those_that_are_asked_for",
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        Label("瓦片：各图层", "Tiles: of collections"),
        "test_a_tile_has_the_bytes_of_our_own_map",
    ),
    ConformanceClass(
        "ogcapi-tiles-1/1.0/conf/mvt",
        Label("瓦片：MVT", "Tiles: Mapbox Vector Tiles"),
        "test_a_tile_has_the_bytes_of_our_own_map",
    ),
)
