-- Live features whose boxes meet one of the given boxes, without those that the delivery replaces by code.
SELECT l.code, ST_AsBinary(l.geom)
  FROM {layer} l
 WHERE l.id IN (
         SELECT n.id
           FROM unnest(%(west)s::float8[], %(south)s::float8[], %(east)s::float8[], %(north)s::float8[])
                AS box (west, south, east, north)
           JOIN {layer} n ON n.geom && ST_MakeEnvelope(box.west, box.south, box.east, box.north, %(srid)s))
   AND (l.valid_to IS NULL OR l.valid_to >= %(today)s)
   AND NOT EXISTS (SELECT FROM unnest(%(codes)s::text[]) AS given (code) WHERE given.code = l.code)
