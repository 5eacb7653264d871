-- What was committed between the snapshots $1 (seen by the reader) and $2 (the present one when null), in a settled order,
-- and the present snapshot. As in tiles/sql/follow.sql; `lost` says that $1 is no snapshot of this database's past.
WITH present AS (SELECT coalesce($2::text::pg_snapshot, pg_current_snapshot()) AS snapshot),
logs AS (
  SELECT 'stage' AS log, e.id, e.parcel, NULL::text AS of_project, e.stage, NULL::text AS milestone, NULL::text AS custody,
         e.happened_on, e.recorded_at, e.recorded_by, e.voids, e.inherits, e.transaction
    FROM stage_events e
   WHERE e.transaction >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
  UNION ALL
  SELECT 'milestone', e.id, NULL, e.project, NULL, e.milestone, NULL, e.happened_on, e.recorded_at, e.recorded_by, e.voids,
         NULL, e.transaction
    FROM milestone_events e
   WHERE e.transaction >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
  UNION ALL
  SELECT 'custody', e.id, e.parcel, NULL, NULL, NULL, e.state, e.happened_on, e.recorded_at, e.recorded_by, e.voids, NULL,
         e.transaction
    FROM custody_events e
   WHERE e.transaction >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint)
SELECT p.snapshot::text AS snapshot,
       coalesce(pg_snapshot_xmax($1::text::pg_snapshot)::text::bigint
                > pg_snapshot_xmax(pg_current_snapshot())::text::bigint, false) AS lost,
       l.log, l.id, l.parcel, coalesce(l.of_project, o.project) AS project, l.stage, l.milestone, l.custody, l.happened_on,
       l.recorded_at, l.recorded_by, l.voids, l.inherits
  FROM present p
  LEFT JOIN logs l ON l.transaction < pg_snapshot_xmax(p.snapshot)::text::bigint
                  AND NOT pg_visible_in_snapshot(l.transaction::text::xid8, $1::text::pg_snapshot)
                  AND pg_visible_in_snapshot(l.transaction::text::xid8, p.snapshot)
  LEFT JOIN LATERAL (
    SELECT c.project FROM consolidation_parcels c WHERE c.code = l.parcel
    UNION ALL
    (SELECT h.project FROM consolidation_parcels_history h WHERE h.code = l.parcel ORDER BY h.superseded_at DESC LIMIT 1)
    LIMIT 1) o ON true
 ORDER BY l.log, l.id
 LIMIT $3
