INSERT INTO matian.tile_preparations (layer, snapshot)
VALUES (%(layer)s, %(snapshot)s)
ON CONFLICT (layer) DO UPDATE SET snapshot = excluded.snapshot
