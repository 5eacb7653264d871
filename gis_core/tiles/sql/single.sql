-- Features each by itself. What lies wholly near the tile is only shifted and scaled into it, which costs half of what
-- ST_AsMVTGeom does (MapLibre cuts at the tile's edge); what is large or reaches far out is cut by ST_AsMVTGeom.
-- Shapes that are null then (nothing is left of them) ST_AsMVT leaves out; a condition here would make each shape twice.
-- On a coarser grid an area may become empty instead, which ST_AsMVT writes as a feature without a shape: MapLibre then
-- draws nothing of the whole tile.
SELECT ST_AsMVT(drawn, '{layer}', 4096, 'shape', 'id')
  FROM (
    SELECT uuid_hash_extended(f.id, 0) & 9007199254740991 AS id, {properties},
           CASE WHEN f.geom_3857 @ tile.surroundings THEN {shape}
                ELSE {cut_shape}
            END AS shape
      FROM (
        SELECT ST_MakeEnvelope($4 - ($6 - $4), $5 - ($6 - $4), $6 + ($6 - $4), $7 + ($6 - $4), 3857) AS surroundings,
               ST_MakeEnvelope($4, $5, $6, $7, 3857)::box2d AS bounds,
               4096 / ($6 - $4) AS scale
        OFFSET 0
      ) tile, {source} f
     WHERE f.geom_3857 && ST_MakeEnvelope($4 - {margin} * ($6 - $4), $5 - {margin} * ($6 - $4),
                                          $6 + {margin} * ($6 - $4), $7 + {margin} * ($6 - $4), 3857){large_enough}
  {nothing_left}) drawn{without_empty}
