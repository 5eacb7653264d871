"""
Folium maps in our styles that load nothing from any other host.

Folium links Leaflet, jQuery, Bootstrap and icon fonts to public servers; an office's intranet reaches none of them.
Here Leaflet itself is written into the page, and of the rest nothing is used (the tooltips of `GeoJson` need only it).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from branca.element import Element
from xstatic.pkg import leaflet

from gis_core.place import Place
from layers.base import Layer

PAPER = "#f4f2ec"
DEGREES = "EPSG:4326"


@cache
def _leaflet() -> str:
    folder = Path(leaflet.BASE_DIR)
    script = (folder / "leaflet.js").read_text(encoding="utf-8").partition("\n//# sourceMappingURL")[0]
    style = (folder / "leaflet.css").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"


def offline_map(place: Place, shown: dict[Layer, gpd.GeoDataFrame]) -> folium.Map:
    """
    Return a folium map of layers, each drawn as its declaration says, lowest first.

    Parameters
    ----------
    place
        Names the map and gives its extent.
    shown
        Rows of each layer, in any CRS.
    """
    west, south, east, north = place.map.extent
    drawn = folium.Map(tiles=None, prefer_canvas=True, control_scale=True)
    drawn.default_js, drawn.default_css = [], []
    drawn.fit_bounds([[south, west], [north, east]])
    header: Any = drawn.get_root().header  # type: ignore[attr-defined]
    header.add_child(Element(_leaflet()), name="leaflet")
    header.add_child(Element(f"<style>.leaflet-container {{ background: {PAPER}; }}</style>"), name="paper")
    for layer, rows in sorted(shown.items(), key=lambda item: item[0].order):
        if layer.style is not None and len(rows):
            _geojson(layer, rows).add_to(drawn)
    folium.LayerControl(collapsed=False).add_to(drawn)
    return drawn


def _geojson(layer: Layer, rows: gpd.GeoDataFrame) -> folium.GeoJson:
    style = layer.style
    assert style is not None  # noqa: S101  (asked by the caller)
    columns = ["code"] + [name for name in (layer.name_field, style.by) if name and name in rows.columns]
    columns = list(dict.fromkeys(columns))
    colours = _colours(layer)

    def drawn(feature: dict[str, Any]) -> dict[str, Any]:
        value = feature["properties"].get(style.by) if style.by else None
        by_code = colours(value)
        return {
            "color": style.line or by_code or style.fill or "#52606d",
            "weight": style.width,
            "dashArray": " ".join(str(step * style.width) for step in style.dash) or None,
            "fill": layer.is_polygonal,
            "fillColor": by_code or style.fill or "none",
            "fillOpacity": style.opacity if (by_code or style.fill) else 0,
        }

    marker = folium.CircleMarker(radius=style.radius, weight=1, fill=True) if layer.geometry == "Point" else None
    aliases = [layer.label.zh if name == "code" else layer.field_named(name).label.zh for name in columns]
    return folium.GeoJson(
        rows[[*columns, rows.geometry.name]].to_crs(DEGREES),
        name=f"{layer.label.zh} {layer.label.en}",
        style_function=drawn,
        marker=marker,
        tooltip=folium.GeoJsonTooltip(columns, aliases=aliases),
    )


def _colours(layer: Layer) -> Any:
    """Return the function from a code to its colour by the layer's code list."""
    style = layer.style
    codes = layer.field_named(style.by).codes if style and style.by else None

    def colour(value: object) -> str | None:
        row = codes.find(str(value)) if codes and value is not None else None
        return row.colour if row else None

    return colour
