-- Parcels whose stage isn't the same at the end of two days: both stages, how long the later one has stood, and the shape.
SELECT coalesce(n.code, o.code), o.stage, n.stage, n.stage_since, coalesce(n.area_m2, o.area_m2)::float8,
       st_asbinary(coalesce(n.geom, o.geom))
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) n
  FULL JOIN consolidation_parcels_as_of(%(since)s, %(known)s) o ON o.code = n.code
 WHERE (n.code IS NULL OR o.code IS NULL OR n.stage IS DISTINCT FROM o.stage)
   AND (%(project)s::text IS NULL OR coalesce(n.project, o.project) = %(project)s)
   AND st_intersects(coalesce(n.geom, o.geom), st_geomfromwkb(%(frame)s, %(srid)s))
 ORDER BY 1
