"""
Map tiles: what a tile shows at each zoom, levels of detail made beforehand, and a cache that is never stale.

`statement` writes the one SQL statement of a tile, `prepare` makes blocks for small scales, `changes` follows what was
committed where, `cache` keeps tiles until something in them changes, `document` describes all of it (TileJSON).
"""
