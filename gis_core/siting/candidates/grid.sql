-- Squares on whole multiples of their side whose middle lies in a community, cut to the communities.
INSERT INTO siting_candidates
WITH land AS MATERIALIZED (SELECT geom FROM at_communities),
cells AS (
  SELECT DISTINCT g.i, g.j, g.geom
    FROM land l, LATERAL st_squaregrid(%(side)s, l.geom) g
   WHERE st_intersects(st_centroid(g.geom), l.geom))
SELECT 'G-' || c.i || '-' || c.j, k.geom, st_area(k.geom)
  FROM cells c
 CROSS JOIN LATERAL (SELECT st_union(st_intersection(l.geom, c.geom)) AS geom FROM land l
                      WHERE st_intersects(l.geom, c.geom)) k
