-- Buildings whose middle lies within a shape on a day, by use: how many, footprint and floor area in m².
SELECT b.use, count(*), sum(b.area_m2), sum(b.floor_area_m2)
  FROM (SELECT st_unaryunion(st_geomfromwkb(%(shape)s, %(srid)s)) AS shape) s
  JOIN buildings_as_of(%(at)s, %(known)s) b ON b.geom && s.shape AND st_intersects(st_pointonsurface(b.geom), s.shape)
 GROUP BY b.use
