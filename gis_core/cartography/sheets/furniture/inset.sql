-- The boundary of the place, its waters and its main roads at the two times, as WKB in the survey CRS.
SELECT (SELECT st_asbinary(st_simplify(st_union(geom), 8)) FROM subdistrict_as_of(%(at)s, %(known)s)),
       (SELECT st_asbinary(st_simplify(st_collect(geom), 8)) FROM water_as_of(%(at)s, %(known)s) WHERE area_m2 > 4000),
       (SELECT st_asbinary(st_simplify(st_linemerge(st_collect(geom)), 8))
          FROM roads_as_of(%(at)s, %(known)s) WHERE class IN ('expressway', 'arterial', 'secondary'))
