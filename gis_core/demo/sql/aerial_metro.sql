-- The line on its viaduct, and its stations over the road.
SELECT st_asbinary(st_buffer(l.geom, %(viaduct)s, 'endcap=flat')) FROM metro_lines l
 UNION ALL
SELECT st_asbinary(st_buffer(st_intersection(l.geom, st_buffer(s.geom, %(length)s / 2)), %(platform)s, 'endcap=flat'))
  FROM transit_stations s JOIN metro_lines l ON st_dwithin(l.geom, s.geom, 50)
 WHERE s.kind = 'metro'
