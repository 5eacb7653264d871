"""QGIS projects as documents: the same bytes each time, every drawn layer with its Chinese name, no secret."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest

from gis_core.cartography.qgis.project import qgz
from gis_core.cartography.qgis.sources import GeoPackage, Services, Source
from gis_core.instance import Instance
from layers.registry import all_layers

DRAWN = [layer for layer in all_layers().values() if layer.style]
SOURCES = [Services("http://planning.example:8765"), GeoPackage("matian.gpkg", "EPSG:4547")]


def document(instance: Instance, source: Source) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(qgz(instance.place, DRAWN, source))) as packed:
        (name,) = packed.namelist()
        return ElementTree.fromstring(packed.read(name))  # noqa: S314


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.provider)
def test_every_drawn_layer_is_there_by_its_name_in_tree_and_order(instance: Instance, source: Source) -> None:
    assert len(DRAWN) > 20
    root = document(instance, source)
    ids = [element.text or "" for element in root.iterfind("projectlayers/maplayer/id")]
    assert len(set(ids)) == len(ids) >= len(DRAWN)
    assert all(len(key) > 10 for key in ids), "QGIS forgets shorter ones"
    leaves = {leaf.get("id"): leaf.get("name") for leaf in root.iter("layer-tree-layer")}
    assert set(leaves) == set(ids) == {item.text for item in root.iterfind("layer-tree-group/custom-order/item")}
    assert {layer.label.zh for layer in DRAWN} <= set(leaves.values())
    sources = {element.text for element in root.iterfind("projectlayers/maplayer/datasource")}
    assert all("planning.example" in str(text) or "matian.gpkg" in str(text) for text in sources)


def test_the_same_layers_give_the_same_bytes(instance: Instance) -> None:
    first, second = (qgz(instance.place, DRAWN, SOURCES[0]) for _ in range(2))
    assert first == second
