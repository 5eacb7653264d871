-- Parcels of the subdistrict that a project may take: inside industrial block lines, or lived on; nearest to the focus
-- areas first. The neighbour towns of a larger scale are drawn around it, their land is not the office's.
WITH focus AS MATERIALIZED (SELECT st_union(geom) AS geom FROM focus_areas)
SELECT p.code, st_asbinary(p.geom) AS geom, p.area_m2, p.land_use, p.community, coalesce(p.vacant, false) AS vacant,
       EXISTS (SELECT FROM industrial_block_lines l WHERE st_coveredby(p.geom, l.geom)) AS inside,
       EXISTS (SELECT FROM industrial_block_lines l WHERE st_intersects(p.geom, l.geom)) AS touches
  FROM parcels p {at_home} CROSS JOIN focus f
 WHERE p.land_use ~ '^(07|10|11)' OR p.vacant
 ORDER BY st_distance(p.geom, f.geom), p.code
