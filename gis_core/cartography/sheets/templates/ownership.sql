-- Hectares of each kind of title within a shape on a day: ownership, category, how many, area within, in m².
SELECT t.ownership, t.title_category, count(*), sum(st_area(st_intersection(t.geom, s.shape)))
  FROM (SELECT st_unaryunion(st_geomfromwkb(%(shape)s, %(srid)s)) AS shape) s
  JOIN tenure_as_of(%(at)s, %(known)s) t ON t.geom && s.shape AND st_relate(t.geom, s.shape, 'T********')
 GROUP BY 1, 2
 ORDER BY 1, 4 DESC
