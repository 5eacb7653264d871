-- The projects of each team on the day `at` (of one team when it is given; `-`: of none), with the red line in degrees.
SELECT p.code, p.name, coalesce(p.team, '-') AS team, p.project_type, t.label_zh, t.label_en, p.community, p.responsible,
       p.area_m2, st_asgeojson(st_transform(p.geom, 4326), 6) AS red_line
  FROM consolidation_projects_as_of(%(at)s, %(known)s) p
  LEFT JOIN project_types t ON t.code = p.project_type
 WHERE %(team)s::text IS NULL OR coalesce(p.team, '-') = %(team)s
 ORDER BY p.code
