-- What was believed of each feature just before the delivery: the version that it superseded or ended, and those behind
-- which it reached back, in the order of their days. `gone` is the day from which an ended feature was gone.
CREATE TEMP TABLE pieces ON COMMIT DROP AS
WITH written AS (
  SELECT id FROM {layer} WHERE delivery = %(delivery)s
  UNION
  SELECT id FROM {history} WHERE delivery = %(delivery)s),
before AS (
  SELECT h.*, h.superseded_at = %(loaded_at)s AS latest
    FROM {history} h
   WHERE h.updated_at < %(loaded_at)s AND (h.superseded_at = %(loaded_at)s OR h.recorded_to = %(loaded_at)s))
SELECT b.*, w.id IS NULL AS ended,
       CASE WHEN w.id IS NULL THEN max(b.superseded_on) FILTER (WHERE b.latest) OVER one END AS gone,
       row_number() OVER (one ORDER BY b.valid_from, b.updated_at) AS step
  FROM before b
  LEFT JOIN written w ON w.id = b.id
WINDOW one AS (PARTITION BY b.id)
