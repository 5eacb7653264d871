SELECT ST_AsMVT(block, '{layer}', {extent}, 'shape')
  FROM (
    SELECT f.{value},
           ST_CollectionExtract(ST_Collect(ST_SnapToGrid(ST_TransScale(
             ST_ForcePolygonCW(CASE WHEN f.geom_3857 @ tile.surroundings THEN f.geom_3857
                                    ELSE ST_ClipByBox2D(f.geom_3857, tile.surroundings::box2d) END),
             -$4, -$7, tile.scale, -tile.scale), 1)), 3) AS shape
      FROM (
        SELECT ST_MakeEnvelope($4 - ($6 - $4), $5 - ($6 - $4), $6 + ($6 - $4), $7 + ($6 - $4), 3857) AS surroundings,
               {extent} / ($6 - $4) AS scale
        OFFSET 0
      ) tile, {source} f
     WHERE f.geom_3857 && ST_MakeEnvelope($4, $5, $6, $7, 3857)
     GROUP BY f.{value}
  ) block
