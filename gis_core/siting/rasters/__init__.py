"""Rasters (栅格): distance surfaces, slope, weighted overlay and zonal figures, in strips of bounded memory."""
