-- How many m² of a red line each value of a layer covers on the day `at`, and how many none does (value null, outside).
-- What overlaps within one value counts once. The rest is subtracted as an area: the shapes lie inside of the red line, share
-- most of its vertices, and a difference of shapes that nearly coincide can fail.
WITH red_line AS MATERIALIZED (
  SELECT st_setsrid(st_geomfromwkb(%(red_line)s), %(srid)s::integer) AS geom),
covering AS MATERIALIZED (
  SELECT {value} AS value, st_union(st_collectionextract(st_intersection(f.geom, r.geom), 3)) AS geom
    FROM red_line r JOIN {source}(%(at)s, %(known)s) f ON st_relate(f.geom, r.geom, 'T********')
   GROUP BY 1)
SELECT value, false AS outside, round(st_area(geom)::numeric, 6) AS area_m2 FROM covering
UNION ALL
SELECT NULL, true, greatest(round((st_area(r.geom) - coalesce(st_area(c.geom), 0))::numeric, 6), 0)
  FROM red_line r, (SELECT st_union(geom) AS geom FROM covering) c
 ORDER BY outside, area_m2 DESC, value
