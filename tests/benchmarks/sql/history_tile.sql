SELECT ST_AsMVT(cell, 'parcels', 4096, 'shape')
  FROM (SELECT code, land_use, ST_AsMVTGeom(geom_3857, ST_TileEnvelope(16, %(x)s, %(y)s)) AS shape
          FROM {rows}
         WHERE geom_3857 && ST_TileEnvelope(16, %(x)s, %(y)s)) cell
