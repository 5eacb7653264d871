-- The fit of the planned uses of each candidate, weighted by the area that each covers (a point counts whole).
SELECT c.code, sum(w.weight * coalesce((%(fits)s::jsonb ->> w.zoning)::double precision, %(other)s)) / nullif(sum(w.weight), 0) AS value
  FROM siting_candidates c
 CROSS JOIN LATERAL (
    SELECT f.zoning, CASE WHEN c.area_m2 > 0 THEN matian.shared_area(c.geom, f.geom) ELSE 1 END AS weight
      FROM at_plan_parcels f WHERE st_intersects(f.geom, c.geom)
    OFFSET 0) w  -- (kept apart, or the area would be measured for each sum)
 GROUP BY c.code
