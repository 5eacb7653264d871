SELECT st_asbinary(geom) FROM water ORDER BY code
