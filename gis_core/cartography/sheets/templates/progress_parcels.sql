-- The consolidation parcels within a map frame on a day, of one project or of all.
SELECT p.code, p.stage, p.stage_since, p.area_m2
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) p
 WHERE (%(project)s::text IS NULL OR p.project = %(project)s)
   AND st_intersects(p.geom, st_geomfromwkb(%(frame)s, %(srid)s))
 ORDER BY p.code COLLATE "C"
