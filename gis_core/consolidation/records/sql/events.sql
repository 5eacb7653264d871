-- What was recorded for parcels and projects, newest last or first (%(newest)s): stages, milestones and custody, each with the event that voids
-- it, if any had been recorded by `known`.
WITH asked AS (
  SELECT 'stage' AS log, e.id, e.parcel, NULL::text AS of_project, e.stage AS what, e.happened_on, e.override_reason,
         NULL::date AS until, e.voids, e.inherits, e.note, e.recorded_at, e.recorded_by
    FROM stage_events e
   WHERE %(logs)s::text[] IS NULL OR 'stage' = ANY(%(logs)s)
  UNION ALL
  SELECT 'milestone', e.id, NULL, e.project, e.milestone, e.happened_on, NULL, NULL, e.voids, NULL, e.note, e.recorded_at,
         e.recorded_by
    FROM milestone_events e
   WHERE %(logs)s::text[] IS NULL OR 'milestone' = ANY(%(logs)s)
  UNION ALL
  SELECT 'custody', e.id, e.parcel, NULL, e.state, e.happened_on, NULL, e.until, e.voids, NULL, e.note, e.recorded_at,
         e.recorded_by
    FROM custody_events e
   WHERE %(logs)s::text[] IS NULL OR 'custody' = ANY(%(logs)s))
SELECT a.log, a.id, a.parcel, coalesce(a.of_project, p.project) AS project, a.what, a.happened_on, a.override_reason,
       a.until, a.voids, a.inherits, a.note, a.recorded_at, a.recorded_by,
       CASE a.log WHEN 'stage' THEN (SELECT v.id FROM stage_events v
                                      WHERE v.voids = coalesce(a.inherits, a.id) AND v.recorded_at <= %(known)s)
                  WHEN 'milestone' THEN (SELECT v.id FROM milestone_events v WHERE v.voids = a.id AND v.recorded_at <= %(known)s)
                  ELSE (SELECT v.id FROM custody_events v WHERE v.voids = a.id AND v.recorded_at <= %(known)s)
       END AS voided_by
  FROM asked a
  LEFT JOIN LATERAL (
    SELECT c.project FROM consolidation_parcels c WHERE c.code = a.parcel
    UNION ALL
    (SELECT h.project FROM consolidation_parcels_history h WHERE h.code = a.parcel ORDER BY h.superseded_at DESC LIMIT 1)
    LIMIT 1) p ON true
 WHERE a.recorded_at <= %(known)s
   AND (%(parcel)s::text IS NULL OR a.parcel = %(parcel)s)
   AND (%(project)s::text IS NULL OR coalesce(a.of_project, p.project) = %(project)s)
   AND (%(first)s::date IS NULL OR a.happened_on >= %(first)s)
   AND (%(last)s::date IS NULL OR a.happened_on <= %(last)s)
   AND (%(after_at)s::timestamptz IS NULL
        OR CASE WHEN %(newest)s THEN (a.recorded_at, a.log, a.id) < (%(after_at)s, %(after_log)s, %(after_id)s)
                ELSE (a.recorded_at, a.log, a.id) > (%(after_at)s, %(after_log)s, %(after_id)s) END)
 ORDER BY CASE WHEN %(newest)s THEN a.recorded_at END DESC, CASE WHEN %(newest)s THEN a.log END DESC,
       CASE WHEN %(newest)s THEN a.id END DESC, a.recorded_at, a.log, a.id
 LIMIT %(limit)s
