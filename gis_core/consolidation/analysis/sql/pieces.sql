-- Industrial land on the day `at` (completed and reserved) and the industrial parcels that are still missing from it.
-- A missing parcel counts with what is not industrial land already (a vacant one of the state's is), so areas may be added.
WITH land AS MATERIALIZED (
  SELECT * FROM industrial_land(%(at)s, %(known)s)),
missing AS MATERIALIZED (
  SELECT p.code, p.project, p.geom
    FROM consolidation_parcels_as_of(%(at)s, %(known)s) p
   WHERE p.land_kind = 'industrial'
     AND (%(project)s::text IS NULL OR p.project = %(project)s)
     AND NOT EXISTS (SELECT FROM stage_events_as_of(%(at)s, %(known)s) e
                      WHERE e.parcel = p.code AND e.stage = 'completed'))
SELECT l.code, l.project, CASE WHEN l.since IS NULL THEN 'reserved' ELSE 'completed' END AS kind,
       l.area_m2, st_asbinary(l.geom) AS geom
  FROM land l
UNION ALL
SELECT m.code, m.project, 'missing',
       round(st_area(CASE WHEN o.geom IS NULL THEN m.geom ELSE st_difference(m.geom, o.geom) END)::numeric, 6),
       st_asbinary(m.geom)
  FROM missing m
 CROSS JOIN LATERAL (SELECT st_union(l.geom) AS geom FROM land l
                      WHERE l.geom && m.geom AND st_relate(l.geom, m.geom, 'T********')) o
 ORDER BY kind, code
