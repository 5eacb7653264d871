-- Parking spaces wanted by the buildings around each candidate less those there.
WITH wanted AS MATERIALIZED (
  SELECT st_centroid(b.geom) AS geom,
         coalesce(b.residents, 0) * (r.rate ->> 'people')::double precision
         + coalesce(b.floor_area_m2, b.area_m2 * coalesce(b.floors, 1)) * (r.rate ->> 'floor')::double precision AS spaces
    FROM at_buildings b
    JOIN jsonb_each(%(rates)s::jsonb) r (use, rate) ON r.use = b.use)
SELECT c.code, coalesce(w.spaces, 0) - coalesce(k.spaces, 0) AS value
  FROM siting_candidates c
 CROSS JOIN LATERAL (SELECT sum(w.spaces) AS spaces FROM wanted w WHERE st_dwithin(w.geom, c.geom, %(within)s)) w
 CROSS JOIN LATERAL (SELECT sum(f.spaces) AS spaces FROM at_parking f
                      WHERE st_dwithin(f.geom, c.geom, %(within)s)) k
