-- Sites of a run as one draft; where two overlap, their land counts once.
INSERT INTO project_drafts (run, codes, name, project_type, note, area_m2, geom)
SELECT %(run)s, %(codes)s, %(name)s, %(type)s, %(note)s, st_area(u.geom)::numeric(18, 6), u.geom
  FROM (SELECT st_multi(st_collectionextract(st_union(geom), 3)) AS geom
          FROM siting_shapes WHERE run = %(run)s AND code = ANY (%(codes)s)) u
RETURNING id
