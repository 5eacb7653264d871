SELECT coalesce(height_m, 6), coalesce(use, 'other'), st_asbinary(geom) FROM buildings ORDER BY code
