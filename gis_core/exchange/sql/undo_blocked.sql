-- Features that the delivery wrote or ended and that were changed or ended since, other than by deliveries that are taken
-- back themselves and by their taking back. Everything that one delivery did bears the instant of its transaction.
WITH settled AS (
  SELECT u.loaded_at FROM deliveries u WHERE u.layer = %(layer)s AND u.undoes IS NOT NULL
  UNION ALL
  SELECT d.loaded_at FROM deliveries d JOIN deliveries u ON u.undoes = d.id WHERE d.layer = %(layer)s),
version AS (
  SELECT id, code, updated_at, updated_by FROM {layer}
  UNION ALL
  SELECT id, code, updated_at, updated_by FROM {history}),
written AS (
  SELECT id, code FROM {layer} WHERE delivery = %(delivery)s
  UNION
  SELECT id, code FROM {history} WHERE delivery = %(delivery)s),
touched AS (
  SELECT id FROM written
  UNION
  SELECT id FROM {history} WHERE superseded_at = %(loaded_at)s)
SELECT v.code, v.updated_by, v.updated_at
  FROM touched t
  JOIN version v ON v.id = t.id
 WHERE v.updated_at > %(loaded_at)s AND v.updated_at NOT IN (SELECT loaded_at FROM settled)
UNION
SELECT w.code, h.superseded_by, h.superseded_at
  FROM written w
  JOIN {history} h ON h.id = w.id
 WHERE NOT EXISTS (SELECT FROM {layer} l WHERE l.id = w.id)
   AND h.superseded_at = (SELECT max(last.superseded_at) FROM {history} last WHERE last.id = w.id)
 ORDER BY 1
