SELECT c.west, c.south, c.east, c.north
  FROM matian.tile_changes c
 WHERE c.layer = %(layer)s
   AND NOT c.past_only
   AND c.changed_by >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)::text::bigint
   AND NOT pg_visible_in_snapshot(c.changed_by::text::xid8, %(snapshot)s::pg_snapshot)
