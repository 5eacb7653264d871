-- A project as it is believed at the two times, its box in degrees.
SELECT p.code, p.name, p.project_type, t.label_zh, t.label_en, p.community, p.team, p.responsible, p.begun_on, p.due_on,
       p.planned_area_m2, p.area_m2,
       ARRAY[st_xmin(g.geom), st_ymin(g.geom), st_xmax(g.geom), st_ymax(g.geom)] AS bbox
  FROM consolidation_projects_as_of(%(at)s, %(known)s) p
  LEFT JOIN project_types t ON t.code = p.project_type
 CROSS JOIN LATERAL (SELECT st_transform(p.geom, 4326) AS geom) g
 WHERE p.code = %(project)s
