"""
The open services: OGC API Features and Tiles, STAC, WMS and WMTS, for other offices' software.

What a layer's public columns are, in which coordinates and in which words, is said here once for all of them. The
routes are `api/routes/ogc_*.py`, behind the same gates as every other.
"""
