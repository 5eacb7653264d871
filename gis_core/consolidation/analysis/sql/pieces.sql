-- Industrial land on the day `at` (completed and reserved) and the industrial parcels that are still missing from it.
-- A missing parcel counts with what is not industrial land already (a vacant one of the state's is), so areas may be added.
-- fresh_m2 is what of a piece lay in no block on the day `earlier`; null when no such day is given.
WITH land AS MATERIALIZED (
  SELECT * FROM industrial_land(%(at)s, %(known)s)),
missing AS MATERIALIZED (
  SELECT p.code, p.project, p.geom
    FROM consolidation_parcels_as_of(%(at)s, %(known)s) p
   WHERE p.land_kind = 'industrial'
     AND (%(parcels)s::text[] IS NULL OR p.code = ANY(%(parcels)s))
     AND NOT EXISTS (SELECT FROM stage_events_as_of(%(at)s, %(known)s) e
                      WHERE e.parcel = p.code AND e.stage = 'completed')),
pieces AS MATERIALIZED (
  SELECT l.code, l.project, CASE WHEN l.since IS NULL THEN 'reserved' ELSE 'completed' END AS kind, l.geom,
         l.geom AS adds, l.area_m2
    FROM land l
  UNION ALL
  SELECT m.code, m.project, 'missing', m.geom, a.adds, round(st_area(a.adds)::numeric, 6)
    FROM missing m
   CROSS JOIN LATERAL (SELECT st_union(l.geom) AS geom FROM land l
                        WHERE l.geom && m.geom AND st_relate(l.geom, m.geom, 'T********')) o
   CROSS JOIN LATERAL (SELECT CASE WHEN o.geom IS NULL THEN m.geom ELSE st_difference(m.geom, o.geom) END AS adds) a),
had AS MATERIALIZED (
  SELECT h.geom FROM land_in_blocks(%(earlier)s::date, %(known)s, %(gap_m)s, %(smallest_m2)s::numeric) h
   WHERE %(earlier)s::date IS NOT NULL)
SELECT p.code, p.project, p.kind, p.area_m2,
       CASE WHEN %(earlier)s::date IS NULL THEN NULL
            WHEN b.geom IS NULL THEN p.area_m2
            ELSE round(st_area(st_difference(p.adds, b.geom))::numeric, 6) END AS fresh_m2,
       st_asbinary(p.geom) AS geom
  FROM pieces p
 CROSS JOIN LATERAL (SELECT st_union(h.geom) AS geom FROM had h
                      WHERE h.geom && p.geom AND st_relate(h.geom, p.geom, 'T********')) b
 ORDER BY p.kind, p.code
