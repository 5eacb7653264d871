-- Parcels near the focus areas that a project may take: inside industrial block lines, or lived on.
WITH focus AS MATERIALIZED (SELECT st_union(geom) AS geom FROM focus_areas)
SELECT p.code, st_asbinary(p.geom) AS geom, p.area_m2, p.land_use, p.community, coalesce(p.vacant, false) AS vacant,
       EXISTS (SELECT FROM industrial_block_lines l WHERE st_coveredby(p.geom, l.geom)) AS inside,
       EXISTS (SELECT FROM industrial_block_lines l WHERE st_intersects(p.geom, l.geom)) AS touches
  FROM parcels p CROSS JOIN focus f
 WHERE p.land_use ~ '^(07|10|11)' OR p.vacant
 ORDER BY st_distance(p.geom, f.geom), p.code
 LIMIT %(most)s
