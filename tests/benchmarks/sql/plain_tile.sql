SELECT length(ST_AsMVT(plain, 'parcels', 4096, 'shape'))
  FROM (
    SELECT {columns}, ST_AsMVTGeom(geom_3857, ST_TileEnvelope({z}, :x, :y)) AS shape
      FROM parcels
     WHERE geom_3857 && ST_TileEnvelope({z}, :x, :y)
  ) plain;
