-- Notes on a project that stand at `known`, the newest first.
SELECT n.id, n.note, n.recorded_at, n.recorded_by
  FROM project_notes n
 WHERE n.project = %(project)s AND n.note IS NOT NULL AND n.recorded_at <= %(known)s
   AND NOT EXISTS (SELECT FROM project_notes v WHERE v.voids = n.id AND v.recorded_at <= %(known)s)
 ORDER BY n.id DESC
