-- What was recorded in a period of recording, and late, or to correct or take back something recorded before.
WITH logs AS (
  SELECT 'stage' AS log, e.id, e.parcel, NULL::text AS of_project, e.stage AS what, e.happened_on, e.voids, e.note,
         e.recorded_at, e.recorded_by
    FROM stage_events e WHERE e.inherits IS NULL AND e.recorded_at BETWEEN %(begun)s AND %(ended)s
  UNION ALL
  SELECT 'milestone', e.id, NULL, e.project, e.milestone, e.happened_on, e.voids, e.note, e.recorded_at, e.recorded_by
    FROM milestone_events e WHERE e.recorded_at BETWEEN %(begun)s AND %(ended)s
  UNION ALL
  SELECT 'custody', e.id, e.parcel, NULL, e.state, e.happened_on, e.voids, e.note, e.recorded_at, e.recorded_by
    FROM custody_events e WHERE e.recorded_at BETWEEN %(begun)s AND %(ended)s)
SELECT CASE WHEN l.voids IS NULL THEN 'late' WHEN l.what IS NULL THEN 'voided' ELSE 'corrected' END AS kind,
       l.log, l.id, coalesce(l.of_project, p.project) AS project, l.parcel, o.what AS old_what, o.happened_on AS old_on,
       o.recorded_at AS old_recorded_at, o.recorded_by AS old_recorded_by, l.what, l.happened_on,
       (l.recorded_at AT TIME ZONE %(zone)s)::date - l.happened_on AS days_late, l.note, l.recorded_at, l.recorded_by
  FROM logs l
  LEFT JOIN LATERAL (
    SELECT s.stage AS what, s.happened_on, s.recorded_at, s.recorded_by FROM stage_events s WHERE l.log = 'stage' AND s.id = l.voids
    UNION ALL
    SELECT s.milestone, s.happened_on, s.recorded_at, s.recorded_by FROM milestone_events s WHERE l.log = 'milestone' AND s.id = l.voids
    UNION ALL
    SELECT s.state, s.happened_on, s.recorded_at, s.recorded_by FROM custody_events s WHERE l.log = 'custody' AND s.id = l.voids) o ON true
  LEFT JOIN LATERAL (
    SELECT c.project FROM consolidation_parcels c WHERE c.code = l.parcel
    UNION ALL
    (SELECT h.project FROM consolidation_parcels_history h WHERE h.code = l.parcel ORDER BY h.superseded_at DESC LIMIT 1)
    LIMIT 1) p ON true
 WHERE (l.voids IS NOT NULL OR (l.recorded_at AT TIME ZONE %(zone)s)::date - l.happened_on > %(late_days)s)
   AND (%(project)s::text IS NULL OR coalesce(l.of_project, p.project) = %(project)s)
 ORDER BY l.recorded_at, l.log, l.id
