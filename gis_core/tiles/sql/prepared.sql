SELECT ST_AsMVT(block, '{layer}', {extent}, 'shape')
  FROM (
    SELECT b.value AS {value},
           ST_Translate(b.shape, (b.x - ($2 << {finer})) * {cell}, (b.y - ($3 << {finer})) * {cell}) AS shape
      FROM matian.tile_blocks b
     WHERE b.layer = '{layer}' AND b.z = $1
       AND b.x BETWEEN $2 << {finer} AND (($2 + 1) << {finer}) - 1
       AND b.y BETWEEN $3 << {finer} AND (($3 + 1) << {finer}) - 1
  ) block
