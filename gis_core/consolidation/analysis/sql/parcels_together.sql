-- The land of some things together on the day `at`, in the survey CRS, and which of them there are.
SELECT array_agg(f.code) AS codes, st_asbinary(st_union(f.geom)) AS geom
  FROM {source}(%(at)s, %(known)s) f
 WHERE f.code = ANY (%(codes)s)
