"""WMS 1.1.1 and 1.3.0 and WMTS 1.0.0 of the styled map; the drawing is `gis_core.cartography.maps`."""
