"""A layer's style as Styled Layer Descriptor (OGC 02-070, SLD 1.0), which most programs besides QGIS read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from gis_core.cartography.tokens import NO_COLOUR
from layers.base import Code, Layer, Style

SPACES = {
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:ogc": "http://www.opengis.net/ogc",
    "version": "1.0.0",
}


def sld(layer: Layer) -> str:
    """Return the style of a layer that has one: a rule for each code that it is coloured by, and one for the rest."""
    style = layer.style
    assert style is not None  # noqa: S101  (asked by the caller)
    root = Element("StyledLayerDescriptor", SPACES)
    named = SubElement(root, "NamedLayer")
    SubElement(named, "Name").text = layer.name
    user = SubElement(named, "UserStyle")
    SubElement(user, "Title").text = layer.label.zh
    kind = SubElement(user, "FeatureTypeStyle")
    for code in _codes(layer):
        rule = _rule(kind, f"{code.label.zh} {code.label.en}")
        _filter(rule, layer, code.code)
        _symbolizer(rule, layer, style, code.colour)
    rest = _rule(kind, layer.label.zh if not _codes(layer) else "其他 Other")
    if _codes(layer):
        SubElement(rest, "ElseFilter")
    _symbolizer(rest, layer, style, None)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _codes(layer: Layer) -> tuple[Code, ...]:
    codes = layer.field_named(layer.style.by).codes if layer.style and layer.style.by else None
    return codes.codes if codes else ()


def _is_open(layer: Layer) -> bool:
    codes = layer.field_named(layer.style.by).codes if layer.style and layer.style.by else None
    return codes is not None and codes.open_prefix is not None


def _rule(kind: Element, title: str) -> Element:
    rule = SubElement(kind, "Rule")
    SubElement(rule, "Name").text = title
    SubElement(rule, "Title").text = title
    return rule


def _filter(rule: Element, layer: Layer, code: str) -> None:
    """Say which features a rule is for; every rule that holds is drawn, so a longer code isn't also its beginning's."""
    style = layer.style
    assert style is not None  # noqa: S101  (asked by the caller)
    found, field, prefix = SubElement(rule, "ogc:Filter"), str(style.by), _is_open(layer)
    longer = [one.code for one in _codes(layer) if prefix and one.code != code and one.code.startswith(code)]
    where = SubElement(found, "ogc:And") if longer else found
    _test(where, field, code, prefix=prefix)
    for other in longer:
        _test(SubElement(where, "ogc:Not"), field, other, prefix=prefix)


def _test(parent: Element, field: str, code: str, *, prefix: bool) -> None:
    if prefix:
        test = SubElement(parent, "ogc:PropertyIsLike", {"wildCard": "*", "singleChar": "?", "escape": "\\"})
    else:
        test = SubElement(parent, "ogc:PropertyIsEqualTo")
    SubElement(test, "ogc:PropertyName").text = field
    SubElement(test, "ogc:Literal").text = f"{code}*" if prefix else code


def _symbolizer(rule: Element, layer: Layer, style: Style, by_code: str | None) -> None:
    if layer.geometry == "Point":
        graphic = SubElement(SubElement(rule, "PointSymbolizer"), "Graphic")
        mark = SubElement(graphic, "Mark")
        SubElement(mark, "WellKnownName").text = "circle"
        _said(SubElement(mark, "Fill"), {"fill": by_code or style.fill or NO_COLOUR})
        SubElement(graphic, "Size").text = str(2 * style.radius)
    elif layer.is_polygonal:
        polygon = SubElement(rule, "PolygonSymbolizer")
        fill = by_code or style.fill
        if fill:
            _said(SubElement(polygon, "Fill"), {"fill": fill, "fill-opacity": str(style.opacity)})
        line = style.line or fill
        if line:
            _said(SubElement(polygon, "Stroke"), dict(_stroke(style, line)))
    else:
        line = by_code or style.line or style.fill or NO_COLOUR
        _said(SubElement(SubElement(rule, "LineSymbolizer"), "Stroke"), dict(_stroke(style, line)))


def _stroke(style: Style, colour: str) -> Iterator[tuple[str, str]]:
    yield "stroke", colour
    yield "stroke-width", str(style.width)
    if style.dash:
        yield "stroke-dasharray", " ".join(str(step * style.width) for step in style.dash)


def _said(parent: Element, said: dict[str, str]) -> None:
    for name, value in said.items():
        SubElement(parent, "CssParameter", name=name).text = value
