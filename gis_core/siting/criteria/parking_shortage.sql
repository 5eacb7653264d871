-- Parking spaces wanted by the buildings around each candidate less those there.
SELECT c.code, coalesce(w.spaces, 0) - coalesce(k.spaces, 0) AS value
  FROM siting_candidates c
 CROSS JOIN LATERAL (
    SELECT sum(coalesce(b.residents, 0) * (r.rate ->> 'people')::double precision
               + coalesce(b.floor_area_m2, b.area_m2 * coalesce(b.floors, 1)) * (r.rate ->> 'floor')::double precision) AS spaces
      FROM at_buildings b
      JOIN jsonb_each(%(rates)s::jsonb) r (use, rate) ON r.use = b.use
     WHERE st_dwithin(c.geom, b.geom, %(within)s)) w
 CROSS JOIN LATERAL (SELECT sum(f.spaces) AS spaces FROM at_parking f
                      WHERE st_dwithin(c.geom, f.geom, %(within)s)) k
