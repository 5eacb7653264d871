ALTER TABLE matian.tile_blocks ALTER shape SET STORAGE EXTERNAL;  -- read often, and squeezed little

INSERT INTO matian.tile_log_floor VALUES (0);

-- The log of changes is kept for a day, and longer where prepared blocks still wait to be redone. A reader whose last
-- look is older than the floor can't tell what it missed and must forget what it holds.
CREATE FUNCTION matian.drop_old_tile_changes() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = matian, public, pg_temp
AS $$
  WITH dropped AS (
    DELETE FROM tile_changes c
     WHERE noted_at < now() - interval '1 day'
       AND (c.changed_by >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint  -- of a cluster restored from
            OR NOT EXISTS (
              SELECT FROM tile_preparations p
               WHERE p.layer = c.layer
                 AND NOT pg_visible_in_snapshot(c.changed_by::text::xid8, p.snapshot::pg_snapshot)))
    RETURNING changed_by)
  UPDATE tile_log_floor
     SET transaction = greatest(transaction, (SELECT max(changed_by) + 1 FROM dropped))
   WHERE EXISTS (SELECT FROM dropped)
$$;
