-- Features of a layer that meet a map frame at the two times, clipped to the ground around the frame.
SELECT r.code, {columns}
       st_asbinary(CASE WHEN r.geom @ a.box THEN r.geom ELSE st_clipbybox2d(r.geom, box2d(a.box)) END)
  FROM (SELECT st_geomfromwkb(%(frame)s, %(srid)s) AS frame, st_envelope(st_geomfromwkb(%(around)s, %(srid)s)) AS box) a
  JOIN {relation}(%(at)s, %(known)s) r ON r.geom && a.frame AND st_intersects(r.geom, a.frame)
 WHERE {condition}
 ORDER BY r.code COLLATE "C"
