-- CNY for the land of each candidate by its holders, for land without tenure on record, and for the floor area on it. A
-- building that reaches beyond counts by the share of its footprint that lies inside.
SELECT c.code,
       coalesce(t.cost, 0) + greatest(c.area_m2 - coalesce(t.m2, 0), 0) * %(unknown)s + coalesce(b.floor_m2, 0) * %(floor)s AS value
  FROM siting_candidates c
 CROSS JOIN LATERAL (
    SELECT sum(o.m2) AS m2, sum(o.m2 * coalesce((%(prices)s::jsonb ->> coalesce(o.holder_kind, 'none'))::double precision, %(unknown)s)) AS cost
      FROM (SELECT f.holder_kind, matian.shared_area(c.geom, f.geom) AS m2
              FROM at_tenure f WHERE st_intersects(f.geom, c.geom)
            OFFSET 0) o) t  -- (kept apart, or the area would be measured for each sum)
 CROSS JOIN LATERAL (
    SELECT sum(coalesce(f.floor_area_m2, f.area_m2 * coalesce(f.floors, 1)) * matian.shared_area(c.geom, f.geom) / f.area_m2) AS floor_m2
      FROM at_buildings f WHERE st_intersects(f.geom, c.geom)) b
