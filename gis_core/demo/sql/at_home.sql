JOIN subdistrict home ON home.code = {home} AND home.geom && p.geom AND st_covers(home.geom, st_pointonsurface(p.geom))
