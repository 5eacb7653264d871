-- The drafts, or one, each with the latest state on record.
SELECT d.id, d.run, d.name, d.codes, d.project_type, d.note, d.area_m2::float8 AS area_m2, d.recorded_at AS made_at,
       d.recorded_by AS made_by, coalesce(s.state, 'draft') AS status, s.project, s.reason, s.recorded_at AS changed_at,
       s.recorded_by AS changed_by, st_asgeojson(w.geom, 7)::json AS shape,
       ARRAY[st_xmin(w.geom), st_ymin(w.geom), st_xmax(w.geom), st_ymax(w.geom)] AS bbox
  FROM project_drafts d
 CROSS JOIN LATERAL (SELECT st_transform(d.geom, 4326) AS geom) w
  LEFT JOIN LATERAL (SELECT * FROM draft_states t WHERE t.draft = d.id ORDER BY t.id DESC LIMIT 1) s ON true
 WHERE %(id)s::bigint IS NULL OR d.id = %(id)s
 ORDER BY coalesce(s.state, 'draft') <> 'draft', d.id DESC
