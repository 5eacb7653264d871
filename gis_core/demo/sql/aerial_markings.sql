SELECT st_asbinary(geom) FROM roads WHERE class IN ('arterial', 'secondary') ORDER BY code
