"""Maps made outside the browser: folium maps for notebooks."""
