"""
Pictures of the styled map for clients that can't draw by themselves (WMS, WMTS): features by one statement a layer, as
FlatGeobuf, drawn by MapServer as a child that has no database, no network and no secret (1031).
"""
