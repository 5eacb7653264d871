"""What stands around the map: title, legend, north arrow, scale bar, inset, imprint, adjoining sheets."""
