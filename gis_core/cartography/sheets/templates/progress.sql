-- Parcels and hectares of each stage on a day, of one project or of all.
SELECT p.stage, count(*), sum(p.area_m2)
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) p
 WHERE %(project)s::text IS NULL OR p.project = %(project)s
 GROUP BY p.stage
