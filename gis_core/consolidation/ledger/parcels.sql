-- The parcels of a ledger: those that exist at the end of the period, and those that counted in it and are gone since.
SELECT e.project, e.code, e.land_kind, k.label_zh AS land_kind_zh, c.label_zh AS title_zh, e.area_m2,
       round(coalesce(e.floor_area_m2, 0)::numeric, 6) AS floor_m2, s.label_zh AS stage_zh, r.since
  FROM consolidation_parcels_as_of(%(last)s, %(known)s) e
  LEFT JOIN stages_on(%(last)s, %(known)s) r ON r.code = e.code
  LEFT JOIN stages s ON s.code = r.stage
  LEFT JOIN land_kinds k ON k.code = e.land_kind
  LEFT JOIN title_categories c ON c.code = e.title_category
 WHERE {scope}
 ORDER BY e.project, e.code
