-- Tiles of zoom 16 over parcels picked at random.
SELECT floor((ST_X(middle) + half) / width)::int, floor((half - ST_Y(middle)) / width)::int
  FROM (SELECT ST_PointOnSurface(geom_3857) AS middle FROM parcels ORDER BY random() LIMIT %(count)s) picked,
       (SELECT 20037508.342789244 AS half, 2 * 20037508.342789244 / 65536 AS width) grid
