-- What was committed since the snapshot $1, and the present snapshot; `missed` when the log doesn't reach back so far.
-- Transactions beyond the present are of a cluster that this one was restored from.
SELECT pg_current_snapshot()::text AS snapshot,
       coalesce(floor.transaction > pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
                AND floor.transaction <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint, false) AS missed,
       c.layer, c.west, c.south, c.east, c.north, c.past_only
  FROM matian.tile_log_floor floor
  LEFT JOIN matian.tile_changes c
    ON c.changed_by >= pg_snapshot_xmin($1::text::pg_snapshot)::text::bigint
   AND c.changed_by < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
   AND NOT pg_visible_in_snapshot(c.changed_by::text::xid8, $1::text::pg_snapshot)
