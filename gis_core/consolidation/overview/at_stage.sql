-- The parcels that are at a stage on a day (%(last)s); %(stage)s is its code, null for those that have none yet.
SELECT p.code, 'consolidation_parcels' AS layer, p.project, p.land_kind,
       (SELECT max(v.happened_on) FROM stage_events_as_of(%(last)s, %(known)s) v
         WHERE v.parcel = p.code AND v.stage = r.stage) AS date,
       p.area_m2 AS amount, p.geom
  FROM consolidation_parcels_as_of(%(last)s, %(known)s) p
  LEFT JOIN stages_on(%(last)s, %(known)s) r ON r.code = p.code
 WHERE r.stage IS NOT DISTINCT FROM %(stage)s::text
