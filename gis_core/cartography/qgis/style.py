"""A layer's style as a document of its own (QML), as QGIS keeps it in the table `layer_styles` of a GeoPackage."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from gis_core.cartography.qgis.project import VERSION
from gis_core.cartography.qgis.symbols import labeling, renderer
from layers.base import Layer


def qml(layer: Layer, latitude: float) -> str:
    """
    Return the style of a layer that has one.

    Parameters
    ----------
    layer
        Which layer.
    latitude
        Degrees; the scale at which labels begin to be written depends on it.
    """
    labels = labeling(layer, latitude)
    enabled = "0" if labels is None else "1"
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Labeling", labelsEnabled=enabled)
    root.append(renderer(layer))
    if labels is not None:
        root.append(labels)
    doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return doctype + tostring(root, encoding="unicode")
