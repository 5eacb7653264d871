"""Our styles in QGIS' words (QML of QGIS 3.22 and newer): symbols, categories by code, labels."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from gis_core.cartography.maps.picture import denominator
from gis_core.cartography.tokens import INK, NO_COLOUR, PAPER
from layers.base import CodeList, Layer, Style

FONT = "Noto Sans CJK SC"
KINDS = {"Point": "marker", "LineString": "line", "MultiLineString": "line"}


def renderer(layer: Layer) -> Element:
    """Return the renderer of a layer with a style: a category for each code that colours it, else one symbol."""
    style = _style(layer)
    listed = layer.field_named(style.by).codes if style.by else None
    if listed is None:
        root = Element("renderer-v2", type="singleSymbol", enableorderby="0", forceraster="0", symbollevels="0")
        SubElement(root, "symbols").append(symbol(layer, None, "0"))
        return root
    root = Element(
        "renderer-v2",
        type="categorizedSymbol",
        attr=_attribute(str(style.by), listed),
        enableorderby="0",
        forceraster="0",
        symbollevels="0",
    )
    categories, symbols = SubElement(root, "categories"), SubElement(root, "symbols")
    for number, code in enumerate(listed.codes):
        label = f"{code.label.zh} {code.label.en}"
        SubElement(categories, "category", symbol=str(number), value=code.code, label=label, render="true")
        symbols.append(symbol(layer, code.colour, str(number)))
    last = str(len(listed.codes))
    SubElement(categories, "category", symbol=last, value="", label="其他 Other", render="true")
    symbols.append(symbol(layer, None, last))
    return root


def _style(layer: Layer) -> Style:
    assert layer.style is not None  # noqa: S101  (asked by the callers)
    return layer.style


def _attribute(field: str, listed: CodeList) -> str:
    """Return what categories compare: the field, or where its list is open the longest code that it begins with."""
    if listed.open_prefix is None:
        return field
    known = ", ".join(f"'{code.code}'" for code in sorted(listed.codes, key=lambda row: -len(row.code)))
    return f"array_first(array_filter(array({known}), \"{field}\" LIKE @element || '%'))"


def symbol(layer: Layer, by_code: str | None, name: str) -> Element:
    """Return the symbol of a layer, with the colour of a code or without one."""
    style = _style(layer)
    kind = KINDS.get(layer.geometry, "fill")
    root = Element("symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    if kind == "marker":
        said = {
            "name": "circle",
            "color": _rgba(by_code or style.fill or NO_COLOUR),
            "outline_color": _rgba(style.line or PAPER),
            "outline_width": str(style.width),
            "outline_width_unit": "Pixel",
            "size": str(2 * style.radius),
            "size_unit": "Pixel",
        }
        _layer(root, "SimpleMarker", said)
    elif kind == "line":
        colour = by_code or style.line or style.fill or NO_COLOUR
        _line(root, layer, colour)
    else:
        _fill(root, style, by_code, name)
    return root


def _fill(root: Element, style: Style, by_code: str | None, name: str) -> None:
    fill = by_code or style.fill
    solid = {
        "color": _rgba(fill or PAPER, style.opacity if fill else 0),
        "style": "solid" if fill else "no",
        "outline_style": "no",
    }
    _layer(root, "SimpleFill", solid)
    if fill and style.hatch:
        said = {"angle": "45", "distance": "8", "distance_unit": "Pixel", "line_width": "0.8"}
        hatch = _layer(root, "LinePatternFill", said)
        line = SubElement(hatch, "symbol", type="line", name=f"@{name}@1", alpha="1", clip_to_extent="1", force_rhr="0")
        _layer(line, "SimpleLine", {"line_color": _rgba(fill, 0.55), "line_width": "0.8", "line_width_unit": "Pixel"})
    line_colour = style.line or by_code or style.fill
    if line_colour:
        _layer(root, "SimpleLine", _stroke(line_colour, style))


def _line(root: Element, layer: Layer, colour: str) -> None:
    style = _style(layer)
    said = _stroke(colour, style) | {"capstyle": "round"}
    if style.width_by:  # a road, as wide as it is on the ground
        wide = said | {"line_width": "8", "line_width_unit": "RenderMetersInMapUnits"}
        element = _layer(root, "SimpleLine", wide | {"line_color": _rgba(colour, 0.85)})
        _driven(element, "outlineWidth", f'coalesce("{style.width_by}", 4)')
    else:
        _layer(root, "SimpleLine", said)


def _stroke(colour: str, style: Style) -> dict[str, str]:
    said = {
        "line_color": _rgba(colour),
        "line_width": str(style.width),
        "line_width_unit": "Pixel",
        "joinstyle": "round",
    }
    if style.dash:
        dashes = ";".join(str(step * max(style.width, 1)) for step in style.dash)
        said |= {"use_custom_dash": "1", "customdash": dashes, "customdash_unit": "Pixel"}
    return said


def _layer(parent: Element, name: str, said: Mapping[str, str]) -> Element:
    element = SubElement(parent, "layer", {"class": name, "enabled": "1", "locked": "0", "pass": "0"})
    options = SubElement(element, "Option", type="Map")
    for key, value in said.items():
        SubElement(options, "Option", type="QString", name=key, value=value)
    for key, value in said.items():
        SubElement(element, "prop", k=key, v=value)
    return element


def _driven(element: Element, name: str, expression: str) -> None:
    defined = SubElement(SubElement(element, "data_defined_properties"), "Option", type="Map")
    SubElement(defined, "Option", type="QString", name="name", value="")
    properties = SubElement(defined, "Option", type="Map", name="properties")
    one = SubElement(properties, "Option", type="Map", name=name)
    SubElement(one, "Option", type="bool", name="active", value="true")
    SubElement(one, "Option", type="QString", name="expression", value=expression)
    SubElement(one, "Option", type="int", name="type", value="3")
    SubElement(defined, "Option", type="QString", name="type", value="collection")


def labeling(layer: Layer, latitude: float) -> Element | None:
    """Return a layer's labels, from the scale on at which our own map writes them; `None` for a layer without."""
    style = _style(layer)
    if style.label is None:
        return None
    root = Element("labeling", type="simple")
    settings = SubElement(root, "settings", calloutType="simple")
    text = SubElement(
        settings,
        "text-style",
        fieldName=style.label,
        isExpression="0",
        fontFamily=FONT,
        fontSize="8",
        fontSizeUnit="Point",
        textColor=_rgba(INK),
        textOpacity="1",
    )
    SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="1",
        bufferSizeUnits="MM",
        bufferColor=_rgba(PAPER),
        bufferOpacity="1",
    )
    placement = {"marker": "6", "line": "3"}.get(KINDS.get(layer.geometry, "fill"), "1")
    SubElement(settings, "placement", placement=placement, placementFlags="10", dist="1", priority="5")
    farthest = denominator(style.label_from, latitude)
    SubElement(settings, "rendering", scaleVisibility="1", scaleMin="1", scaleMax=f"{farthest:.0f}", drawLabels="1")
    return root


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"
