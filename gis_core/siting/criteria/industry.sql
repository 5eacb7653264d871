-- The share of a ring around each candidate that parcels in use for industry (10) or storage (11) cover.
SELECT c.code, coalesce(i.m2, 0) / nullif(st_area(r.geom), 0) AS value
  FROM siting_candidates c
 CROSS JOIN LATERAL (SELECT st_difference(st_buffer(c.geom, %(ring)s, 'quad_segs=4'), c.geom) AS geom) r
 CROSS JOIN LATERAL (
    SELECT sum(st_area(st_intersection(p.geom, r.geom))) AS m2
      FROM at_parcels p
     WHERE st_intersects(p.geom, r.geom) AND (p.land_use LIKE '10%%' OR p.land_use LIKE '11%%')) i
