-- Parcels and m² of each stage on a day: of one project, of all, or of those with a point inside them within a shape.
SELECT p.stage, count(*), sum(p.area_m2)
  FROM (SELECT CASE WHEN NOT %(whole)s THEN st_unaryunion(st_geomfromwkb(%(shape)s, %(srid)s)) END AS shape) s
  JOIN consolidation_parcels_as_of(%(at)s, %(known)s) p
    ON %(whole)s OR (p.geom && s.shape AND st_intersects(st_pointonsurface(p.geom), s.shape))
 WHERE %(project)s::text IS NULL OR p.project = %(project)s
 GROUP BY p.stage
