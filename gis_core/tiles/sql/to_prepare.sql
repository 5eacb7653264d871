-- Layers whose blocks were never made, or in a cluster that this one was restored from, or don't hold every change.
SELECT given.layer
  FROM unnest($1::text[]) given (layer)
  LEFT JOIN matian.tile_preparations p USING (layer)
 WHERE p.layer IS NULL
    OR pg_snapshot_xmax(p.snapshot::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
    OR EXISTS (
       SELECT
         FROM matian.tile_changes c
        WHERE c.layer = p.layer
          AND NOT c.past_only
          AND c.changed_by >= pg_snapshot_xmin(p.snapshot::pg_snapshot)::text::bigint
          AND NOT pg_visible_in_snapshot(c.changed_by::text::xid8, p.snapshot::pg_snapshot))
