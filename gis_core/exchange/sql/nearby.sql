-- The recorded shapes of a layer around some boxes (sides as arrays, metres in the survey CRS).
SELECT DISTINCT ST_AsBinary(recorded.geom)
  FROM unnest(%(west)s::float8[], %(south)s::float8[], %(east)s::float8[], %(north)s::float8[]) AS box (w, s, e, n)
  JOIN {layer} AS recorded
    ON recorded.geom && ST_MakeEnvelope(w - %(margin)s, s - %(margin)s, e + %(margin)s, n + %(margin)s, %(srid)s)
 LIMIT %(most)s
