-- The parcels that exist at the end of the period (%(last)s), with the stage that each is in.
SELECT e.project, e.code, e.land_kind, e.title_category, e.area_m2,
       round(coalesce(e.floor_area_m2, 0)::numeric, 6) AS floor_m2, s.label_zh AS stage_zh, r.since
  FROM consolidation_parcels_as_of(%(last)s, %(known)s) e
  LEFT JOIN stages_on(%(last)s, %(known)s) r ON r.code = e.code
  LEFT JOIN stages s ON s.code = r.stage
 WHERE {scope}
 ORDER BY e.project, e.code
