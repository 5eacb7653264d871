-- Metres from each candidate to the edge of the nearest roadway of some classes, looked for within a reach.
SELECT c.code, r.m AS value, r.m <= %(most)s AS holds, coalesce(r.m - %(most)s, %(reach)s) / greatest(%(most)s, 1) AS miss
  FROM siting_candidates c
  LEFT JOIN LATERAL (
    SELECT min(greatest(st_distance(r.geom, c.geom) - coalesce(r.width_m, 0) / 2, 0)) AS m
      FROM at_roads r
     WHERE st_dwithin(r.geom, c.geom, %(reach)s) AND r.class = ANY (%(classes)s)
       AND coalesce(r.width_m, 0) >= %(least_width)s) r ON true
