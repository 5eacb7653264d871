-- Ends of streets as points, one of each cluster of ends near to each other: the one nearest to the cluster's middle.
INSERT INTO siting_candidates
WITH ends AS (
  SELECT DISTINCT e.geom
    FROM at_roads r, LATERAL (VALUES (st_startpoint(r.geom)), (st_endpoint(r.geom))) e (geom)
   WHERE r.class = ANY (%(classes)s)),
clustered AS (
  SELECT geom, st_clusterdbscan(geom, %(apart)s, 1) OVER () AS cluster FROM ends),
cells AS (  -- a chain of near ends may be long: it is cut by a grid
  SELECT geom, cluster, floor(st_x(geom) / (4 * %(apart)s)) AS i, floor(st_y(geom) / (4 * %(apart)s)) AS j
    FROM clustered),
middles AS (
  SELECT DISTINCT ON (c.cluster, c.i, c.j) c.geom
    FROM cells c
    JOIN (SELECT cluster, i, j, st_centroid(st_collect(geom)) AS middle FROM cells GROUP BY 1, 2, 3) m
   USING (cluster, i, j)
   ORDER BY c.cluster, c.i, c.j, c.geom <-> m.middle, st_x(c.geom), st_y(c.geom))
SELECT 'N-' || round(st_x(geom)) || '-' || round(st_y(geom)), min(geom::text)::geometry, 0
  FROM middles
 GROUP BY 1
