"""
Folium maps in our styles that load nothing from any other host.

Folium links Leaflet, jQuery, Bootstrap and icon fonts to public servers; an office's intranet reaches none of them.
Here Leaflet itself is written into the page, and of the rest nothing is used (the tooltips of `GeoJson` need only it).
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
from branca.element import Element, MacroElement
from jinja2 import Template
from xstatic.pkg import leaflet

from gis_core.cartography.tokens import INK, INK_2, MAP_PAPER
from gis_core.place import Place
from layers.base import CodeList, Layer

DEGREES = "EPSG:4326"
PRECISION = 7  # decimals of a degree: a centimetre
CARD = f"""
.leaflet-container {{ background: {MAP_PAPER}; font: 13px system-ui, "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }}
.leaflet-tooltip {{ color: {INK}; }}
.legend {{ position: absolute; z-index: 800; left: 12px; bottom: 40px; max-height: 60%; overflow: auto;
  background: #fff; border-radius: 8px; padding: 8px 12px; color: {INK}; box-shadow: 0 1px 8px rgb(31 41 51 / 16%);
  font: 12px/1.6 system-ui, "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }}
.legend b {{ display: block; margin-top: 4px; }}
.legend i {{ display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px;
  border-radius: 2px; }}
.legend i.line {{ height: 0; border-top: 2px solid; vertical-align: 3px; border-radius: 0; }}
.legend div {{ color: {INK_2}; }}
"""


class _Scale(MacroElement):
    """A scale bar in metres alone."""

    _template = Template(
        "{% macro script(this, kwargs) %}L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


@cache
def _leaflet() -> str:
    folder = Path(leaflet.BASE_DIR)
    script = (folder / "leaflet.js").read_text(encoding="utf-8").partition("\n//# sourceMappingURL")[0]
    style = (folder / "leaflet.css").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"


def offline_map(place: Place, shown: dict[Layer, gpd.GeoDataFrame]) -> folium.Map:
    """
    Return a folium map of layers, each drawn as its declaration says, lowest first, with a legend of what is drawn.

    Parameters
    ----------
    place
        Gives the extent of a map without features.
    shown
        Rows of each layer, in any CRS.
    """
    drawn = folium.Map(tiles=None, prefer_canvas=True, control_scale=False, attributionControl=False)
    drawn.default_js, drawn.default_css = [], []
    header: Any = drawn.get_root().header  # type: ignore[attr-defined]
    header.add_child(Element(_leaflet()), name="leaflet")
    header.add_child(Element(f"<style>{CARD}</style>"), name="card")
    ordered = [
        (layer, rows.to_crs(DEGREES))
        for layer, rows in sorted(shown.items(), key=lambda item: item[0].order)
        if layer.style is not None and len(rows)
    ]
    west, south, east, north = _span(place, [rows for _, rows in ordered])
    drawn.fit_bounds([[south, west], [north, east]], padding=(12, 12))
    for layer, rows in ordered:
        _geojson(layer, rows).add_to(drawn)
    folium.LayerControl(collapsed=False).add_to(drawn)
    root: Any = drawn.get_root()
    root.html.add_child(Element(_legend(ordered)), name="legend")
    drawn.add_child(_Scale())  # type: ignore[no-untyped-call]
    return drawn


def _span(place: Place, frames: list[gpd.GeoDataFrame]) -> tuple[float, float, float, float]:
    """Return what the features span in degrees; the place's extent where there are none."""
    spans = np.array([rows.total_bounds for rows in frames]).reshape(-1, 4)
    spans = spans[np.isfinite(spans).all(axis=1)]
    if not len(spans):
        return place.map.extent
    west, south = spans[:, :2].min(axis=0)
    east, north = spans[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _geojson(layer: Layer, rows: gpd.GeoDataFrame) -> folium.GeoJson:
    style = layer.style
    assert style is not None  # noqa: S101  (asked by the caller)
    columns = ["code"] + [name for name in (layer.name_field, style.by, layer.status) if name and name in rows.columns]
    columns = list(dict.fromkeys(columns))
    codes = _codes(layer)
    areal = layer.is_polygonal and not (style.fill is None and style.by is None)
    pointed = layer.geometry == "Point"

    def drawn(feature: dict[str, Any]) -> dict[str, Any]:
        value = feature["properties"].get(BY) if style.by else None
        by_code = _colour(codes, value)
        filled = by_code or style.fill
        return {
            "color": style.line or ("#ffffff" if pointed else by_code or style.fill or INK_2),
            "weight": style.width,
            "dashArray": " ".join(str(step * style.width) for step in style.dash) or None,
            "fill": areal or pointed,
            "fillColor": filled or style.line or "none",
            "fillOpacity": (0.95 if pointed else style.opacity) if filled or pointed else 0,
        }

    marker = folium.CircleMarker(radius=style.radius, weight=1, fill=True) if pointed else None
    aliases = [layer.label.zh if name == "code" else layer.field_named(name).label.zh for name in columns]
    told = rows[[*columns, rows.geometry.name]].copy()
    if style.by:
        told[BY] = told[style.by]
    for name in columns[1:]:
        listed = layer.field_named(name).codes
        if listed is not None:
            told[name] = [_said(listed, value) for value in told[name]]
    for name in columns:  # folium puts what a tooltip shows into the page as it is
        told[name] = [escape(value) if isinstance(value, str) else value for value in told[name]]
    if layer.is_polygonal and not areal:
        told.geometry = told.boundary  # on a canvas an empty polygon would hide from the mouse what lies in it
    told.geometry = told.geometry.set_precision(10**-PRECISION, mode="pointwise")
    return folium.GeoJson(
        told,
        name=f"{layer.label.zh} {layer.label.en}",
        style_function=drawn,
        marker=marker,
        tooltip=folium.GeoJsonTooltip(columns, aliases=aliases),
    )


BY = "drawn_by"  # the code that colours a feature, beside the label that a tooltip shows


def _codes(layer: Layer) -> CodeList | None:
    style = layer.style
    return layer.field_named(style.by).codes if style and style.by else None


def _colour(codes: CodeList | None, value: object) -> str | None:
    row = codes.find(str(value)) if codes and value is not None else None
    return row.colour if row else None


def _said(codes: CodeList, value: object) -> str | None:
    """Return what a code stands for, itself where its list doesn't know it."""
    if value is None or value != value:  # noqa: PLR0124  (not a number)
        return None
    row = codes.find(str(value))
    return row.label.zh if row else str(value)


def _legend(ordered: list[tuple[Layer, gpd.GeoDataFrame]]) -> str:
    """Return the legend: of each layer the codes that are drawn, top layer first."""
    parts = []
    for layer, rows in reversed(ordered):
        style, codes = layer.style, _codes(layer)
        assert style is not None  # noqa: S101  (only what is drawn)
        kind = "line" if layer.is_linear or (style.fill is None and style.by is None) else ""
        seen = (
            []
            if codes is None or not style.by
            else [codes.find(str(code)) for code in rows[style.by].dropna().unique()]
        )
        found = {row.code for row in seen if row and row.colour}
        coloured = [row for row in codes.codes if row.code in found] if codes else []
        plain = style.line if kind == "line" else style.fill or style.line
        swatch = "" if coloured else _swatch(plain or INK_2, kind)
        parts.append(f"<b>{swatch}{escape(layer.label.zh)}</b>")
        parts += [f"<div>{_swatch(row.colour or INK_2, kind)}{escape(row.label.zh)}</div>" for row in coloured]
    return f'<div class="legend">{"".join(parts)}</div>' if parts else ""


def _swatch(colour: str, kind: str) -> str:
    if kind == "line":
        return f'<i class="line" style="border-color:{colour}"></i>'
    return f'<i style="background:{colour}"></i>'
