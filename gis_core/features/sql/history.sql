WITH versions AS (
  SELECT f.revision, f.valid_from, f.valid_to, f.updated_at, f.updated_by, f.source,
         NULL::timestamptz AS superseded_at, NULL::date AS superseded_on,
         (SELECT to_jsonb(p) FROM (SELECT {compared}) p) AS state
    FROM {live} f
   WHERE f.code = $1::text AND f.updated_at <= $2::timestamptz
  UNION ALL
  SELECT f.revision, f.valid_from, f.valid_to, f.updated_at, f.updated_by, f.source,
         CASE WHEN f.superseded_at <= $2 THEN f.superseded_at END,
         CASE WHEN f.superseded_at <= $2 THEN f.superseded_on END,
         (SELECT to_jsonb(p) FROM (SELECT {compared}) p)
    FROM {history} f
   WHERE f.code = $1 AND f.updated_at <= $2
     AND NOT EXISTS (  -- the remainder of a version that a later correction cut
       SELECT FROM {history} whole
        WHERE whole.id = f.id AND whole.revision = f.revision AND whole.recorded_to = f.updated_at)
), compared AS (
  SELECT *, lag(state) OVER (ORDER BY updated_at, revision) AS before
    FROM versions
), told AS (
  SELECT v.*, coalesce(
           (SELECT jsonb_object_agg(key, jsonb_build_array(old.value, new.value))
              FROM jsonb_each(v.before) old JOIN jsonb_each(v.state) new USING (key)
             WHERE old.value IS DISTINCT FROM new.value), '{{}}') AS changes
    FROM compared v
)
SELECT coalesce(json_agg(json_build_object(
         'revision', revision, 'valid_from', valid_from, 'valid_to', valid_to,
         'updated_at', updated_at, 'updated_by', updated_by,
         'superseded_at', superseded_at, 'superseded_on', superseded_on,
         'source', source, 'changes', changes) ORDER BY updated_at DESC, revision DESC), '[]')::text AS history,
       min(valid_from) AS first_day
  FROM told
