-- The snapshot that a layer's blocks stand for; none when it is of a cluster that this one was restored from.
SELECT snapshot
  FROM matian.tile_preparations
 WHERE layer = %s
   AND pg_snapshot_xmax(snapshot::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
