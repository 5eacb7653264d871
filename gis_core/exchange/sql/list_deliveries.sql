SELECT d.id, d.layer, d.file_name, d.sha256, d.crs, d.read, d.loaded, d.unchanged, d.repaired, d.refused,
       d.loaded_at, d.loaded_by, d.undoes, u.id AS undone_by
  FROM deliveries d
  LEFT JOIN deliveries u ON u.undoes = d.id
 WHERE %(layer)s::text IS NULL OR d.layer = %(layer)s
 ORDER BY d.number DESC
 LIMIT %(limit)s
