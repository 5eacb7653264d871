SELECT coalesce(land_use, ''), coalesce(vacant, false), st_asbinary(geom) FROM parcels ORDER BY code
