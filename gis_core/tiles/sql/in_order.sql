SELECT EXISTS (
  SELECT
    FROM matian.tile_preparations p
   WHERE p.layer = '{layer}'
     AND pg_snapshot_xmax(p.snapshot::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())  -- not of another cluster
     AND NOT EXISTS (
       SELECT
         FROM matian.tile_changes c
        WHERE c.layer = p.layer
          AND NOT c.past_only
          AND c.changed_by >= pg_snapshot_xmin(p.snapshot::pg_snapshot)::text::bigint
          AND NOT pg_visible_in_snapshot(c.changed_by::text::xid8, p.snapshot::pg_snapshot)
          AND c.west <= $6 AND c.east >= $4 AND c.south <= $7 AND c.north >= $5))
